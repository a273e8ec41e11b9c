"""The person's own file: what is held, by neutral headings, and who received data (P5, P11).

Earlier values, drafts and search cards are no part of it. On paper no word tells what kind of help this is;
recipients are kinds there, and names only when the person wants them on paper.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from cases import access
from cases.models import AnswerState, Case, Disclosure
from cases.models.disclosures import categories
from cases.panels import Panel
from cases.sections import SECTIONS
from vault.envelope import VaultError

if TYPE_CHECKING:
    from accounts.models import User

# What a section or category is called on a sheet for the person. One that is not named here is "Other notes".
NEUTRAL: dict[str, str | Promise] = {
    "consent": _("What you agreed to"),
    "registration": _("When and where we met"),
    "biodata": _("About you"),
    "identity": _("About you"),
    "contact": _("How to reach you"),
    "family": _("Your family"),
    "socio_economic": _("Home and work"),
    "education": _("School and training"),
    "recruitment": _("How it began"),
    "exploitation": _("What you told us"),
    "trafficking": _("What you told us"),
    "health": _("Health"),
    "risk": _("Your safety"),
    "legal": _("Papers and law"),
    "perpetrator": _("Other people"),
    "interview": _("When we talked"),
    "documents": _("Your papers"),
    "family_members": _("Your family"),
    "transit": _("What you told us"),
    "exit": _("What you told us"),
    "law_enforcement": _("Papers and law"),
    "legal_status": _("Papers and law"),
    "child": _("Who looks after you"),
    "assistance": _("How we help"),
    "needs": _("What you need"),
    "photo": _("Pictures"),
}
OTHER = _("Other notes")


@dataclass(frozen=True)
class Held:
    """One heading of the file and how many answers are kept under it; None where they cannot be counted."""

    heading: str | Promise
    answers: int | None


@dataclass(frozen=True)
class Received:
    """One time data was given: to whom as far as it may be said, what, why and how."""

    at: datetime
    recipient: str
    kind: str
    what: tuple[str | Promise, ...]
    ground: str
    how: str


def held(case: Case) -> list[Held]:
    """Every section of the record with the number of answers in it."""
    return [Held(NEUTRAL.get(key, OTHER), _answers(case, key)) for key in SECTIONS]


def received(case: Case, *, neutral: bool, names: bool) -> list[Received]:
    """Who received data, newest first."""
    words = dict(categories())
    return [
        Received(
            row.at,
            row.recipient if names else "",
            row.get_recipient_kind_display(),
            tuple(
                dict.fromkeys(
                    (NEUTRAL.get(key, OTHER) if neutral else words.get(key, key)) for key in row.categories
                )
            ),
            row.get_ground_display(),
            row.get_how_display(),
        )
        for row in Disclosure.objects.filter(case=case)
    ]


def _answers(case: Case, key: str) -> int | None:
    section = SECTIONS[key]
    try:
        if section.repeats:
            return int(section.model._default_manager.filter(case=case).count())  # type: ignore[misc]  # each has a case
        row = section.row_of(case)
        return sum(row.state(name) is AnswerState.ANSWERED for name in section.all_fields)
    except VaultError:
        return None


def panel_context(user: "User", case: Case) -> dict[str, Any]:
    """The tab "Who received data"."""
    return {
        "received": received(case, neutral=False, names=True),
        "may_add": access.may(user, Permission.CASE_EDIT, case),
    }


PANEL = Panel(
    key="received",
    title=_("Who received data"),
    template="cases/_received.html",
    permission=Permission.PERSON_FILE,
    context=panel_context,
    order=90,
)
