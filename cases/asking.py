"""What a page asks about a section: which questions, of which row, for whom.

The views of sections and of episodes share it, so that a question left out by consent or by permission is
left out everywhere.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, QueryDict

from accounts.models import User
from accounts.permissions import Permission
from audit import events
from cases import access, consents, dictionary
from cases.actions import draft_of, restore_draft
from cases.conditions import Surroundings
from cases.forms.conditions import CHILD_ONLY
from cases.forms.section import SectionForm
from cases.marks import MISSING, TOLD_BY, Mark, marks_of
from cases.models import Case, PersonBiodata, SectionDraft, SectionRow
from cases.sections import SECTIONS, Section


@dataclass
class Sheet:
    """One section row as it is asked: `row` is stored, or new for an episode about to be added."""

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
        readable = access.readable_fields(self.user, self.case, self.section.key)
        form.remarks = {
            mark.field: mark.reason
            for mark in self.odd()
            if {mark.field, *TOLD_BY.get(mark.field, ())} <= readable
        }
        return form

    @property
    def writable(self) -> frozenset[str]:
        """The fields this person may change, consent aside."""
        return access.writable_fields(self.user, self.case, self.section.key)

    def record_view(self) -> None:
        """Note that answers on record are about to be shown in the answer to something sent."""
        facts = {"sections": [self.section.key], "reach": access.reach_of(self.user, self.case)}
        events.record("case.viewed", subject=self.case, office=self.case.office_id, facts=facts)

    def odd(self) -> list[Mark]:
        """Answers on record that somebody should look at again; what is merely missing is not said here."""
        if self.row._state.adding:
            return []
        marks = marks_of(self.section, self.row, Surroundings(), self.case.registration_date)
        return [mark for mark in marks if mark.reason is not MISSING]

    def restored(self) -> tuple[SectionForm, SectionDraft] | None:
        """The form as its reader left it, and the draft it comes from; None without a draft. Recorded as a read."""
        draft = draft_of(actor=self.user, case=self.case, section=self.section.key, row=self.row_id)
        typed = draft and restore_draft(
            actor=self.user, case=self.case, section=self.section.key, row=self.row_id
        )
        return (self.form(as_posted(typed)), draft) if draft and typed else None


def sheet_for(user: User, case_id: str, key: str, *, row_id: UUID | None = None, shown: bool) -> Sheet:
    """The sheet of a section that this person may change; `shown` records that it is opened.

    Raises Http404 for a section that is not edited or a row that is not there, PermissionDenied, FileClosed.
    """
    section = SECTIONS.get(key)
    if section is None or not section.is_edited or (section.repeats and row_id is None):
        raise Http404
    case = access.get_case_for(user, case_id, to=Permission.CASE_EDIT, viewed=[key] if shown else None)
    try:
        row = section.row_of(case, row_id)
    except section.model.DoesNotExist as missing:
        raise Http404 from missing
    if row is not case:
        setattr(row, "case", case)  # noqa: B010  # the case is at hand: no query for it
    return Sheet(user, case, section, row, row_id)


def new_sheet_for(user: User, case_id: str, key: str) -> Sheet:
    """An empty sheet for a row about to be added to a section that repeats."""
    case = access.get_case_for(user, case_id, to=Permission.CASE_EDIT)
    access.require_in_use(case)
    model: Any = SECTIONS[key].model
    return Sheet(user, case, SECTIONS[key], model(case=case))


def asked_of(user: User, case: Case, section: Section) -> list[str]:
    """The keys to ask, core ones first: what the person may write, less what consent and age leave out."""
    writable = access.writable_fields(user, case, section.key)
    without = _left_out(case, section)
    ordered = [*section.fields, *section.extended_fields]
    return [key for key in ordered if key in writable and key not in without]


def _left_out(case: Case, section: Section) -> set[str]:
    """Identity without consent to keep it, and questions for children when the person is an adult."""
    entries = {key: dictionary.fields()[key] for key in section.all_fields}
    left: set[str] = set()
    identity = {key for key, entry in entries.items() if entry.sensitivity == "identifying"}
    if identity and "data_processing" not in consents.granted_types(case):
        left |= identity
    if CHILD_ONLY & entries.keys():
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
