"""The pages of paper forms: those of a case, and one with the sections that have been entered from it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from accounts.models import User
from accounts.permissions import Permission
from cases import access
from cases.models import Case, Interview, PaperForm
from cases.on_paper import paper_forms
from cases.record.reading import Row, rows
from cases.record.task_list import url_of
from cases.sections import SECTIONS

# What an interview says of the circumstances, as far as its reader may read it.
CIRCUMSTANCES = (
    "interview_date",
    "interview_country",
    "interview_location",
    "interviewer",
    "interview_language",
    "interpreter_used",
    "interpreter_name",
    "people_present",
    "interview_outcome",
)


@dataclass(frozen=True)
class Listed:
    """One form in the list of a case."""

    form: PaperForm
    on: date | None


@dataclass(frozen=True)
class Entered:
    """A section entered from the form: what it is called, where it stands."""

    title: Any
    url: str


def listed(case: Case) -> list[Listed]:
    """The forms of a case, the newest first."""
    forms = paper_forms.of_case(case)
    days = paper_forms.days_of(forms)
    return [Listed(form, days[form.pk]) for form in forms]


def circumstances(user: User, case: Case, form: PaperForm) -> list[Row]:
    """Who asked, when and where."""
    interview = Interview.with_removed.select_related("interviewer").filter(pk=form.interview).first()
    readable = access.readable_fields(user, case, "interview")
    if interview is None:
        return []
    return rows(interview, [key for key in CIRCUMSTANCES if key in readable], reader=user)


def entered(user: User, case: Case, form: PaperForm) -> list[Entered]:
    """What was entered from it, in the order of the record, as far as this person may read it."""
    order = list(SECTIONS)
    found = []
    for part in sorted(form.parts, key=lambda part: order.index(part.partition(":")[0])):
        key, _colon, row = part.partition(":")
        section = SECTIONS[key]
        if not access.readable_fields(user, case, key):
            continue
        may_change = access.may(user, Permission.SECTION_EDIT, case)
        if row and may_change:
            url = reverse("cases:entry", args=[case.pk, key, row])
        elif may_change:
            url = url_of(case, section)
        else:
            url = f"{reverse('cases:case', args=[case.pk])}?part={section.part.value}"
        found.append(Entered(section.title, url))
    return found
