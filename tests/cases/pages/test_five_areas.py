"""The five areas of their own: who may not read one finds none of its words, on no page, in no error, in no export."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

import agenda.actions
import legal.actions
from accounts.models import OfficeRoleNarrowing
from accounts.permissions import Permission
from agenda.models import Appointment
from cases import access, dictionary
from cases.actions import add_entry, record_consent, save_draft, save_section
from cases.actions.alerts import set_alert
from cases.field_permissions import Area, area_of
from cases.finding.search import SearchQuery, find
from cases.models import Attachment, Audience, Case, SectionRow
from cases.sections import SECTIONS, Part, in_order
from exchange import columns
from legal.models import Custody, Permit
from tests.cases.files.making import picture
from tests.cases.pages.conftest import CONSENT, new_case
from tests.cases.pages.test_sections import KINDS

pytestmark = pytest.mark.django_db
APART = (Area.HEALTH, Area.LOCATION, Area.LEGAL, Area.PERPETRATOR, Area.DOCUMENT)
NAMES = [area.name for area in APART]
PANELS = ("legal", "agenda", "files", "received")


def word(area: Area) -> str:
    """What stands in every text of an area, and nowhere else."""
    return f"Zorya{area.name.title()}"


def texts(key: str) -> dict[Area, list[str]]:
    """The questions of a section that take words, by area."""
    found: dict[Area, list[str]] = {}
    for name in SECTIONS[key].all_fields:
        if dictionary.fields()[name].type in ("text", "long_text"):
            found.setdefault(area_of(name), []).append(name)
    return {area: names for area, names in found.items() if area in APART}


def answered(key: str, suffix: str = "") -> dict[str, str]:
    return {name: word(area) + suffix for area, names in texts(key).items() for name in names}


@pytest.fixture
def told(cast: Any, client_of: Any) -> tuple[Case, dict[str, SectionRow]]:
    """Lina's case (her office has no health worker): every text of the five areas, twice, and once more as a draft."""
    case, rows = new_case(cast.lina), {}
    for kind in KINDS:
        record_consent(actor=cast.lina, case=case, consent_type=kind, **CONSENT)
    for key in [section.key for section in in_order() if texts(section.key)]:
        given = {"actor": cast.lina, "case": case, "section": key}
        row = add_entry(**given) if SECTIONS[key].repeats else None
        for suffix in (" once", ""):
            now = SECTIONS[key].row_of(Case.objects.get(pk=case.pk), row and row.pk)
            changed = {**given, "row": row and row.pk, "base_version": now.version}
            save_section(**changed, values=answered(key, suffix))
        rows[key] = SECTIONS[key].row_of(Case.objects.get(pk=case.pk), row and row.pk)
        typed = {name: [f"{value} draft"] for name, value in answered(key).items()}
        save_draft(**given, row=row and row.pk, payload=typed, base_version=rows[key].version)
    around(cast, client_of, case)
    return Case.objects.get(pk=case.pk), rows


def around(cast: Any, client_of: Any, case: Case) -> None:
    """What the other apps keep about a case: an appointment, custody, an application, a file, an alert."""
    place, law, now = word(Area.LOCATION), word(Area.LEGAL), timezone.now()
    given = {"actor": cast.lina, "case": case}
    agenda.actions.make_appointment(
        **given, kind="home_visit", starts_at=now, companion=cast.lina, place=place, plan=place
    )
    words = {"place": place, "authority": place, "grounds": place, "lawyer": place}
    legal.actions.note_custody(**given, kind="detention", since=now, **words)
    permit = {"authority": law, "number": law, "lawyer": law}
    legal.actions.enter_permit(**given, kind="temporary_humanitarian", state="applied", note=law, **permit)
    paper = word(Area.DOCUMENT)
    upload = {"attachment_type": "photo", "attachment_sensitivity": "identifying", "description": paper}
    file = SimpleUploadedFile(f"{paper}.jpg", picture(), "image/jpeg")
    assert client_of(cast.lina).post(f"/cases/{case.pk}/files/", {"file": file, **upload}).status_code == 302
    until = case.office.today() + timedelta(days=9)
    for audience in Audience:
        area = next((one for one in APART if one.read == audience.value), None)
        if area:
            set_alert(**given, reason="contact", until=until, audience=audience, words=word(area))


def narrow(case: Case, area: Area) -> None:
    OfficeRoleNarrowing.objects.create(office=case.office, role="caseworker", permission=area.read)


def addresses(case: Case, rows: dict[str, SectionRow]) -> list[str]:
    """Every page to read on which a word of the five areas could stand."""
    start = f"/cases/{case.pk}/"
    found = ["/", "/cases/", "/agenda/", "/agenda/alarms/", "/notices/", "/cases/safety/"]
    found += [f"{start}?part={part.value}" for part in Part]
    found += [f"{start}tab/{key}/" for key in PANELS]
    below = ("history/", "consent/", "access/", "interview/", "own-file/", "alerts/", "files/", "location/")
    found += [start + one for one in (*below, "risk/", "child/", "sharing/", "questions/", "stay/", "held/")]
    for key, row in rows.items():
        if SECTIONS[key].repeats:
            one = f"{start}entries/{key}/"
            found += [one, f"{one}add/", f"{one}{row.pk}/", f"{one}{row.pk}/remove/"]
        else:
            found.append(f"{start}record/{key}/")
    (permit,), (held,), (visit,) = (
        model.objects.plain().filter(case=case) for model in (Permit, Custody, Appointment)
    )
    deed = held.deeds.plain().first()
    found += [f"{start}stay/{permit.pk}/", f"{start}held/{held.pk}/over/", f"{start}held/deeds/{deed.pk}/"]
    visits = f"{start}appointments/{visit.pk}/"
    found += [visits, f"{visits}outcome/", f"{visits}longer/"]
    file = Attachment.objects.plain().get(case=case)
    return [*found, f"{start}files/{file.pk}/remove/"]


def posts(case: Case, rows: dict[str, SectionRow]) -> list[tuple[str, dict[str, str]]]:
    """What is typed wrong, on an old version, or asked for with a purpose: the answers could repeat what stands there."""
    start, found = f"/cases/{case.pk}/", []
    for key, row in rows.items():
        one = f"{start}entries/{key}/{row.pk}/" if SECTIONS[key].repeats else f"{start}record/{key}/"
        wrong = {name: "many" for name in SECTIONS[key].all_fields if name not in answered(key)}
        found.append((one, {"base_version": "1", **wrong}))
        found.append((one, {"base_version": "1", **dict.fromkeys(answered(key), "Changed")}))
        found.append((f"{one}earlier/", {"purpose": "review"}))
    found.append((f"{start}location/", {"purpose": "review"}))
    pages = [f"{start}?part={part.value}" for part in Part] + [f"{start}tab/{key}/" for key in PANELS]
    return found + [("/print/", {"page": page}) for page in pages]


def pages(client: Any, case: Case, rows: dict[str, SectionRow]) -> dict[str, str]:
    """Every answer as it came, by address; a print is followed to the printed page."""
    found = {}
    for address in addresses(case, rows):
        response = client.get(address)
        found[address] = response.content.decode(errors="replace")
        found[f"{address} headers"] = str(response.headers)
    for number, (address, given) in enumerate(posts(case, rows)):
        found[f"POST {number} {address}"] = client.post(address, given, follow=True).content.decode(
            errors="replace"
        )
    return found


def test_every_word_is_read_by_who_may(cast: Any, client_of: Any, told: Any) -> None:
    """The walk can find them: each area on several pages, its former answers and its drafts among them."""
    found = pages(client_of(cast.lina), *told)
    for area in APART:
        assert len([name for name, page in found.items() if word(area) in page]) >= 3, area
    assert [name for name, page in found.items() if f"{word(Area.LEGAL)} once" in page]


@pytest.mark.parametrize("area", APART, ids=NAMES)
def test_who_may_not_read_an_area_finds_no_word_of_it(
    cast: Any, client_of: Any, told: Any, area: Area
) -> None:
    narrow(told[0], area)
    found = pages(client_of(cast.lina), *told)
    assert [name for name, page in found.items() if word(area) in page] == []
    others = [one for one in APART if one is not area]
    assert [one for one in others if any(word(one) in page for page in found.values())] == others
    names = {name for key in told[1] for name in texts(key).get(area, ())}
    assert [(at, name) for at, page in found.items() for name in names if f'name="{name}' in page] == []


@pytest.mark.parametrize("area", APART, ids=NAMES)
def test_no_export_offers_it_and_no_search_finds_it(cast: Any, told: Any, area: Area) -> None:
    case = told[0]
    narrow(case, area)
    cast.lina.forget_memberships()
    offered = [key for group in columns.offered(cast.lina, case.office).values() for key, _label in group]
    assert [key for key in offered if area_of(key) is area] == []
    assert not find(cast.lina, SearchQuery(name=word(area))).matches
    assert not access.may(cast.lina, Permission(area.read), case)
