"""Does consent cover this? The validity test of consent.md 3, asked by every guard.

Upper floors listen here for a withdrawal, so that its effects come in the same transaction.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Case as Condition
from django.db.models import OuterRef, Subquery, TextField, When
from django.utils.functional import Promise

from accounts.settings_register import value as setting
from cases.child import record as child_record
from cases.consent import laws
from cases.consent.validity import (
    GRANTED,
    ONE_USE,
    REASONS,
    SHARING,
    SIGNED_FORMS,
    WAITS_FOR_GUARDIAN,
    Hearer,
    Said,
    Wish,
    child_said_no,
    no_yes,
    points_of,
    refusals,
    stands,
    tidy,
)
from cases.models import Case, ConsentRecord, ConsentUse, PersonBiodata, PersonEducation
from cases.models.consent import LAST_FIRST
from cases.record import derive

if TYPE_CHECKING:
    from accounts.models import User

# Withdrawing one of these closes the health section to further use; the two urgent questions stay (consent.md 2, 4).
CLOSES_HEALTH = ("medical_exam", "medical_test", "medical_sharing")
URGENT_HEALTH = frozenset({"urgent_medical", "suicide_risk"})
# Written by a rule (actions/guardians.py), never by somebody's hand.
ENDED_BY_RULE = frozenset({"expired"})
# Says nothing of what the person wants.
NO_DECISION = frozenset({"not_asked", "not_able", "expired"})
ENDS_BY_ITSELF = frozenset({"share_mission", "family_contact", "follow_up"})

Listener = Callable[..., None]
_listeners: dict[str, list[Listener]] = defaultdict(list)


@dataclass(frozen=True)
class Validity:
    """The verdict; truthy when consent covers the wish. `codes` are of validity.REASONS."""

    codes: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return not self.codes

    @property
    def reasons(self) -> tuple[str | Promise, ...]:
        """Why not, in sentences for the worker."""
        return tuple(REASONS[code] for code in self.codes)


class ConsentMissing(Exception):
    """Consent does not cover what was wanted; `reasons` say why."""

    def __init__(self, consent_type: str, reasons: Iterable[str | Promise]) -> None:
        super().__init__(consent_type)
        self.consent_type = consent_type
        self.reasons = tuple(reasons)


def newest(case: Case) -> dict[str, ConsentRecord]:
    """The present state: the last said of each type, one query."""
    rows = ConsentRecord.objects.filter(case=case).newest_of_each()
    return {row.consent_type: row for row in rows}


def statuses(case: Case) -> dict[str, str]:
    """Where each type stands that was ever asked; one query, nothing opened. A yes whose day has passed is expired.

    A medical consent that was withdrawn stays so when the person was not able to decide since: that opens nothing.
    """
    rows = ConsentRecord.objects.plain().filter(case=case).newest_of_each()
    today = case.office.today()
    same = ConsentRecord.objects.plain().filter(case=case, consent_type=OuterRef("consent_type")).counting()
    decided = same.exclude(consent_status__in=NO_DECISION).with_order().order_by(*LAST_FIRST)
    undecided = When(
        consent_type__in=CLOSES_HEALTH,
        consent_status__in=NO_DECISION,
        then=Subquery(decided.values("consent_status")[:1]),
    )
    known = rows.annotate(decided=Condition(undecided, default=None, output_field=TextField(null=True)))
    found = known.values_list("consent_type", "consent_status", "consent_valid_until", "decided")
    return {
        kind: "withdrawn" if decided == "withdrawn" else stands(status, until, today)
        for kind, status, until, decided in found
    }


def granted_among(known: Mapping[str, str]) -> frozenset[str]:
    """The types that stand at a yes."""
    return frozenset(kind for kind, status in known.items() if status in GRANTED)


def valid(
    case: Case,
    consent_type: str,
    recipient: Any = None,
    categories: Iterable[str] | None = None,
    *,
    urgent: bool = False,
    departure: datetime | None = None,
) -> Validity:
    """Whether the newest row of the type covers the wish.

    `recipient` is an organisation's or office's id or a name, `categories` are data codes; for what is `urgent` a
    spoken word before a witness is enough (P13). What is confirmed shortly before it happens is asked with `departure`.
    """
    wish = Wish(
        on=departure.astimezone(case.office.zone).date() if departure else case.office.today(),
        recipient=None if recipient is None else tidy(recipient),
        categories=frozenset(categories or ()),
        urgent=urgent,
        departure=departure,
        confirmed_within=timedelta(hours=setting("cases.return_confirmed_hours", case.office_id)),
    )
    row = ConsentRecord.objects.filter(case=case).newest_of(consent_type).first()
    if row is None or row.consent_status not in GRANTED:
        return Validity(refusals(said_in(row), Hearer(), wish))
    said = said_in(row, used_up([row]))
    return Validity(refusals(said, _hearers(case, [row])[consent_type], wish))


def given(case: Case, consent_type: str) -> Validity:
    """Whether a yes stands: all that saving an answer asks (P1).

    A yes that has ended, that a suspect gave for the person, or against which a child said no, is none. How
    it was given (form, witness, language, information points) refuses no save: what is missing there shows
    as reasons of `valid` and counts wherever something leaves the house.
    """
    row = ConsentRecord.objects.filter(case=case).newest_of(consent_type).first()
    return Validity(no_yes(said_in(row, used_up([row] if row else [])), case.office.today()))


def standing(case: Case, rows: Mapping[str, ConsentRecord]) -> dict[str, Validity]:
    """The verdict of `valid`, asked without recipient or categories, on the newest row of each kind.

    Two queries, and one for consents to one use.
    """
    wish = Wish(on=case.office.today())
    granted = [row for row in rows.values() if row.consent_status in GRANTED]
    hearers = _hearers(case, granted) if granted else {}
    used = used_up(granted)
    return {
        kind: Validity(refusals(said_in(row, used), hearers.get(kind, Hearer()), wish))
        for kind, row in rows.items()
    }


def used_up(rows: Iterable[ConsentRecord]) -> frozenset[UUID]:
    """Which of these were consents to one use and have been used; no query where none of them is."""
    once = [row.pk for row in rows if row.consent_type in ONE_USE and row.consent_status in GRANTED]
    if not once:
        return frozenset()
    return frozenset(ConsentUse.objects.plain().filter(consent__in=once).values_list("consent_id", flat=True))


def said_in(row: ConsentRecord | None, used: Collection[UUID] = ()) -> Said | None:
    """What a row says, plain; None where there is none. A row that grants nothing is not opened.

    `used` names the rows that were used up (used_up).
    """
    if row is None:
        return None
    if row.consent_status not in GRANTED:
        return Said(row.consent_type, row.consent_status)
    return Said(
        kind=row.consent_type,
        status=row.consent_status,
        at=row.consent_date,
        valid_until=row.consent_valid_until,
        recipients=frozenset(map(tidy, row.consent_recipients or [])),
        categories=frozenset(row.consent_data_categories or []),
        form=row.consent_form,
        has_witness=bool(row.witness_name),
        points=frozenset(point for point in points_of(row.consent_type) if getattr(row, point)),
        language=row.consent_language,
        interpreter=bool(row.interpreter_used),
        read_aloud=bool(row.read_aloud),
        pressure=bool(row.pressure_present),
        detained=bool(row.in_detention),
        giver=row.consent_giver,
        giver_suspected=bool(row.giver_suspected),
        assent=row.child_assent,
        used=row.pk in used,
    )


def _hearers(case: Case, rows: Collection[ConsentRecord]) -> dict[str, Hearer]:
    """Who was asked, by kind. Read anew: an instance the caller holds may be older than what was just answered."""
    biodata, education = PersonBiodata.objects.get(case=case), PersonEducation.objects.get(case=case)
    person = Hearer(
        languages=frozenset({biodata.primary_language, *(biodata.secondary_languages or [])} - {""}),
        reads=education.literacy != "none",
        majority=biodata.majority_status,
    )
    if person.majority != "minor":
        return {row.consent_type: person for row in rows}
    # Law and assessment are asked only where they matter (P12), and once for all kinds.
    waiting = WAITS_FOR_GUARDIAN & {row.consent_type for row in rows}
    years = derive.age_now(biodata, case.registration_date, case.office.today())
    alone = laws.decided_alone(case, waiting, years)
    refused = {row.consent_type for row in rows if child_said_no(row.consent_type, row.child_assent)}
    covered = child_record.covered_kinds(case) if refused else frozenset()
    return {
        kind: replace(person, decides_alone=kind in alone, covered=kind in refused & covered)
        for kind in (row.consent_type for row in rows)
    }


def require(
    case: Case, consent_type: str, recipient: Any = None, categories: Iterable[str] | None = None
) -> None:
    """Raises ConsentMissing unless `valid`."""
    verdict = valid(case, consent_type, recipient, categories)
    if not verdict:
        raise ConsentMissing(consent_type, verdict.reasons)


def waits_for_paper(row: ConsentRecord) -> bool:
    """Whether a spoken consent to sharing is still to be confirmed in writing, when that is safe (P13)."""
    by_word = row.consent_form not in SIGNED_FORMS
    return row.consent_type in SHARING and row.consent_status in GRANTED and by_word


def health_is_closed(known: Mapping[str, str]) -> bool:
    """Whether the person withdrew a medical consent: then the health section is closed to further use (consent.md 4)."""
    return any(known.get(kind) == "withdrawn" for kind in CLOSES_HEALTH)


def on_withdrawal(consent_type: str, listener: Listener) -> None:
    """Have `listener(actor=…, case=…, consent=…)` called inside the transaction of a withdrawal."""
    _listeners[consent_type].append(listener)


def tell_listeners(*, actor: "User", case: Case, consent: ConsentRecord) -> None:
    """Call everybody who listens for this type; an exception undoes the withdrawal with everything else."""
    for listener in _listeners[consent.consent_type]:
        listener(actor=actor, case=case, consent=consent)
