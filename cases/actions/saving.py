"""Saving a section: what is given is written, what was there is kept, what follows from it is computed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from accounts.permissions import Permission
from audit import events
from cases import access, dictionary, links
from cases.actions import conflicts
from cases.actions.errors import (
    AnswersNotAllowed,
    FieldsNotAllowed,
    IdentityNotAllowed,
    InterviewNotAllowed,
    SectionConflict,
    UnknownFields,
)
from cases.actions.not_asking import note_not_again
from cases.attachments import reach
from cases.consent import consents
from cases.consent.locks import lock_of
from cases.interview import interviews
from cases.models import (
    WHOLE_SECTION,
    Case,
    RepeatedPart,
    SectionDraft,
    SectionRow,
    SectionVersion,
    VersionKind,
)
from cases.models.scoped import EMPTY, NOTED_STATES
from cases.record import saved, upkeep
from cases.record.transport import to_json
from cases.section import Section
from cases.sections import edited_section
from vault.sealed import StaleVersion

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Origin:
    """At which interview answers are said `now` (empty for none), and at which those `before` were, by field."""

    now: str = ""
    # Something else was said, outside of any interview that is recorded.
    anew: bool = False
    before: Mapping[str, str] = field(default_factory=dict)


NOT_AT_ANY = Origin()


@transaction.atomic
def save_section(
    *,
    actor: "User",
    case: Case,
    section: str,
    values: Mapping[str, Any],
    base_version: int,
    states: Mapping[str, str] | None = None,
    row: UUID | str | None = None,
    kind: str = VersionKind.CORRECTION,
    not_again: Collection[str] = (),
) -> SectionRow:
    """Write the given answers of a section and give its row back; fields not in `values` stay as they are.

    `states` says of an empty field that the answer is `unknown` or `declined` (`not_asked` takes the note
    away); `base_version` is the version the form was made from, `row` one of several, `kind` why earlier
    answers changed, `not_again` what the person asked not to be asked again. Raises UnknownSection,
    UnknownFields, PermissionDenied (FieldsNotAllowed names fields), FileClosed, InterviewNotAllowed,
    AnswersNotAllowed (IdentityNotAllowed among them), SectionConflict, ValidationError; then nothing is written.
    """
    spec, notes = edited_section(section), states or {}
    _check_allowed(actor, case, spec, {*values, *notes, *not_again}, notes)
    case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    access.require_in_use(case)  # a withdrawal may have come between the first look and the lock
    current = spec.row_of(case, row)
    given = _cleaned(actor, case, current, values)
    if current.version != base_version:
        raise SectionConflict(section, current, given)
    changed = _changes(current, given, notes)
    _check_consents(case, changed)
    note_not_again(actor, case, section, not_again)
    if changed:
        said_at, anew = interviews.said_at(actor, case, section), kind == VersionKind.OTHER_INTERVIEW
        origin = Origin(said_at, anew, dict(current.said_in or {}))
        _apply(current, notes, changed, origin)
        upkeep.derive(case, spec, current)
        try:
            current.save()
        except StaleVersion as stale:
            raise SectionConflict(section, spec.row_of(Case.objects.get(pk=case.pk), row), given) from stale
        _follow(actor, case, spec, current, changed, kind, origin)
    return current


def _follow(
    actor: "User",
    case: Case,
    spec: Section,
    current: SectionRow,
    changed: dict[str, tuple[Any, Any]],
    kind: str,
    origin: Origin,
) -> None:
    """What comes with a save: former answers kept, dependent rows updated, the draft gone, the event written."""
    keep_former(actor, current, spec, changed, kind, origin)
    upkeep.follow(case, spec, current, set(changed))
    row = current.pk if spec.repeats else WHOLE_SECTION
    for draft in SectionDraft.objects.filter(case=case, section=spec.key, author=actor, row=row):
        draft.delete()
    record_save(actor, case, spec, current, changed)
    conflicts.check_names(case, current, changed)
    saved.tell(actor=actor, case=case, section=spec.key, row=current, changed=changed)


def _check_allowed(
    actor: "User", case: Case, spec: Section, touched: Collection[str], states: Mapping[str, str]
) -> None:
    access.require(actor, Permission.SECTION_EDIT, case)
    access.require_in_use(case)
    if unknown := set(touched) - set(spec.all_fields):
        raise UnknownFields(unknown)
    if forbidden := set(touched) - access.writable_fields(actor, case, spec.key):
        raise FieldsNotAllowed(forbidden)
    if set(states.values()) - {*NOTED_STATES, "not_asked"}:
        raise ValueError("an empty answer is unknown, declined or not_asked")
    check_interview(case, spec)


def check_interview(case: Case, spec: Section) -> None:
    """Raises InterviewNotAllowed where the person told, or would tell, what she has not agreed to tell."""
    if spec.is_told and not (verdict := consents.given(case, "screening_interview")):
        raise InterviewNotAllowed(verdict.reasons)


def _cleaned(actor: "User", case: Case, current: SectionRow, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as their fields keep them; references to cases and files are to what the actor may see."""
    given = dict(values)
    for key in links.LINK_FIELDS & {key for key, value in values.items() if value not in EMPTY}:
        found = links.resolve(actor, case, values[key])
        given[key] = found if key == "linked_cases" else "".join(found[:1])
    for key, value in given.items():
        if dictionary.fields()[key].type == "file" and value not in EMPTY and value != getattr(current, key):
            reach.require_referable(actor, case, str(value))
    return {key: upkeep.clean(current, key, value) for key, value in given.items()}


def _check_consents(case: Case, changed: Mapping[str, tuple[Any, Any]]) -> None:
    """Emptying an answer is always possible; filling one needs the consent it waits for, if any (cases/consent/locks.py).

    Raises IdentityNotAllowed, AnswersNotAllowed.
    """
    fields = dictionary.fields()
    waiting: dict[str, list[str]] = {}
    for key, (_old, new) in changed.items():
        if new not in EMPTY and (lock := lock_of(fields[key])):
            waiting.setdefault(lock, []).append(key)
    for lock, keys in waiting.items():
        of_files = lock == "photo_document"
        if reasons := reach.why_not(case) if of_files else consents.given(case, lock).reasons:
            refusal = IdentityNotAllowed if lock == "data_processing" else AnswersNotAllowed
            raise refusal(keys, reasons)


def _changes(
    current: SectionRow, given: Mapping[str, Any], states: Mapping[str, str]
) -> dict[str, tuple[Any, Any]]:
    """Field -> (former, new) of what really changes, answers and notes alike."""
    changed = {}
    for key, new in given.items():
        if (former := current.answer(key)) != new:
            changed[key] = (former, new)
    notes = current.answers_state or {}
    for key, state in states.items():
        if key not in changed and notes.get(key, "not_asked") != state:
            changed[key] = (getattr(current, key), getattr(current, key))
    return changed


def _apply(
    current: SectionRow, states: Mapping[str, str], changed: Mapping[str, tuple[Any, Any]], origin: Origin
) -> None:
    notes, said = dict(current.answers_state or {}), dict(origin.before)
    for key, (_former, new) in changed.items():
        setattr(current, key, new)
        state = states.get(key, "")
        if state in NOTED_STATES and new in EMPTY:
            notes[key] = str(state)
        else:
            notes.pop(key, None)
        # A correction outside of any interview is still what was said at the one it corrects.
        if origin.now or origin.anew or new in EMPTY:
            said.pop(key, None)
        if origin.now and (new not in EMPTY or key in notes):
            said[key] = origin.now
    current.answers_state, current.said_in = notes, said


def keep_former(
    actor: "User",
    current: SectionRow,
    spec: Section,
    changed: Mapping[str, tuple[Any, Any]],
    kind: str,
    origin: Origin = NOT_AT_ANY,
    because: UUID | None = None,
) -> None:
    """Keep the answers that were replaced, with the interviews at which they were said and replaced (P11).

    A first answer replaces nothing. One said at this very interview is corrected, whatever else is said anew.
    `because` is the consent whose withdrawal replaced them.
    """
    replaced: dict[str, dict[str, Any]] = {}
    for key, (former, new) in changed.items():
        if former not in EMPTY and former != new:
            same = bool(origin.now) and origin.before.get(key) == origin.now
            replaced.setdefault(VersionKind.CORRECTION if same else kind, {})[key] = to_json(former)
    for why, values in replaced.items():
        SectionVersion(
            case_id=current.vault_scope(),
            section=spec.key,
            row=current.pk if spec.repeats else WHOLE_SECTION,
            of_version=current.version - 1,
            kind=why,
            replaced_by=actor,
            values=values,
            said_in={key: at for key, at in origin.before.items() if key in values},
            replaced_in=origin.now,
            because=because,
        ).save()


def record_save(
    actor: "User", case: Case, spec: Section, current: SectionRow, changed: Mapping[str, tuple[Any, Any]]
) -> None:
    """The event of a save: the section and the names of the fields, no answer."""
    facts: dict[str, Any] = {"section": spec.key, "fields": sorted(changed)}
    if isinstance(current, RepeatedPart):
        facts["number"] = current.number
        events.record("entry.changed", subject=current, office=case.office_id, actor=actor, facts=facts)
        return
    facts["version"] = current.version
    events.record("section.saved", subject=case, office=case.office_id, actor=actor, facts=facts)
