"""Which saved answers force a new assessment of risk (domain/risk.md 5), as a table; upper floors force their own.

What this floor does not know (a referral step, an arrival, a monitoring contact, a hearing, an incident) is told by
the app that does: `cases.actions.force_assessment(case, cause)` within its own action.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.actions.assessing import force_assessment, sound_alarm
from cases.actions.protecting import on_risk_saved
from cases.assessing import risk
from cases.models.scoped import EMPTY
from cases.record import saved

if TYPE_CHECKING:
    from accounts.models import User
    from cases.models import Case

# Why a new assessment is due, as its page says it; the codes stand on the task.
CAUSES: Mapping[str, str | Promise] = {
    "clock": _("The last level counts until then"),
    "lower": _("The newest assessment computes a lower level than the one that counts"),
    "cooperation": _(
        "The person's cooperation with law enforcement has changed, or there is a new statement"
    ),
    "trafficker_aware": _("The alleged trafficker has become aware, or it is no longer known"),
    "trafficker_free": _("An alleged perpetrator was arrested or is free"),
    "accommodation": _("The person lives somewhere else"),
    "family_contact": _("Contact with the family begins, or the family has learned of it"),
    "exit": _("It has changed how the person got out"),
    "expulsion": _("The person may have to leave the country"),
    "self_harm": _("The person may harm herself or himself"),
    "family_involved": _("The family may be involved"),
    "request": _("The person asked for it"),
    "threat": _("A threat or an incident"),
    "referral": _("Before a step of a referral"),
    "arrival": _("After an arrival"),
    "monitoring": _("A monitoring contact found the person not safe"),
    "hearing": _("A hearing, or a report in the media"),
    "breach": _("Data about the person got out"),
}
Happened = Callable[[Any, Any, Any], bool]


@dataclass(frozen=True)
class Forcing:
    """One line of the table: an answer of a section, the cause, whether it is urgent, and when it counts at all."""

    section: str
    field: str
    cause: str
    urgent: bool = False
    happened: Happened = lambda _row, former, new: former != new
    # Somebody has to act today, before anybody has assessed it.
    immediate: bool = False


def _cooperates(_row: Any, former: Any, new: Any) -> bool:
    """Somebody cooperates or intends to, or no longer does; that it was talked about changes no danger."""
    return former != new and bool({former, new} & (risk.COOPERATED | {risk.INTENDS}))


def _becomes(*codes: str) -> Happened:
    return lambda _row, _former, new: new in codes


def _moves(_row: Any, former: Any, new: Any) -> bool:
    """Another place than before; the first place somebody tells is no change of it."""
    return former not in EMPTY and former != new


def _family_contact(row: Any, _former: Any, new: Any) -> bool:
    return row.consent_type == "family_contact" and new in ("granted", "granted_limited")


TABLE: tuple[Forcing, ...] = (
    Forcing("law_enforcement", "le_cooperation", "cooperation", happened=_cooperates),
    Forcing("law_enforcement", "le_statement_date", "cooperation"),
    Forcing("law_enforcement", "le_trafficker_aware", "trafficker_aware", True, _becomes("yes", "unknown")),
    Forcing("perpetrator", "perp_at_large", "trafficker_free", True),
    Forcing("biodata", "current_country", "accommodation", happened=_moves),
    Forcing("biodata", "current_region", "accommodation", happened=_moves),
    Forcing("biodata", "current_city", "accommodation", happened=_moves),
    Forcing("biodata", "current_street", "accommodation", happened=_moves),
    Forcing("child", "care_arrangement", "accommodation", happened=_moves),
    Forcing("family", "family_contact_wanted", "family_contact", happened=_becomes("yes")),
    Forcing("family", "family_knows", "family_contact", happened=_becomes("yes")),
    Forcing("family", "family_involved", "family_involved", happened=_becomes("yes")),
    Forcing("consent", "consent_status", "family_contact", happened=_family_contact),
    Forcing("exit", "exit_mode", "exit"),
    Forcing("legal_status", "expulsion_risk", "expulsion", happened=_becomes("yes")),
    Forcing("health", "suicide_risk", "self_harm", urgent=True, happened=_becomes("yes"), immediate=True),
)


def look(section: str, *, actor: "User", case: "Case", row: Any, changed: saved.Changed) -> None:
    """Listener: force a new assessment for every line of the table that has happened."""
    for line in TABLE:
        if line.section != section or line.field not in changed:
            continue
        if not line.happened(row, *changed[line.field]):
            continue
        if line.immediate:
            sound_alarm(actor=actor, case=case, cause=line.cause)
        else:
            force_assessment(case, line.cause, actor=actor, urgent=line.urgent)


def listen() -> None:
    """Called once at start-up."""
    for section in dict.fromkeys(line.section for line in TABLE):
        saved.on_save(section, partial(look, section))
    saved.on_save("risk", on_risk_saved)
