"""Which cases go into an export and what of each: each is asked again when the file is made, and when it is fetched."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from accounts import acting
from accounts.permissions import Permission
from accounts.settings_register import value as setting
from accounts.sheets import Cell
from audit import events
from cases import access, dictionary
from cases.consent import consents
from cases.field_permissions import area_of
from cases.models import AnswerState, Case
from cases.models.scoped import EMPTY
from cases.record.reading import say
from cases.sections import SECTIONS
from exchange import columns
from exchange.models import Export, ExportCase, Recipient
from vault.envelope import VaultError

if TYPE_CHECKING:
    from accounts.models import User

BATCH = 200
# The consent each recipient needs (consent.md 2); inside the office, that data are kept at all.
CONSENT_OF = {
    Recipient.INTERNAL: "data_processing",
    Recipient.OWN_OFFICE: "share_mission",
    Recipient.PROVIDER: "share_provider",
    Recipient.LAWYER: "share_provider",
    Recipient.AUTHORITY: "share_authority",
}


class TooMany(Exception):
    """More cases fit than one export may hold."""


class Stays(Exception):
    """A file that was made may not be given out: a code of Export.Problem."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass
class Selection:
    """The rows, the cases they are of, what stayed empty in which, and how many were left out, by reason."""

    rows: list[list[Cell]] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    withheld: dict[str, list[str]] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)


def header(export: Export) -> list[str]:
    """The names of the columns, in the reader's language."""
    fixed = [dictionary.label("case_reference"), dictionary.label("code_name")]
    return [str(name) for name in (*fixed, *map(dictionary.label, export.columns))]


def fitting(export: Export, user: "User") -> Any:
    """Cases that fit the filter and that the person may know of; never those of a file closed to every use."""
    found = Case.objects.visible_to(user).in_use().filter(office=export.office_id)
    if export.statuses:
        found = found.filter(status__in=export.statuses)
    if export.registered_from:
        found = found.filter(registration_date__gte=export.registered_from)
    if export.registered_to:
        found = found.filter(registration_date__lte=export.registered_to)
    return found.order_by("registration_date", "reference")


def most(export: Export) -> int:
    """How many cases one export may hold."""
    key = "exchange.most_cases_outside" if export.is_external else "exchange.most_cases"
    return int(setting(key, export.office_id))


@transaction.atomic
def note(export: Export, user: "User") -> list[UUID]:
    """The cases that fit, noted before any is read: whoever closes one from now on finds the export. Raises TooMany."""
    limit = most(export)
    ids = list(fitting(export, user).values_list("pk", flat=True)[: limit + 1])
    if len(ids) > limit:
        raise TooMany
    with acting.by_rule("export_notes"):  # also of a case that is only reached to be read
        ExportCase.objects.filter(export=export).delete()
        ExportCase.objects.bulk_create(ExportCase(export=export, case_id=case) for case in ids)
    return ids


def select(export: Export, user: "User", ids: Sequence[UUID]) -> Selection:
    """Open what the person may read of each of these cases that may leave."""
    found = Selection()
    for case in _opened(ids, user):
        reason = why_not(export, user, case)
        if reason is None:
            try:
                row, withheld = _row(export, user, case)
            except VaultError as problem:
                _report(case, problem)
                reason = "unreadable"
            else:
                found.rows.append(row)
                found.cases.append(case)
                if withheld:
                    found.withheld[str(case.pk)] = withheld
        if reason is not None:
            found.left_out[reason] += 1
    return found


def still_leaving(export: Export, user: "User") -> list[Case]:
    """The cases of a file that was made, each asked again, with every cell it holds.

    Raises Stays: `changed` where a case may not leave any more, `narrowed` where the person may not read a cell.
    """
    ids = [UUID(case) for case in export.cases]
    found = list(_opened(ids, user))
    if len(found) != len(ids) or any(why_not(export, user, case) for case in found):
        raise Stays(Export.Problem.CHANGED)
    lost = {key for case in found for key in _lost(export, user, case)}
    if any(not user.can(area_of(key).read, export.office) for key in lost):
        raise Stays(Export.Problem.NARROWED)
    if lost:  # what one case keeps back may be its person's wish, and is not told (decision 0248)
        raise Stays(Export.Problem.CHANGED)
    return found


def _lost(export: Export, user: "User", case: Case) -> set[str]:
    """The columns the file holds of this case that the person may not read in it any more."""
    held = set(export.columns) - set(export.withheld.get(str(case.pk), ()))
    return held - set(access.readable_keys(user, case, export.columns))


def _opened(ids: Sequence[UUID], user: "User") -> Iterator[Case]:
    for start in range(0, len(ids), BATCH):
        batch = list(
            Case.objects.visible_to(user)
            .filter(pk__in=ids[start : start + BATCH])
            .select_related("person", "office")
            .order_by("registration_date", "reference")
        )
        access.prepare_reach(user, batch)
        yield from batch


def why_not(export: Export, user: "User", case: Case) -> str | None:
    """Why a case stays out of the file: `not_allowed` (an emergency grant among others) or `no_consent`."""
    if not access.may(user, Permission.EXPORT_ASK, case):
        return "not_allowed"
    kind = CONSENT_OF[Recipient(export.recipient)]
    if not export.is_external:
        return None if consents.given(case, kind) else "no_consent"
    categories = columns.categories_of(export.columns)
    agreed = consents.valid(case, kind, recipient=export.recipient_name, categories=categories)
    return None if agreed else "no_consent"


def _row(export: Export, user: "User", case: Case) -> tuple[list[Cell], list[str]]:
    """Reference, code name, and a cell per column; and the columns this person may not read here, which stay empty."""
    opened: dict[str, tuple[Any, frozenset[str]]] = {}
    cells: list[Cell] = [case.reference, case.person.code_name]
    withheld = []
    for key in export.columns:
        section = columns.section_of(key)
        if section is None:
            cells.append(None)
            continue
        if section not in opened:
            opened[section] = (SECTIONS[section].row_of(case), access.readable_fields(user, case, section))
        row, readable = opened[section]
        cells.append(_cell(key, row) if key in readable else None)
        if key not in readable:
            withheld.append(key)
    return cells, withheld


def _cell(key: str, row: Any) -> Cell:
    state, answer = row.state(key), getattr(row, key)
    if state == AnswerState.NOT_ASKED and answer in EMPTY:
        return None
    if isinstance(answer, int | Decimal) and not isinstance(answer, bool):
        return answer
    said = say(dictionary.fields()[key], answer) or str(state.label)
    return "; ".join(str(one) for one in said) if isinstance(said, list) else str(said)


def _report(case: Case, problem: VaultError) -> None:
    facts = {"section": "export", "reason": type(problem).__name__.lower()}
    events.record("vault.unreadable", subject=case, office=case.office_id, facts=facts, result="failed")
