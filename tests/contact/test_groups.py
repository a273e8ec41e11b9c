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
    first, second, third = GroupRegistration.objects.get().rows
    assert (first["code"], second["code"], second["language"]) == ("A", "B", "Elvish")
    assert "code" not in third  # of what became a case stays what ties it to the others
    page = amina.get(f"/groups/{group.pk}/").content.decode()
    assert 'name="row-2-code"' in page and 'name="row-3-code"' not in page


def apart() -> set[tuple[str, str]]:
    return {(row.case.legacy_reference, row.other.legacy_reference) for row in KeptApart.objects.all()}


def test_who_is_kept_apart_and_who_belongs_together_holds_for_rows_read_later(
    cast: SimpleNamespace, client_of: Any, group: GroupRegistration
) -> None:
    rows = [
        {"code": "mother", "family": "A", "relation": "mother"},
        {"code": "foreman", "age": "about forty"},
        {"code": "son", "age": "small", "family": "A", "apart": "2"},
        {"code": "guard"},
        {"code": "girl", "age": "x", "apart": "1, 2"},
    ]
    amina, address = client_of(cast.amina), f"/groups/{group.pk}/"
    amina.post(address, table(*rows, then="good"))
    assert {case.legacy_reference for case in Case.objects.all()} == {"mother", "guard"} and not apart()
    again = {
        name: words
        for name, words in table(*rows, then="all").items()
        if not name.startswith(("row-1-", "row-4-"))
    }
    again |= {"row-2-age": "40", "row-3-age": "9", "row-5-age": "15"}
    assert amina.post(address, again).status_code == 302
    assert Case.objects.count() == 5
    pairs = {("son", "foreman"), ("girl", "mother"), ("girl", "foreman")}
    assert apart() == pairs | {(other, one) for one, other in pairs}
    named = {case.legacy_reference: case.pk for case in Case.objects.all()}
    assert {tie.case_id for tie in FamilyTie.objects.all()} == {named["mother"], named["son"]}


@pytest.mark.parametrize("number", ["33", "1"])
def test_a_number_of_no_other_row_is_read_again_and_not_forgotten(
    cast: SimpleNamespace, client_of: Any, group: GroupRegistration, number: str
) -> None:
    page = client_of(cast.amina).post(
        f"/groups/{group.pk}/", table({"code": "A", "apart": number}, {"code": "B"}, then="all")
    )
    assert "There is no other row of this number." in page.content.decode() and not Case.objects.exists()


def test_a_family_of_people_kept_apart_does_not_live_together(
    cast: SimpleNamespace, client_of: Any, group: GroupRegistration
) -> None:
    rows = [{"code": "A", "family": "x"}, {"code": "B", "family": "x", "apart": "1"}]
    client_of(cast.amina).post(f"/groups/{group.pk}/", table(*rows, then="all"))
    assert not Family.objects.get().joint_shelter and apart() == {("A", "B"), ("B", "A")}


ONE, OTHER = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"


def typed_on(page: str, version: int, *rows: dict[str, str], **more: str) -> dict[str, str]:
    """What a page of one of two windows sends, by itself or at the press of a button."""
    key = {"submission_key": page} if "then" in more else {"form_of": page}
    return {**table(*rows, **more), **key, "base_version": str(version)}


def test_of_two_windows_of_one_person_the_older_does_not_wipe_the_newer(
    cast: SimpleNamespace, client_of: Any, group: GroupRegistration
) -> None:
    amina, draft, seen = client_of(cast.amina), f"/groups/{group.pk}/draft/", group.version
    five = [{"code": f"A{number}"} for number in range(5)]
    assert amina.post(draft, typed_on(ONE, seen, *five[:4])).status_code == 204
    assert amina.post(draft, typed_on(ONE, seen, *five)).status_code == 204  # its own words are no conflict
    assert amina.post(draft, typed_on(OTHER, seen, {"code": "Z"})).status_code == 409
    page = amina.post(f"/groups/{group.pk}/", typed_on(OTHER, seen, {"code": "Z"}, then="save"))
    assert "in another window" in page.content.decode()
    assert [row["code"] for row in GroupRegistration.objects.get().rows] == [row["code"] for row in five]


def test_a_table_is_registered_once_whatever_window_is_open(
    cast: SimpleNamespace, client_of: Any, group: GroupRegistration
) -> None:
    amina, address, seen = client_of(cast.amina), f"/groups/{group.pk}/", group.version
    three = [{"code": f"B{number}"} for number in range(3)]
    assert amina.post(f"{address}draft/", typed_on(ONE, seen, *three)).status_code == 204
    assert amina.post(address, typed_on(ONE, seen, *three, then="all")).status_code == 302
    # A window that was open all along, and a draft that comes late from the one that registered.
    amina.post(address, typed_on(OTHER, seen, *three, {"code": "B4"}, then="all"))
    assert amina.post(f"{address}draft/", typed_on(ONE, seen, *three)).status_code == 409
    assert Case.objects.count() == 3
    now = GroupRegistration.objects.get().version
    sent = typed_on(OTHER, now, *three, {"code": "B4"}, then="all")
    assert amina.post(address, sent).status_code == 302
    assert sorted(case.legacy_reference for case in Case.objects.all()) == ["B0", "B1", "B2", "B4"]


def test_the_longest_table_an_office_may_set_can_be_sent(
    cast: SimpleNamespace, client_of: Any, group: GroupRegistration
) -> None:
    change_setting(
        actor=cast.kofi, office=cast.harbour, key="contact.group_rows", value=240, reason="a large boat"
    )
    row = dict.fromkeys(("age", "sex", "language", "need", "family", "relation", "apart"), "")
    rows = [{"code": f"C{number}", **row} for number in range(240)]
    assert client_of(cast.amina).post(f"/groups/{group.pk}/draft/", table(*rows)).status_code == 204
    assert len(GroupRegistration.objects.get().rows) == 240


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


def test_a_family_of_one_is_none(cast: SimpleNamespace) -> None:
    first, second = open_for(cast.amina), open_for(cast.amina)
    actions.form_family(actor=cast.amina, cases=[first, second])
    actions.leave_family(actor=cast.amina, case=first)
    assert not FamilyTie.objects.exists()
