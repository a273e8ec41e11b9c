"""Two cases side by side: the fields that tell whether they are one person, and no others."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Permission
from audit import events
from cases import dictionary
from cases.finding import sameness
from cases.models import Case, DuplicatePair, PersonBiodata, SearchCard
from vault.sealed import open_many

# What is shown of each. Numbers are compared, not shown: whether they agree is what the decision needs.
SHOWN = (
    "first_name",
    "middle_name",
    "family_name",
    "name_original_script",
    "other_names",
    "birth_date",
    "citizenship",
)
REASONS: dict[str, str | Promise] = {
    sameness.SAME_NAMES: _("same names"),
    sameness.NAMES_ALIKE: _("names sound alike"),
    sameness.ONE_NAME_ALIKE: _("one name sounds alike"),
    sameness.SAME_BIRTH_DATE: _("same date of birth"),
    sameness.BIRTH_DATE_SWAPPED: _("day and month of birth swapped"),
    sameness.BIRTH_DATE_FITS: _("date of birth fits as far as it is known"),
    sameness.SAME_BIRTH_YEAR: _("same year of birth"),
    sameness.BIRTH_YEAR_CLOSE: _("year of birth close"),
    sameness.BIRTH_DATE_DIFFERS: _("another year of birth"),
    sameness.SAME_CITIZENSHIP: _("same citizenship"),
    sameness.OTHER_CITIZENSHIP: _("another citizenship"),
    sameness.SAME_DOCUMENT: _("same document number"),
    sameness.OTHER_DOCUMENT: _("another document number"),
    sameness.SAME_PHONE: _("same telephone number"),
    sameness.SAME_EMAIL: _("same e-mail address"),
}
NUMBERS = (
    ("document", _("Document number")),
    ("phones", _("Telephone")),
    ("email", _("E-mail address")),
)
SAME, DIFFERENT, NOT_KNOWN = _("The same in both"), _("Different"), _("Not known in one or both")


@dataclass(frozen=True)
class Row:
    """One question with both answers."""

    label: Any
    first: Any
    second: Any


@dataclass(frozen=True)
class Side:
    """One case as its column's head; `opens` when its reader may open it."""

    case: Case
    opens: bool


@dataclass(frozen=True)
class Comparison:
    """Both cases, the answers that are compared, and whether each number agrees."""

    sides: list[Side]
    rows: list[Row]
    numbers: list[tuple[Any, Any]]


def reasons_of(pair: DuplicatePair) -> list[str | Promise]:
    """Why the two look alike, in words."""
    return [REASONS[code] for code in pair.reasons or [] if code in REASONS]


def compare(user: User, pair: DuplicatePair) -> Comparison:
    """Open what is compared. Every case whose person is shown gets an event of its own.

    Raises VaultError when one of them cannot be read.
    """
    both = [pair.first, pair.second]
    people = {row.case_id: row for row in open_many(PersonBiodata.objects.filter(case__in=both))}
    cards = {row.case_id: row.card for row in open_many(SearchCard.objects.filter(case__in=both))}
    events.record_many(
        events.prepare(
            "duplicate.viewed", subject=case, office=_desk(user, case), facts={"fields": list(SHOWN)}
        )
        for case in both
    )
    one, other = (people[case.pk] for case in both)
    rows = [Row(dictionary.label(key), _said(one, key), _said(other, key)) for key in SHOWN]
    numbers = [(label, _agreement(cards[both[0].pk], cards[both[1].pk], key)) for key, label in NUMBERS]
    opened = Case.objects.visible_to(user).filter(pk__in=[case.pk for case in both])
    may_open = set(opened.values_list("pk", flat=True))
    return Comparison(
        [Side(case, case.pk in may_open) for case in both],
        [row for row in rows if row.first or row.second],
        numbers,
    )


def _desk(user: User, case: Case) -> Any:
    """Whose event it is: the desk's office, so that the other side's supervisors do not learn of it by reading theirs."""
    desks = user.offices_with(Permission.DUPLICATE_REVIEW)
    return desks[0] if desks and case.office_id not in desks else case.office_id


def _said(row: PersonBiodata, key: str) -> Any:
    value = getattr(row, key)
    if key == "citizenship":
        names = dict(dictionary.countries())
        return ", ".join(str(names.get(code, code)) for code in value or [])
    return value or ""


def _agreement(one: dict[str, Any], other: dict[str, Any], key: str) -> Any:
    mine, theirs = _known(one.get(key)), _known(other.get(key))
    if not mine or not theirs:
        return NOT_KNOWN
    return SAME if mine & theirs else DIFFERENT


def _known(given: Any) -> set[str]:
    values = given if isinstance(given, list) else [given]
    return {value for value in values if value}
