"""Best interests: assessed by two of whom one supervises, determined by a panel, reviewed on a day; the tasks around."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from accounts.policy import GrantKind
from cases import actions
from cases.actions import AlreadyHadTheirSay, SectionConflict
from cases.actions.deciding import write_decided
from cases.child import children
from cases.child import record as child_record
from cases.child.children import State
from cases.forms.child import DeterminationForm
from cases.models import AssessmentState, BestInterests, CaseTask, GrantReason, SectionVersion
from notifications.models import Outbox
from tests.cases.children.conftest import assessed, row_of, told, waiting
from tests.cases.conftest import save

pytestmark = pytest.mark.django_db


def verdict(case, code):
    return children.verdict(code, child_record.facts_of(case))


def look(actor, case, *, agrees=True, **more):
    """Somebody looks at what waits now."""
    waits = BestInterests.objects.get(case=case, state=AssessmentState.WAITS)
    return actions.look_at_best_interests(actor=actor, case=case, assessment=waits.pk, agrees=agrees, **more)


def determine(actor, case, outcome="return_care", **more):
    given = {"panel": "The board of the invented district", **more}
    return actions.record_determination(
        actor=actor, case=case, outcome=outcome, base_version=row_of(case).version, **given
    )


def test_two_assess_and_one_of_them_supervises(people, child, recorded):
    actions.assess_best_interests(actor=people.amina, case=child, reasons="Safe here.", covers=["refer"])
    assert verdict(child, "refer").state is State.WAITS
    told_to = Outbox.objects.filter(event="child.best_interests", channel="in_app")
    assert {one.recipient for one in told_to} == {people.bruno, people.vera}
    with pytest.raises(AlreadyHadTheirSay):
        look(people.amina, child)
    row = look(people.bruno, child, look="So do I.")
    assert row.state == AssessmentState.AGREED and row.look == "So do I."
    assert row_of(child).bia_date == timezone.localdate(timezone=child.office.zone)
    assert verdict(child, "refer").state is State.NOW
    names = [name for name, _given in recorded]
    assert {"child.assessed", "child.assessment_looked_at"} <= set(names)


def test_two_colleagues_without_a_supervisor_are_not_enough(people, child):
    given = {"kind": GrantKind.CO_WORKER, "reason": GrantReason.SPECIAL_SKILL}
    actions.grant_access(case=child, user=people.dana, given_by=people.bruno, **given)
    actions.assess_best_interests(actor=people.amina, case=child)
    with pytest.raises(PermissionDenied):
        look(people.dana, child)
    actions.assess_best_interests(actor=people.bruno, case=child)
    row = look(people.dana, child)
    assert row.state == AssessmentState.AGREED


def test_without_agreement_it_is_written_anew(people, child):
    actions.assess_best_interests(actor=people.amina, case=child, covers=["refer"])
    assert "best_interests" not in waiting(child)
    look(people.bruno, child, agrees=False)
    assert "best_interests" in waiting(child) and child_record.in_force(child) is None
    assert row_of(child).bia_date is None
    actions.assess_best_interests(actor=people.amina, case=child)
    actions.assess_best_interests(actor=people.amina, case=child)
    states = set(BestInterests.objects.values_list("state", flat=True))
    assert states == {"not_agreed", "replaced", "waits"}


def test_nobody_agrees_to_an_assessment_that_was_not_read(people, child):
    first = actions.assess_best_interests(actor=people.amina, case=child, reasons="Stay here.")
    actions.assess_best_interests(actor=people.amina, case=child, reasons="Go away.", covers=["refer"])
    for unread in (first.pk, None):
        with pytest.raises(actions.AssessmentWrittenAnew):
            actions.look_at_best_interests(actor=people.bruno, case=child, assessment=unread, agrees=True)
    assert child_record.in_force(child) is None


def test_a_word_that_comes_after_anothers_is_no_error_of_the_house(people, child):
    waits = actions.assess_best_interests(actor=people.amina, case=child)
    given = {"actor": people.bruno, "case": child, "assessment": waits.pk, "agrees": True}
    actions.look_at_best_interests(**given)
    with pytest.raises(actions.AlreadyDecided):
        actions.look_at_best_interests(**given)


def test_an_assessment_covers_what_it_can_and_never_a_return(people, child):
    for code in ("return", "media", "research", "nothing_of_the_kind"):
        with pytest.raises(ValidationError):
            actions.assess_best_interests(actor=people.amina, case=child, covers=[code])


@pytest.mark.parametrize("who", ["dana", "emil", "hala", "farah", "chidi"])
def test_nobody_else_assesses_or_determines(people, child, who):
    other = getattr(people, who)
    with pytest.raises(PermissionDenied):
        actions.assess_best_interests(actor=other, case=child)
    with pytest.raises(PermissionDenied):
        determine(other, child)
    with pytest.raises(PermissionDenied):
        actions.trace_family(actor=other, case=child, to="not_in_interest", base_version=0)


def test_a_determination_has_its_day_of_review(people, child, recorded):
    determine(people.amina, child, on=timezone.localdate())
    row = row_of(child)
    assert (row.bid_outcome, row.bid_panel) == ("return_care", "The board of the invented district")
    assert timedelta(days=180) < row.bid_review - row.bid_date < timedelta(days=185)
    task = CaseTask.objects.get(kind="best_interests_review", done_at__isnull=True)
    assert task.due_at.astimezone(child.office.zone).date() == row.bid_review
    assert dict(recorded[-1][1]["facts"])
    sooner = timezone.localdate() + timedelta(days=30)
    determine(people.bruno, child, "stay_local", review=sooner)
    task = CaseTask.objects.get(kind="best_interests_review", done_at__isnull=True)
    assert task.due_at.astimezone(child.office.zone).date() == sooner
    kept = SectionVersion.objects.filter(section="child").order_by("-replaced_at").first()
    assert kept.values["bid_outcome"] == "return_care"


def test_what_a_panel_decided_opens_a_return_only_with_the_panel_named_and_in_time(people, child):
    determine(people.amina, child, panel="")
    assert children.Need.DETERMINATION in verdict(child, "return").waits_for
    determine(people.amina, child)
    assert verdict(child, "return").waits_for == (children.Need.GUARDIAN,)
    determine(people.amina, child, review=timezone.localdate() - timedelta(days=2))
    assert children.Need.NEW_DETERMINATION in verdict(child, "return").waits_for
    determine(people.amina, child, "stay_local")
    assert children.Need.OTHER_OUTCOME in verdict(child, "return").waits_for


def test_a_determination_is_asked_for_when_it_is_required(people, child):
    assert "best_interests_panel" not in waiting(child)
    save(people.amina, child, "legal_status", {"stay_preference": "return"})
    told(people.amina, child, child_accompaniment="unaccompanied")
    assert "best_interests_panel" in waiting(child)
    determine(people.amina, child, "not_decided")
    assert "best_interests_panel" in waiting(child)
    determine(people.amina, child)
    assert "best_interests_panel" not in waiting(child)


def test_an_older_page_meets_the_newer_determination(people, child):
    version = row_of(child).version
    determine(people.amina, child)
    with pytest.raises(SectionConflict):
        actions.record_determination(
            actor=people.bruno, case=child, outcome="stay_local", base_version=version
        )


def test_a_document_is_a_file_of_the_case(people, child):
    with pytest.raises(ValidationError):
        determine(people.amina, child, document=str(child.pk))


def test_whoever_is_offered_no_files_leaves_the_panels_document(people, child):
    document = str(uuid4())
    write_decided(actor=people.amina, case=child, section="child", values={"bid_document": document})
    sent = {"outcome": "stay_local", "panel": "Another board", "base_version": str(row_of(child).version)}
    form = DeterminationForm(sent, files=None)
    assert form.is_valid(), form.errors
    actions.record_determination(actor=people.bruno, case=child, **form.given())
    row = row_of(child)
    assert (row.bid_panel, row.bid_document) == ("Another board", document)
    # Whoever is offered them, takes it away.
    form = DeterminationForm({**sent, "base_version": str(row.version)}, files=[(document, "Invented file")])
    assert form.is_valid(), form.errors
    actions.record_determination(actor=people.amina, case=child, **form.given())
    assert row_of(child).bid_document == ""


def test_best_interests_cannot_be_typed_past_the_actions(people, child):
    for key, value in (("bia_date", timezone.localdate()), ("tracing_status", "verified")):
        with pytest.raises(actions.UnknownFields):
            told(people.amina, child, **{key: value})


def test_what_was_found_is_sealed(people, child):
    assessed(people, child)
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM cases_bestinterests t")
        assert "Safe with us" not in cursor.fetchone()[0]
