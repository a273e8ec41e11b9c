"""The pages of a determination and of risk: reasons shown, decisions made, the third person sees nothing."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Duty, Qualification, QualificationKind
from accounts.permissions import DutyCode
from cases import actions
from cases.models import Case, CaseTask, RiskAssessment, SecondLook
from tests.cases.assessing.conftest import decide, train

pytestmark = pytest.mark.django_db


def at(case, *rest):
    return "/".join(["/cases", str(case.pk), *rest, ""])


@pytest.fixture
def told(cast, case):
    """An episode, a completed interview, indicators."""
    add = {"actor": cast.amina, "case": case}
    actions.add_entry(section="interview", values={"interview_outcome": "completed"}, **add)
    episode = {"means_of_control": ["withholds_documents"], "exp_types": ["forced_labour"]}
    actions.add_entry(section="exploitation", values=episode, **add)
    return case


def test_a_determination_shows_its_suggestion_reasons_and_hints(cast, client_of, told):
    page = client_of(cast.amina).get(at(told, "determination")).content.decode()
    assert "Suggested: " in page and "Act: none noted." in page
    assert "Confiscation of documents" in page and "Withholds documents" in page
    assert "go on whatever is decided" in page


def test_deciding_and_looking(cast, client_of, told):
    amina, bruno = client_of(cast.amina), client_of(cast.bruno)
    form = amina.get(at(told, "determination", "decide")).content.decode()
    assert "not noted as trained" in form
    answers = {"determination": "victim", "basis": "Kept words", "base_version": "0", "eligible": "yes"}
    assert amina.post(at(told, "determination", "decide"), answers).status_code == 302
    assert "You have decided here already" in amina.get(at(told, "determination", "look")).content.decode()
    look = bruno.get(at(told, "determination", "look")).content.decode()
    assert "Kept words" in look
    given = {"determination": "victim", "basis": ""}
    assert bruno.post(at(told, "determination", "look"), given).status_code == 302
    # Neither of them is noted as trained: somebody who is has to look.
    assert SecondLook.objects.get().state == "trained"
    assert "none of them noted as trained" in bruno.get(at(told, "determination")).content.decode()
    vera = client_of(cast.vera)
    refused = vera.post(
        at(told, "determination", "look"), {**given, "basis": "Kept by Vera"}
    ).content.decode()
    assert "noted as trained to assess" in refused and "Kept by Vera" in refused
    train(cast.vera)
    assert vera.post(at(told, "determination", "look"), given).status_code == 302
    assert "A third person has decided" in vera.get(at(told, "determination")).content.decode()
    assert bruno.get(at(told, "determination", "look")).status_code == 404


def test_a_look_at_other_words_is_told_and_shows_them(cast, client_of, told):
    decide(cast.amina, told, basis="First words")
    bruno, address = client_of(cast.bruno), at(told, "determination", "look")
    form = bruno.get(address).context["form"]
    given = {name: form[name].value() for name in ("look", "look_version")}
    given |= {"determination": "victim", "basis": "Kept by Bruno"}
    decide(cast.amina, told, basis="Other words")
    page = bruno.post(address, given)
    text = page.content.decode()
    assert "Somebody else has changed this meanwhile" in text
    assert "Other words" in text and "Kept by Bruno" in text
    again = {name: page.context["form"][name].value() for name in ("look", "look_version")}
    assert bruno.post(address, {**given, **again}).status_code == 302


def test_who_is_trained_is_not_warned(cast, client_of, told):
    Qualification.objects.create(user=cast.amina, kind=QualificationKind.ASSESSOR, since=timezone.localdate())
    assert (
        "not noted as trained"
        not in client_of(cast.amina).get(at(told, "determination", "decide")).content.decode()
    )


def test_an_older_page_is_told_and_keeps_what_was_typed(cast, client_of, told):
    given = {"actor": cast.amina, "case": told, "determination": "possible", "base_version": 0}
    train(cast.amina)
    actions.decide_determination(**given)
    answers = {"determination": "victim", "basis": "Kept words", "base_version": "0"}
    page = client_of(cast.bruno).post(at(told, "determination", "decide"), answers).content.decode()
    assert "meanwhile" in page and "Kept words" in page and not SecondLook.objects.exists()


def test_hints_stand_beside_the_questions_when_asked_for(cast, client_of, told):
    client = client_of(cast.amina)
    url = at(told, "record", "determination")
    assert "Withholds documents" not in client.get(url).content.decode()
    page = client.get(f"{url}?pointers=1").content.decode()
    assert "Withholds documents" in page and "Answers of other sections point to" in page


def test_risk_from_assessment_to_judgement(cast, client_of, case):
    client = client_of(cast.amina)
    assert "Not assessed yet" in client.get(at(case, "risk")).content.decode()
    add = {"risk_type": "individual", "risk_indicators": ["own_fear", "knows_home"]}
    row = actions.add_entry(actor=cast.amina, case=case, section="risk", values=add)
    page = client.get(at(case, "risk")).content.decode()
    assert "Level 2 - elevated" in page and "To be written with the person" in page
    assert "Agree on measures" in page and "I16 Beneficiary fears" in page
    level = at(case, "risk", str(row.pk), "level")
    form = client.get(level).content.decode()
    assert 'value="standard"' not in form and 'value="extreme"' in form
    version = RiskAssessment.objects.get(pk=row.pk).version
    raised = client.post(level, {"level": "high", "reason": "", "base_version": version})
    assert raised.status_code == 302
    assert Case.objects.get(pk=case.pk).restricted_case
    assert "Level 3 - high" in client.get(at(case)).content.decode()


def test_lowering_without_a_reason_says_what_is_missing(cast, client_of, case):
    row = actions.add_entry(
        actor=cast.amina, case=case, section="risk", values={"risk_indicators": ["explicit_threat"]}
    )
    version = RiskAssessment.objects.get(pk=row.pk).version
    answers = {"level": "standard", "reason": "", "base_version": version}
    page = client_of(cast.bruno).post(at(case, "risk", str(row.pk), "level"), answers).content.decode()
    assert "less danger than what was computed" in page
    assert RiskAssessment.objects.get(pk=row.pk).risk_level_final == "elevated"


def test_a_new_assessment_begins_with_what_the_record_says(cast, client_of, case):
    values = {"perp_at_large": "yes"}
    actions.add_entry(actor=cast.amina, case=case, section="perpetrator", values=values)
    client = client_of(cast.amina)
    link = reverse("cases:entry_add", args=[case.pk, "risk"]) + "?pointers=1"
    assert link in client.get(at(case, "risk")).content.decode()
    assert "I6 Trafficker at large: At large" in client.get(link).content.decode()


def test_the_person_asks(cast, client_of, case):
    client = client_of(cast.amina)
    assert client.post(at(case, "risk", "ask")).status_code == 302
    assert "The person asked for it" in client.get(at(case, "risk")).content.decode()


def test_the_alarm_says_which_case_and_nothing_else(cast, client_of, case):
    Duty.objects.create(user=cast.ines, office=cast.harbour, code=DutyCode.SECURITY_FOCAL_POINT)
    actions.sound_alarm(actor=cast.amina, case=case, cause="threat")
    task = CaseTask.objects.get(kind="risk_immediate")
    client = client_of(cast.ines)
    page = client.get(f"/cases/alarms/{task.pk}/").content.decode()
    assert case.reference in page and "Amina Okoro" in page and case.person.code_name not in page
    assert client.post(f"/cases/alarms/{task.pk}/").status_code == 302
    assert "Ines Duarte acts on it" in client.get(f"/cases/alarms/{task.pk}/").content.decode()
    assert client_of(cast.emil).get(f"/cases/alarms/{task.pk}/").status_code == 404


@pytest.mark.parametrize("who", ["dana", "emil"])
def test_the_third_person_finds_nothing(cast, client_of, told, who):
    client = client_of(getattr(cast, who))
    for path in (("determination",), ("determination", "decide"), ("determination", "look"), ("risk",)):
        assert client.get(at(told, *path)).status_code == 404
    assert client.post(at(told, "risk", "ask")).status_code == 404


def test_a_start_page_shows_what_is_due(cast, client_of, case):
    actions.ask_for_assessment(actor=cast.amina, case=case)
    CaseTask.objects.update(due_at=timezone.now())
    assert "Assess the risk" in client_of(cast.amina).get("/").content.decode()
