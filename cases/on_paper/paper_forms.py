"""Which answers came from paper: while somebody enters a form, whatever they save in that case is noted as part of it."""

from datetime import date, datetime, time
from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from cases import case_tasks
from cases.case_tasks import TaskKind, supervisors_of
from cases.consent import consents
from cases.consent.validity import GRANTED
from cases.interview import interviews
from cases.models import Case, Interview, PaperForm
from cases.models.consent import OnPaper
from cases.models.scoped import set_quietly
from cases.record import saved
from cases.sections import SECTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from accounts.models import User
    from cases.models import ConsentRecord
    from cases.section import Section

CHECK = "paper_check"
NOT_OVERRULED = _(
    "The person has also said no, and nothing shows that this yes came later: the no stands. Ask the person again."
)


def register() -> None:
    """Called once at start-up."""
    for section in SECTIONS.values():
        if section.is_edited and section.key != "interview":
            saved.on_save(section.key, partial(_note, section))
    title = _("Compare an entered paper form with its sheets")
    case_tasks.register(
        TaskKind(CHECK, title, "cases:paper_forms", supervisors_of, permission=Permission.CASE_ASSIGN)
    )


def named_part(section: "Section", row: Any) -> str:
    """How a form names what was saved from it."""
    return f"{section.key}:{row.pk}" if section.repeats else section.key


def of_case(case: Case) -> list[PaperForm]:
    """The forms of a case, the newest first; nothing is opened."""
    rows = PaperForm.objects.plain().filter(case=case)
    return list(rows.select_related("entered_by", "checked_by"))


def form_of(case: Case, row: "UUID | str") -> PaperForm | None:
    """One form of a case, opened, or None."""
    rows = PaperForm.objects.select_related("entered_by", "checked_by").filter(case=case, pk=row)
    found: PaperForm | None = rows.first()
    return found


def entering(user: "User", case: Case) -> PaperForm | None:
    """The form from which this person is entering now: none while an interview that they began since is under way."""
    form = interviews.open_form(user, case)
    return None if form is None or interviews.is_set_aside(form, interviews.under_way(case)) else form


def days_of(forms: list[PaperForm]) -> dict[Any, date | None]:
    """When each form was filled in, by its number: the day of its interview."""
    rows = Interview.with_removed.plain().filter(pk__in=[form.interview for form in forms])
    days = dict(rows.values_list("pk", "interview_date"))
    return {form.pk: days.get(form.interview) for form in forms}


def parts_on_paper(case: Case) -> frozenset[str]:
    """Everything of a case that was entered from a paper form."""
    named = PaperForm.objects.plain().filter(case=case).values_list("parts", flat=True)
    return frozenset(part for parts in named for part in parts)


def day_entered(user: "User", case: Case) -> date | None:
    """The day of the form from which this person is entering now, if it has one."""
    form = entering(user, case)
    return days_of([form])[form.pk] if form else None


def consent_given(user: "User", case: Case, at: time | None = None) -> dict[str, datetime | str]:
    """While a form is entered, what the person agreed to was given on its day: for record_consent, empty otherwise.

    `at` is the time on the sheet, if it says one.
    """
    if (day := day_entered(user, case)) is None:
        return {}
    moment = datetime.combine(day, at or time(12), case.office.zone)
    return {"consent_date": moment, "on_paper": OnPaper.MOMENT if at else OnPaper.DAY}


def overruled(case: Case, made: "Iterable[ConsentRecord]") -> bool:
    """Whether a yes just entered from paper does not stand, because of a no of its day (decision 0239)."""
    said_yes = {row.consent_type for row in made if row.on_paper and row.consent_status in GRANTED}
    now = consents.statuses(case) if said_yes else {}
    return any(now[kind] not in GRANTED | {"expired"} for kind in said_yes)


def told_beside(user: "User", case: Case, section: "Section", row: Any) -> dict[str, Any]:
    """For the page of a section: the form entered from now, and those this row was entered from, with their days."""
    forms = of_case(case)
    if not forms:
        return {}
    part = named_part(section, row)
    days = days_of(forms)
    form_now = entering(user, case)
    return {
        "entering": form_now and (form_now, days[form_now.pk]),
        "sources": [(form, days[form.pk]) for form in forms if part in form.parts],
    }


def _note(section: "Section", *, actor: "User", case: Case, row: Any, changed: Any) -> None:
    form = entering(actor, case) if changed else None
    if form is not None and (part := named_part(section, row)) not in form.parts:
        set_quietly(form, parts=[*form.parts, part])
