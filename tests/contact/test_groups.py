"""Many people at once: one table, a file for each, families and people kept apart (P9)."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection

from accounts import acting
from accounts.settings_actions import change_setting
from cases.models import Case, NeedsAssessment, PersonBiodata
from contact import actions
from contact.models import Family, FamilyTie, GroupRegistration, KeptApart
from tests.cases.conftest import open_for


def table(*rows: dict[str, str], **more: str) -> dict[str, str]:
    """What a browser sends for these rows."""
    sent = {
        f"row-{number}-{name}": words for number, row in enumerate(rows, 1) for name, words in row.items()
    }
    return {**sent, **more}


@pytest.fixture
def group(cast: SimpleNamespace) -> GroupRegistration:
    return actions.begin_group(actor=cast.amina, office=cast.harbour)


def test_thirty_people_become_thirty_cases_in_one_step(
    cast: SimpleNamespace, client_of: Any, group: GroupRegistration
) -> None:
    rows = [{"code": f"B{number}", "age": "30", "sex": "male", "language": "Khmer"} for number in range(30)]
    rows[3] |= {"age": "9", "need": "medical"}
    amina = client_of(cast.amina)
    assert amina.post(f"/groups/{group.pk}/", table(*rows, then="all", kind="boat")).status_code == 302
    cases = list(Case.objects.order_by("registration_date"))
    assert len(cases) == 30 and {case.owner for case in cases} == {cast.amina}
    biodata = PersonBiodata.objects.all()
    assert {row.primary_language for row in biodata} == {"km"} and {row.sex for row in biodata} == {"male"}
    child = PersonBiodata.objects.get(majority_status="minor")
    assert child.age_band == "9-17" and child.case.legacy_reference == "B3"
    assert NeedsAssessment.objects.get(case=child.case).needs == ["medical"]
    page = amina.get(f"/groups/{group.pk}/").content.decode()
    assert all(case.reference in page for case in cases)


def test_what_cannot_be_read_is_said_and_nothing_is_lost(
    cast: SimpleNamespace, client_of: Any, group: GroupRegistration
) -> None:
    rows = [
        {"code": "A", "age": "about twenty"},
        {"code": "B", "age": "20", "language": "Elvish"},
        {"code": "C"},
    ]
    amina = client_of(cast.amina)
    page = amina.post(f"/groups/{group.pk}/", table(*rows, then="all")).content.decode()
    assert not Case.objects.exists() and "2 rows cannot be read yet" in page and "about twenty" in page
    amina.post(f"/groups/{group.pk}/", table(*rows, then="good"))
    assert [case.legacy_reference for case in Case.objects.all()] == ["C"]
    kept = GroupRegistration.objects.get().rows
    assert [row["code"] for row in kept] == ["A", "B"] and kept[1]["language"] == "Elvish"


def test_kept_as_it_is_typed_and_made_longer(
    cast: SimpleNamespace, client_of: Any, group: GroupRegistration
) -> None:
    amina = client_of(cast.amina)
    assert (
        amina.post(f"/groups/{group.pk}/draft/", table({"code": "A", "age": "no number"})).status_code == 204
    )
    assert "no number" in amina.get(f"/groups/{group.pk}/").content.decode()
    page = amina.post(f"/groups/{group.pk}/", table({"code": "A"}, then="more")).content.decode()
    assert "row-20-code" in page and not Case.objects.exists()


def test_an_office_says_how_long_a_table_gets_and_nothing_kept_is_cut_off(
    cast: SimpleNamespace, client_of: Any, group: GroupRegistration
) -> None:
    amina = client_of(cast.amina)
    amina.post(f"/groups/{group.pk}/draft/", table(*[{"code": f"A{number}"} for number in range(15)]))
    change_setting(
        actor=cast.kofi, office=cast.harbour, key="contact.group_rows", value=10, reason="a small boat"
    )
    page = amina.get(f"/groups/{group.pk}/").content.decode()
    assert "A14" in page and "More rows" not in page and 'data-most="10"' in page
    amina.post(f"/groups/{group.pk}/draft/", table(*[{"code": f"B{number}"} for number in range(15)]))
    assert len(GroupRegistration.objects.get().rows) == 15


def test_families_and_who_is_kept_apart(
    cast: SimpleNamespace, client_of: Any, group: GroupRegistration
) -> None:
    rows = [
        {"code": "mother", "family": "A", "relation": "mother"},
        {"code": "son", "family": "a", "relation": "son_daughter"},
        {"code": "foreman", "apart": "1, 2"},
    ]
    client_of(cast.amina).post(f"/groups/{group.pk}/", table(*rows, then="all"))
    named = {case.legacy_reference: case for case in Case.objects.all()}
    assert {tie.case for tie in FamilyTie.objects.all()} == {named["mother"], named["son"]}
    assert Family.objects.get().joint_shelter
    pairs = {(row.case.legacy_reference, row.other.legacy_reference) for row in KeptApart.objects.all()}
    assert pairs == {(a, b) for a in ("mother", "son") for b in ("foreman",)} | {
        ("foreman", "mother"),
        ("foreman", "son"),
    }


def test_seen_by_who_began_it_and_the_supervisor_alone(
    cast: SimpleNamespace, client_of: Any, group: GroupRegistration
) -> None:
    actions.change_group(
        actor=cast.amina, group=group, values={"place": "Quayside shed"}, rows=[{"code": "X"}]
    )
    assert b"Quayside shed" in client_of(cast.bruno).get(f"/groups/{group.pk}/").content
    for name in ("dana", "emil", "paola"):
        client = client_of(cast.people[name])
        assert client.get(f"/groups/{group.pk}/").status_code == 404
        assert str(group.pk) not in client.get("/groups/").content.decode()
        with acting.as_user(cast.people[name]), connection.cursor() as cursor:
            GroupRegistration.objects.none().exists()
            cursor.execute("SELECT count(*) FROM contact_groupregistration")
            assert cursor.fetchone() == (0,)


def test_a_family_names_nobody_to_who_may_not_see_the_file(cast: SimpleNamespace, client_of: Any) -> None:
    first, second = open_for(cast.amina), open_for(cast.amina)
    actions.form_family(actor=cast.amina, cases=[first, second])
    actions.keep_apart(actor=cast.amina, case=first, other=second, reason="They quarrelled over the boat")
    own = client_of(cast.amina).get(f"/cases/{first.pk}/tab/family/").content.decode()
    assert second.reference in own and "quarrelled" in own
    actions_of_second = Case.objects.get(pk=second.pk)
    with acting.by_rule("tests"):
        Case.objects.filter(pk=actions_of_second.pk).update(restricted_case=True)
    seen = client_of(cast.bruno).get(f"/cases/{first.pk}/tab/family/").content.decode()
    assert second.reference not in seen and "not yours to see" in seen


def test_two_families_do_not_become_one_by_accident(cast: SimpleNamespace, client_of: Any) -> None:
    cases = [open_for(cast.amina) for _number in range(4)]
    actions.form_family(actor=cast.amina, cases=cases[:2])
    actions.form_family(actor=cast.amina, cases=cases[2:])
    sent = {"reference": cases[2].reference, "joint_shelter": "on"}
    amina = client_of(cast.amina)
    page = amina.post(f"/cases/{cases[0].pk}/family/", sent)
    assert page.status_code == 200 and Family.objects.count() == 2
    amina.post(f"/cases/{cases[2].pk}/family/leave/")
    assert amina.post(f"/cases/{cases[0].pk}/family/", sent).status_code == 302
    assert FamilyTie.objects.get(case=cases[2]).family == FamilyTie.objects.get(case=cases[0]).family


def test_a_reference_out_of_reach_is_like_none(cast: SimpleNamespace, client_of: Any) -> None:
    own, others = open_for(cast.amina), open_for(cast.dana)
    amina = client_of(cast.amina)
    answers = [
        amina.post(f"/cases/{own.pk}/apart/", {"reference": reference}).content.decode()
        for reference in (others.reference, "W7F3K2QXZ")
    ]
    assert all("No other case of yours has this reference" in answer for answer in answers)
    assert not KeptApart.objects.exists()


def test_over_means_over_in_both_files(cast: SimpleNamespace, client_of: Any) -> None:
    first, second = open_for(cast.amina), open_for(cast.amina)
    actions.keep_apart(actor=cast.amina, case=first, other=second)
    row = KeptApart.objects.get(case=first)
    assert client_of(cast.dana).post(f"/cases/{first.pk}/apart/{row.pk}/over/").status_code == 404
    client_of(cast.amina).post(f"/cases/{first.pk}/apart/{row.pk}/over/")
    assert not KeptApart.objects.exists()


def test_what_was_not_registered_can_be_erased(
    cast: SimpleNamespace, client_of: Any, group: GroupRegistration
) -> None:
    client_of(cast.amina).post(f"/groups/{group.pk}/", table({"code": "A"}, then="all"))
    client_of(cast.amina).post(f"/groups/{group.pk}/end/")
    assert not GroupRegistration.objects.exists() and Case.objects.count() == 1
