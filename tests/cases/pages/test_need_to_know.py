"""What a role may not read is absent from page, forms, history, former answers, drafts, merging, search and errors."""

from typing import Any

import pytest

from accounts.models import OfficeRoleNarrowing
from audit import reading
from cases import access
from cases.actions import grant_access, save_draft, save_section
from cases.field_permissions import Area, area_of
from cases.finding.search import SearchQuery, find
from cases.models import Case, GrantKind, GrantReason, PersonBiodata
from cases.sections import SECTIONS

pytestmark = pytest.mark.django_db
# A word nobody else types, in one field of each area that today's sections have.
TYPED = {
    Area.IDENTITY: ("first_name", "Zlatoslava"),
    Area.CONFIDENTIAL: ("origin_region", "Bystrytsia"),
    Area.RESTRICTED: ("ethnicity", "Hutsulka"),
    Area.LOCATION: ("current_city", "Nemyriv"),
}
LABELS = {
    Area.IDENTITY: "First name",
    Area.CONFIDENTIAL: "Region of origin",
    Area.RESTRICTED: "Ethnicity",
    Area.LOCATION: "Town or city",
}


def version(case: Case) -> int:
    return PersonBiodata.objects.get(case=case).version


@pytest.fixture
def told(cast: Any, case: Case) -> Case:
    """Everything was said twice, so that there are former answers, and typed a third time, so that there is a draft."""
    for suffix in (" once", ""):
        values = {key: word + suffix for key, word in TYPED.values()}
        save_section(
            actor=cast.amina, case=case, section="biodata", values=values, base_version=version(case)
        )
    payload = {key: [f"{word} draft"] for key, word in TYPED.values()}
    save_draft(actor=cast.amina, case=case, section="biodata", payload=payload, base_version=version(case))
    return case


def narrow(case: Case, *permissions: Any, role: str = "caseworker") -> None:
    for permission in permissions:
        OfficeRoleNarrowing.objects.create(office=case.office, role=role, permission=permission)


def pages_of(client: Any, case: Case) -> dict[str, str]:
    """Every page on which an answer of the bio data could stand."""
    start = f"/cases/{case.pk}/"
    read = ("", "interview/", "record/biodata/", "history/", "consent/", "access/")
    found = {path: client.get(start + path).content.decode() for path in read}
    found["list"] = client.get("/cases/").content.decode()
    found["home"] = client.get("/").content.decode()
    found["former"] = client.post(start + "record/biodata/earlier/", {"purpose": "review"}).content.decode()
    wrong = {"base_version": "1", "age_at_registration": "many", "birth_date_2": "year"}
    found["in error"] = client.post(start + "record/biodata/", wrong).content.decode()
    old = {"base_version": "1", "salutation": "Ms", "primary_language": "ro"}
    found["conflict"] = client.post(start + "record/biodata/", old).content.decode()
    return found


def test_the_words_are_there_for_who_may_read_them(cast: Any, told: Case, client_of: Any) -> None:
    pages = pages_of(client_of(cast.amina), told)
    for _key, word in TYPED.values():
        assert word in pages[""] and word in pages["record/biodata/"] and word in pages["former"]


@pytest.mark.parametrize("area", list(TYPED), ids=lambda area: area.name)
def test_a_narrowed_role_finds_it_nowhere(cast: Any, told: Case, client_of: Any, area: Area) -> None:
    narrow(told, area.read)
    key, word = TYPED[area]
    for name, page in pages_of(client_of(cast.amina), told).items():
        assert word not in page, name
        assert f'name="{key}' not in page, name
        assert key not in page, name


@pytest.mark.parametrize("area", list(TYPED), ids=lambda area: area.name)
def test_what_is_not_readable_is_not_writable(cast: Any, told: Case, client_of: Any, area: Area) -> None:
    narrow(told, area.read)
    key, word = TYPED[area]
    client_of(cast.amina).post(
        f"/cases/{told.pk}/record/biodata/", {"base_version": str(version(told)), key: "Changed"}
    )
    assert getattr(PersonBiodata.objects.get(case=told), key) == word


@pytest.mark.parametrize("area", list(TYPED), ids=lambda area: area.name)
def test_a_form_ignores_what_was_not_asked(cast: Any, told: Case, client_of: Any, area: Area) -> None:
    """Mass assignment: a posted field that the writer may not write changes nothing, and no draft keeps it."""
    narrow(told, area.write)
    key, word = TYPED[area]
    client = client_of(cast.amina)
    sent = {
        "base_version": str(version(told)),
        key: "Changed",
        "salutation": "Ms",
        "owner": str(cast.dana.pk),
    }
    assert client.post(f"/cases/{told.pk}/record/biodata/", sent).status_code == 302
    row = PersonBiodata.objects.get(case=told)
    assert getattr(row, key) == word and row.salutation == ("Ms" if area is not Area.IDENTITY else "")
    assert Case.objects.get(pk=told.pk).owner == cast.amina
    client.post(f"/cases/{told.pk}/record/biodata/draft/", {**sent, "restricted_case": "on"})
    from cases.actions import draft_of

    draft = draft_of(actor=cast.amina, case=told, section="biodata")
    assert draft is not None
    assert (
        key not in draft.payload and "restricted_case" not in draft.payload and "owner" not in draft.payload
    )


@pytest.mark.parametrize("name", ["hala", "goran"])
def test_a_grant_shows_no_more_than_the_role(cast: Any, told: Case, client_of: Any, name: str) -> None:
    user = getattr(cast, name)
    office = user.memberships_now()[0].office
    kind = GrantKind.RECIPIENT if name == "goran" else GrantKind.CO_WORKER
    grant_access(
        case=told, user=user, given_by=cast.bruno, kind=kind, reason=GrantReason.REFERRAL, office=office
    )
    page = client_of(user).get(f"/cases/{told.pk}/").content.decode()
    assert TYPED[Area.IDENTITY][1] in page and TYPED[Area.CONFIDENTIAL][1] in page
    assert TYPED[Area.LOCATION][1] not in page
    assert (TYPED[Area.RESTRICTED][1] in page) == (name == "goran")
    for path in ("record/biodata/", "record/biodata/earlier/", "location/"):
        assert client_of(user).get(f"/cases/{told.pk}/{path}").status_code == 403


def test_a_search_by_name_finds_nobody_for_who_may_not_read_names(cast: Any, told: Case) -> None:
    assert find(cast.amina, SearchQuery(name="Zlatoslava")).matches
    narrow(told, "identity_read")
    cast.amina.forget_memberships()
    assert not find(cast.amina, SearchQuery(name="Zlatoslava")).matches
    (match,) = find(cast.amina, SearchQuery(reference=told.reference)).matches
    assert [str(reason) for reason in match.reasons] == ["same reference"]


def test_history_names_no_field_its_reader_may_not_read(
    cast: Any, told: Case, client_of: Any, monkeypatch: Any
) -> None:
    row = {
        "id": 1,
        "actor": cast.amina.pk,
        "system": "",
        "name": "section.saved",
        "result": "done",
        "at": told.opened_at,
        "facts": {"section": "biodata", "fields": ["first_name", "ethnicity"]},
    }
    monkeypatch.setattr(reading, "of_scope", lambda *_args, **_options: [row])
    address = f"/cases/{told.pk}/history/"
    assert LABELS[Area.RESTRICTED] in client_of(cast.bruno).get(address).content.decode()
    narrow(told, "restricted_read", role="supervisor")
    page = client_of(cast.bruno).get(address).content.decode()
    assert LABELS[Area.RESTRICTED] not in page and LABELS[Area.IDENTITY] in page


def test_a_mark_tells_nothing_about_a_hidden_birth_date(cast: Any, case: Case, client_of: Any) -> None:
    PersonBiodata.objects.filter(case=case).update(age_at_registration=60)
    save_section(
        actor=cast.amina,
        case=case,
        section="biodata",
        values={"birth_date": "2001-05-01"},
        base_version=version(case),
    )
    PersonBiodata.objects.filter(case=case).update(age_at_registration=60)
    address, mark = f"/cases/{case.pk}/", "Does not agree with the date of birth"
    assert mark in client_of(cast.amina).get(address).content.decode()
    narrow(case, "identity_read")
    assert mark not in client_of(cast.amina).get(address).content.decode()


def test_consents_are_for_who_reads_confidential_data(cast: Any, case: Case, client_of: Any) -> None:
    narrow(case, "confidential_read")
    client = client_of(cast.amina)
    assert client.get(f"/cases/{case.pk}/consent/").status_code == 403
    assert f"/cases/{case.pk}/consent/" not in client.get(f"/cases/{case.pk}/").content.decode()


@pytest.mark.parametrize("area", list(Area), ids=lambda area: area.name)
def test_each_area_can_be_taken_from_a_role(cast: Any, case: Case, area: Area) -> None:
    """Also the areas whose sections are still to come: the decision is the same."""
    if area is Area.HEALTH:
        pytest.skip("a caseworker beside a health worker holds none of it")
    assert access.may(cast.amina, area.read, case)
    narrow(case, area.read)
    cast.amina.forget_memberships()
    fresh = Case.objects.get(pk=case.pk)
    assert not access.may(cast.amina, area.read, fresh)
    for key in SECTIONS:
        assert area not in {area_of(one) for one in access.readable_fields(cast.amina, fresh, key)}
        assert area not in {area_of(one) for one in access.writable_fields(cast.amina, fresh, key)}
