"""What the page about sharing without consent shows of each exception."""

from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.consent.exceptions import category_labels
from cases.models import Case, ConsentException


@dataclass(frozen=True)
class Card:
    """One exception; `may_use` and `may_tell` say which step comes next."""

    row: ConsentException
    state: str | Promise
    tone: str
    categories: list[str]
    may_use: bool
    may_tell: bool


def cards(case: Case) -> list[Card]:
    """Every exception of a case, the newest first."""
    rows = ConsentException.objects.filter(case=case).select_related("asked_by", "approved_by", "told_by")
    return [_card(row) for row in rows.order_by("-asked_at")]


def exception_of(case: Case, number: UUID) -> ConsentException | None:
    """One exception of the case."""
    found: ConsentException | None = ConsentException.objects.filter(case=case, pk=number).first()
    return found


def _card(row: ConsentException) -> Card:
    state, tone = _state(row)
    labels = [str(label) for label in category_labels(row.categories)]
    may_tell = row.disclosure_id is not None and row.told_at is None
    return Card(row, state, tone, labels, row.stands(), may_tell)


def _state(row: ConsentException) -> tuple[str | Promise, str]:
    if row.told_at is not None:
        return _("Told, and the person knows"), "done"
    if row.disclosure_id is not None:
        return _("Told: the person does not know yet"), "later"
    if row.expires_at is None:
        return _("Waits for a second person"), "now"
    if row.expires_at > timezone.now():
        return _("May be told"), "now"
    return _("Over"), "plain"
