"""How far the interview of a case has come, section by section, without opening anything sealed."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases import access, consents
from cases.models import Case, ConsentRecord, Exploitation, SectionDraft
from cases.sections import SECTIONS, Section

FULL = 4


@dataclass(frozen=True)
class Task:
    """A line of components/task_list.html."""

    title: Any
    url: str
    status: Any
    tone: str
    hint: Any = ""


def tasks(case: Case, user: User) -> list[Task]:
    """Consent, then every section this person may change. Eight small queries, no sealed row opened."""
    drafts = set(
        SectionDraft.objects.plain().filter(case=case, author=user).values_list("section", flat=True)
    )
    lines = [_consent(case)]
    for section in SECTIONS.values():
        if section.is_edited and access.writable_fields(user, case, section.key):
            lines.append(_episodes(case, drafts) if section.repeats else _section(case, section, drafts))
    return lines


def notices(case: Case) -> list[str | Promise]:
    """What the consent given so far means for the interview."""
    granted = consents.granted_types(case)
    found: list[str | Promise] = []
    if case.interview_stopped_at:
        found.append(
            _("The interview was refused or stopped: ask no further questions. Help does not depend on it.")
        )
    if "data_processing" not in granted:
        found.append(
            _(
                "The person has not agreed that we keep who they are. Work with the code name: "
                "questions about their identity are left out, and help goes on all the same."
            )
        )
    return found


def url_of(case: Case, section: Section) -> str:
    """Where a section is asked."""
    if section.repeats:
        return reverse("cases:exploitations", args=[case.pk])
    return reverse("cases:section", args=[case.pk, section.key])


def following(case: Case, user: User, key: str) -> str:
    """Where "save and continue" leads: the next section this person may change, at the end the task list."""
    keys = [section.key for section in SECTIONS.values() if section.is_edited]
    for later in keys[keys.index(key) + 1 :]:
        if access.writable_fields(user, case, later):
            return url_of(case, SECTIONS[later])
    return reverse("cases:interview", args=[case.pk])


def _consent(case: Case) -> Task:
    asked = ConsentRecord.objects.plain().filter(case=case).values_list("consent_type", flat=True).distinct()
    missing = {"screening_interview", "data_processing"} - set(asked)
    status, tone = (_("Not asked yet"), "now") if missing else (_("Recorded"), "done")
    return Task(_("Consent"), reverse("cases:consent", args=[case.pk]), status, tone, _("Always first"))


def _section(case: Case, section: Section, drafts: set[str]) -> Task:
    if section.key == "registration":
        filled = case.filled
    else:
        filled = (
            section.model._default_manager.filter(Q(case=case)).values_list("filled", flat=True).first() or 0
        )
    status, tone = _state(filled, section.key in drafts)
    return Task(section.title, url_of(case, section), status, tone)


def _episodes(case: Case, drafts: set[str]) -> Task:
    section = SECTIONS["exploitation"]
    found = Exploitation.objects.filter(case=case).aggregate(number=Count("pk"), filled=Avg("filled"))
    status, tone = _state(int(found["filled"] or 0), section.key in drafts)
    hint = ngettext("%(number)s entry", "%(number)s entries", found["number"]) % {"number": found["number"]}
    return Task(section.title, url_of(case, section), status, tone, hint if found["number"] else "")


def _state(filled: int, has_draft: bool) -> tuple[str, str]:
    """In words and tone: a draft comes first, because it waits to be saved."""
    if has_draft:
        return gettext("In progress, not saved yet"), "now"
    if not filled:
        return gettext("Not started"), "plain"
    return (gettext("Saved"), "done") if filled >= FULL else (gettext("Saved, some answers missing"), "later")
