"""May this be told to somebody? Consent first, then an exception two people agreed to; and by what law a report is due."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from accounts.approvals.kinds import Rows
from accounts.models import Approval
from cases.consent import consents, laws
from cases.consent.validity import tidy
from cases.models import Case, ConsentException
from cases.models.laws import Duty


@dataclass(frozen=True)
class Permit:
    """The answer: by consent, by an exception, or not at all and why."""

    verdict: consents.Validity
    exception: ConsentException | None = None

    def __bool__(self) -> bool:
        return bool(self.verdict) or self.exception is not None


def may_share(
    case: Case, consent_type: str, recipient: Any, categories: Iterable[str], *, urgent: bool = False
) -> Permit:
    """Whether these data may go to a recipient. An exception counts for its own recipient and categories alone."""
    wanted = frozenset(categories)
    verdict = consents.valid(case, consent_type, recipient, wanted, urgent=urgent)
    if verdict:
        return Permit(verdict)
    for row in standing(case):
        if tidy(row.recipient) == tidy(recipient) and wanted <= set(row.categories or ()):
            return Permit(verdict, row)
    return Permit(verdict)


def standing(case: Case, at: datetime | None = None) -> list[ConsentException]:
    """Exceptions by which something may be told now."""
    now = at or timezone.now()
    rows = ConsentException.objects.filter(case=case, expires_at__gt=now, disclosure__isnull=True)
    return list(rows)


def duties(case: Case) -> dict[str, dict[str, Any]]:
    """What the law of the office's country obliges to report: to whom, within how many hours. Unset is no duty."""
    law = laws.law_of(case.office.country, case.office.today())
    asked = law.duties if law else {}
    return {duty.value: asked[duty.value] for duty in Duty if asked.get(duty.value, {}).get("to")}


def describe(approval: Approval) -> Rows:
    """What the second person reads before deciding."""
    row = ConsentException.objects.filter(pk=approval.subject_id).select_related("case").first()
    if row is None:
        return []
    told: Rows = [
        {"label": Case._meta.verbose_name, "value": row.case.reference},
        {"label": _label(row, "ground"), "value": row.get_ground_display()},
    ]
    return told + [
        {"label": _label(row, name), "value": _said(row, name)}
        for name in ("recipient", "categories", "reason", "safety")
    ]


def _label(row: ConsentException, name: str) -> Any:
    field: Any = row._meta.get_field(name)
    return field.verbose_name


def _said(row: ConsentException, name: str) -> str:
    if name != "categories":
        return str(getattr(row, name))
    return ", ".join(str(label) for label in category_labels(row.categories))


def category_labels(codes: Iterable[str]) -> list[Any]:
    """The kinds of data in words."""
    from cases.models.disclosures import categories  # names the sections, which name models

    known = dict(categories())
    return [known.get(code, code) for code in codes or ()]
