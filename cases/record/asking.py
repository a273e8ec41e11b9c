"""What a page asks about a section: which questions, of which row, for whom.

The views of sections and of episodes share it, so that a question left out by consent or by permission is
left out everywhere.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, QueryDict

from accounts.models import User
from accounts.permissions import Permission
from cases import access, dictionary
from cases.actions import draft_of, restore_draft
from cases.consent import consents
from cases.consent.locks import is_open
from cases.forms.conditions import CHILD_ONLY
from cases.forms.section import CHANGE, SectionForm
from cases.interview import interviews, not_again
from cases.interview import page as interview_page
from cases.models import Case, PersonBiodata, SectionDraft, SectionRow, VersionKind
from cases.models.scoped import EMPTY
from cases.record import pointers
from cases.record.conditions import Surroundings
from cases.record.marks import MISSING, TOLD_BY, Mark, days_of, marks_of
from cases.record.reading import Row, rows
from cases.section import Section
from cases.sections import SECTIONS, UnknownSection, repeated_section


@dataclass(frozen=True)
class NotAsked:
    """A question that is folded away, and since when; no day where the person asked at another case of hers."""

    key: str
    label: Any
    since: date | None


@dataclass
class Sheet:
    """One section row as it is asked: `row` is stored, or new for an entry about to be added."""

    user: User
    case: Case
    section: Section
    row: SectionRow
    row_id: UUID | None = None

    def form(self, data: Any = None) -> SectionForm:
        """The form, bound to `data` when there is any."""
        keys = asked_of(self.user, self.case, self.section)
        form = SectionForm(data, row=self.row, keys=keys, extended=self.section.extended_fields)
        form.link(self.user)
        form.propose(self._kind_of_change())
        readable = access.readable_fields(self.user, self.case, self.section.key)
        form.remarks = {
            mark.field: mark.reason
            for mark in self.odd()
            if {mark.field, *TOLD_BY.get(mark.field, ())} <= readable
        }
        return form

    def _kind_of_change(self) -> VersionKind:
        """What a changed answer is taken for unless somebody says otherwise: another interview is under way now (P11)."""
        said = self.row.said_in or {}
        answered = [key for key in self.section.all_fields if getattr(self.row, key) not in EMPTY]
        now = self._said_now() if answered else ""
        elsewhere = now and any(said.get(key) != now for key in answered)
        return VersionKind.OTHER_INTERVIEW if elsewhere else VersionKind.CORRECTION

    def _said_now(self) -> str:
        """The interview at which answers are said now: that of a paper form being entered, else the one under way."""
        if self.section.key in interviews.NOT_SAID:
            return ""
        now = interview_page.strip_of(self.user, self.case).now
        return interviews.said_now(now, interviews.open_form(self.user, self.case))

    def point(self, form: SectionForm) -> None:
        """Put beside the questions what answers of other sections say; a new entry begins with what they offer."""
        found = pointers.for_section(self.section.key, self.user, self.case)
        access.record_view(self.user, self.case, found.opened)
        form.pointers = found.lines
        if self.row._state.adding and not form.is_bound:
            form.initial.update({key: value for key, value in found.initial.items() if key in form.keys})

    @property
    def writable(self) -> frozenset[str]:
        """The fields this person may change, consent aside."""
        return access.writable_fields(self.user, self.case, self.section.key)

    def record_view(self) -> None:
        """Note that answers on record are about to be shown in the answer to something sent."""
        access.record_view(self.user, self.case, [self.section.key])

    def not_asked(self) -> list[NotAsked]:
        """What the person asked not to be asked again here, as far as its reader may write it."""
        return [
            NotAsked(key, dictionary.label(key), since)
            for key, since in not_again.of_section(self.case, self.section).items()
            if key in self.writable
        ]

    def decided(self) -> list[Row]:
        """What actions have decided about this row, as far as its reader may read it."""
        keys = access.readable_fields(self.user, self.case, self.section.key)
        wanted = [key for key in self.section.decided_fields if key in keys]
        return rows(self.row, wanted, reader=self.user)

    def odd(self) -> list[Mark]:
        """Answers on record that somebody should look at again; what is merely missing is not said here."""
        if self.row._state.adding:
            return []
        marks = marks_of(self.section, self.row, Surroundings(), days_of(self.case))
        return [mark for mark in marks if mark.reason is not MISSING]

    def restored(self) -> tuple[SectionForm, SectionDraft] | None:
        """The form as its reader left it, and the draft it comes from; None without a draft. Recorded as a read."""
        draft = draft_of(actor=self.user, case=self.case, section=self.section.key, row=self.row_id)
        typed = draft and restore_draft(
            actor=self.user, case=self.case, section=self.section.key, row=self.row_id
        )
        if not (draft and typed):
            return None
        now = interview_page.strip_of(self.user, self.case).now
        if now is not None and draft.saved_at < now.began_at:
            typed[CHANGE] = [self._kind_of_change()]  # typed before this interview: proposed anew
        return self.form(as_posted(typed)), draft


def sheet_for(user: User, case_id: str, key: str, *, row_id: UUID | None = None, shown: bool) -> Sheet:
    """The sheet of a section that this person may change; `shown` records that it is opened.

    Raises Http404 for a section that is not edited or a row that is not there, PermissionDenied, FileClosed.
    """
    section = SECTIONS.get(key)
    if section is None or not section.is_edited or section.repeats is (row_id is None):
        raise Http404
    case = access.get_case_for(user, case_id, to=Permission.SECTION_EDIT, viewed=[key] if shown else None)
    _require_any(user, case, section)
    try:
        row = section.row_of(case, row_id)
    except section.model.DoesNotExist as missing:
        raise Http404 from missing
    if row is not case:
        setattr(row, "case", case)  # noqa: B010  # the case is at hand: no query for it
    return Sheet(user, case, section, row, row_id)


def new_sheet_for(user: User, case_id: str, key: str) -> Sheet:
    """An empty sheet for an entry about to be added. Raises Http404 for a section that does not repeat."""
    try:
        section = repeated_section(key)
    except UnknownSection as unknown:
        raise Http404 from unknown
    case = access.get_case_for(user, case_id, to=Permission.SECTION_EDIT)
    access.require_in_use(case)
    _require_any(user, case, section)
    return Sheet(user, case, section, section.fresh(case))


def _require_any(user: User, case: Case, section: Section) -> None:
    """Raises PermissionDenied for a section of which this person may change nothing."""
    if not access.writable_fields(user, case, section.key):
        raise PermissionDenied


def asked_of(user: User, case: Case, section: Section) -> list[str]:
    """The keys to ask, core ones first: what the person may write, less what consent and age leave out."""
    writable = access.writable_fields(user, case, section.key)
    without = _left_out(case, section)
    ordered = [*section.fields, *section.extended_fields]
    without |= not_again.of_section(case, section).keys()
    return [key for key in ordered if key in writable and key not in without]


def _left_out(case: Case, section: Section) -> set[str]:
    """What waits for a consent that is not given, and questions for children when the person is an adult."""
    granted = consents.granted_among(access.consents_of(case))
    left = {key for key in section.all_fields if not is_open(key, granted)}
    if not CHILD_ONLY.isdisjoint(section.all_fields):
        majority = (
            PersonBiodata.objects.plain().filter(case=case).values_list("majority_status", flat=True).first()
        )
        left |= CHILD_ONLY if majority == "adult" else set()
    return left


def as_posted(typed: dict[str, list[str]]) -> QueryDict:
    """A draft's lists of values as the data of a form."""
    data = QueryDict(mutable=True)
    for name, values in typed.items():
        data.setlist(name, list(values))
    return data
