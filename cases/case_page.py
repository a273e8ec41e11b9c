"""The case as its reader may read it, part by part: one card per section, with what cannot be read said openly."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission
from audit import events
from cases import access, dictionary
from cases.consent import consents
from cases.consent.page import FIRST
from cases.finding.found import full_name
from cases.interview import interpreters, not_again
from cases.models import Case, HealthRecord, PersonBiodata
from cases.record.conditions import Surroundings
from cases.record.entries_page import title_of
from cases.record.marks import MISSING, TOLD_BY, days_of, marks_of
from cases.record.reading import Row, rows
from cases.record.task_list import url_of
from cases.section import Part, Section
from cases.sections import in_part
from vault.envelope import VaultError

NAME = frozenset({"first_name", "family_name"})


@dataclass
class SectionCard:
    """One section as drawn: answers, which wanted ones are missing, and where to change it."""

    key: str
    title: Any
    rows: list[Row] = field(default_factory=list)
    missing: list[Any] = field(default_factory=list)
    url: str = ""
    message: str = ""
    # Answers to look at again: the question and why.
    odd: list[tuple[Any, Any]] = field(default_factory=list)
    # Questions the person asked not to be asked again: answered or not, nobody brings them up.
    not_again: list[Any] = field(default_factory=list)


@dataclass(frozen=True)
class Record:
    """Everything the page shows: the person's name where it may be read, and the sections of one part."""

    name: str
    cards: list[SectionCard]


@dataclass(frozen=True)
class PartLink:
    """A part of the record as a link; `is_shown` for the one on the page."""

    key: str
    title: str | Promise
    is_shown: bool


def part_of(wanted: str) -> Part:
    """The part that an address names; the person for anything else."""
    return next((part for part in Part if part.value == wanted), Part.PERSON)


def links(shown: Part) -> list[PartLink]:
    """The parts to choose from."""
    return [PartLink(part.value, part.title, part is shown) for part in Part]


def sections_of(part: Part) -> list[str]:
    """The sections that a page of this part opens: its own, and the bio data for the name."""
    return sorted({"biodata", *(section.key for section in in_part(part))})


def record_of(user: User, case: Case, part: Part) -> Record:
    """Open every section of the part that this reader may read, once each, and the bio data for the name."""
    cards: list[SectionCard] = []
    around = surroundings_of(case)
    name = "" if part is Part.PERSON else _name_of(user, case)
    for section in in_part(part):
        readable = access.readable_fields(user, case, section.key)
        if section.of_children and around.majority_status == "adult":
            continue
        if not readable:
            cards += _heads(user, case, section)
        elif section.repeats:
            cards += _entries(user, case, section, readable, around)
        else:
            card, row = _card(user, case, section, readable, around)
            cards.append(card)
            if isinstance(row, PersonBiodata) and readable >= NAME and not card.message:
                name = full_name(row)
    return Record(name, cards)


def _name_of(user: User, case: Case) -> str:
    if not access.readable_fields(user, case, "biodata") >= NAME:
        return ""
    try:
        return full_name(PersonBiodata.objects.get(case=case))
    except VaultError:
        return ""  # said on the card of the bio data, which is read on the part of its own


def _heads(user: User, case: Case, section: Section) -> list[SectionCard]:
    """Of health, whoever may not read it sees whether there is something (role matrix: heads); of others nothing."""
    if section.key != "health" or not access.may(user, Permission.HEALTH_HEADS, case):
        return []
    kept = HealthRecord.objects.plain().filter(case=case).exists()
    said = _("Kept by health workers.") if kept else ""
    return [SectionCard(section.key, section.title, message=said)]


def notices_of(user: User, case: Case) -> list[str | Promise]:
    """What a reader has to know before reading on."""
    found: list[str | Promise] = []
    granted = consents.granted_among(access.consents_of(case))
    if not all(kind in granted for kind in FIRST) and access.may(user, Permission.CONSENT_RECORD, case):
        found.append(
            _("Consent to the interview or to keeping personal data is not given: see the consent page.")
        )
    if wished := interpreters.interviewer_notice(case):
        found.append(wished)
    return found


def may_reveal(user: User, case: Case) -> bool:
    """True when the location is locked and this reader holds both keys: then the page offers the click."""
    wanted = {"purpose": "asked", "stepped_up": True}
    return case.location_locked and access.decide(user, Permission.LOCATION_READ, case, **wanted).allow  # type: ignore[arg-type]  # both by name


def _card(
    user: User, case: Case, section: Section, readable: frozenset[str], around: Surroundings
) -> tuple[SectionCard, Any]:
    """The card of a section with one row, and the row."""
    url = (
        url_of(case, section)
        if access.writable_fields(user, case, section.key) and _may_edit(user, case)
        else ""
    )
    card = SectionCard(section.key, section.title, url=url)
    try:
        row = section.row_of(case)
    except VaultError as problem:
        _say_unreadable(card, section, case, problem)
        return card, None
    _fill(card, section, row, readable, user, case, around)
    return card, row


def _entries(
    user: User, case: Case, section: Section, readable: frozenset[str], around: Surroundings
) -> list[SectionCard]:
    """One card per entry, or an empty one that says so."""
    may_change = access.writable_fields(user, case, section.key) and _may_edit(user, case)
    url = url_of(case, section) if may_change else ""
    found = section.rows_of(case)
    if not found:
        return [SectionCard(section.key, section.title, url=url)]
    cards = []
    for row in found:
        cards.append(SectionCard(f"{section.key}-{row.number}", title_of(section, row), url=url))
        _fill(cards[-1], section, row, readable, user, case, around)
    return cards


def _fill(
    card: SectionCard,
    section: Section,
    row: Any,
    readable: frozenset[str],
    user: User,
    case: Case,
    around: Surroundings,
) -> None:
    """Put the answers on the card; a section that cannot be read says so and can no longer be changed."""
    keys = [key for key in section.shown_fields if key in readable]
    try:
        card.rows = rows(row, keys, reader=user)
        found = marks_of(section, row, around, days_of(case))
        marks = [mark for mark in found if {mark.field, *TOLD_BY.get(mark.field, ())} <= readable]
    except VaultError as problem:
        _say_unreadable(card, section, case, problem)
        return
    card.odd = [(dictionary.label(mark.field), mark.reason) for mark in marks if mark.reason is not MISSING]
    card.missing = [dictionary.label(mark.field) for mark in marks if mark.reason is MISSING]
    card.not_again = [dictionary.label(key) for key in keys if key in around.not_again]


def surroundings_of(case: Case) -> Surroundings:
    """What decides which answers are wanted: consents given, whether the person is a child, what is not asked again."""
    rows = PersonBiodata.objects.plain().filter(case=case)
    majority = rows.values_list("majority_status", flat=True).first() or "unknown"
    granted = consents.granted_among(access.consents_of(case))
    return Surroundings(majority_status=majority, granted=granted, not_again=_not_again(case))


def _not_again(case: Case) -> frozenset[str]:
    """What the person asked not to be asked again; where that cannot be read, the record itself can all the same."""
    try:
        return frozenset(not_again.of_case(case))
    except VaultError as problem:
        _report(case, "not_again", problem)
        return frozenset()


def _say_unreadable(card: SectionCard, section: Section, case: Case, problem: VaultError) -> None:
    card.message = _("This section cannot be read. This has been reported; it is left as it is.")
    card.url = ""
    _report(case, section.key, problem)


def _report(case: Case, section: str, problem: VaultError) -> None:
    facts = {"section": section, "reason": type(problem).__name__.lower()}
    events.record("vault.unreadable", subject=case, office=case.office_id, facts=facts, result="failed")


def _may_edit(user: User, case: Case) -> bool:
    return access.may(user, Permission.SECTION_EDIT, case)
