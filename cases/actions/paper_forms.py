"""Entering a form that was filled in on paper, and comparing a sample of them with their sheets (practice.md P35)."""

from collections.abc import Collection, Mapping
from random import SystemRandom
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.permissions import Permission
from accounts.settings_register import value as setting
from audit import events
from cases import access, case_tasks
from cases.actions.entries import add_entry
from cases.actions.errors import AlreadyDecided, TooEarly
from cases.interview import interviews
from cases.models import Case, PaperForm
from cases.models.scoped import set_quietly
from cases.on_paper import paper_forms

if TYPE_CHECKING:
    from accounts.models import User

_chance = SystemRandom()


@transaction.atomic
def begin_paper_form(
    *,
    actor: "User",
    case: Case,
    values: Mapping[str, Any],
    states: Mapping[str, str] | None = None,
    interviewer: "User | None",
    asked_by: str = "",
    not_again: Collection[str] = (),
) -> PaperForm:
    """Begin to enter a form: its interview is added with who asked, when and where, and what is saved next belongs to it.

    `values`, `states` and `not_again` are of the section `interview`; `interviewer` is the colleague who asked, None
    where it was somebody without an account, whose name may stand in `asked_by`. A form this person is still entering
    in this case is given back as it is. Raises what add_entry raises.
    """
    access.require(actor, Permission.SECTION_EDIT, case)
    Case.objects.select_for_update(of=("self",)).plain().get(pk=case.pk)
    if (waiting := interviews.open_form(actor, case)) is not None:
        return waiting
    row = add_entry(
        actor=actor,
        case=case,
        section="interview",
        values=values,
        states=states,
        not_again=not_again,
        interviewer=interviewer or actor,
    )
    if interviewer is None:
        set_quietly(row, interviewer=None)  # a new entry names its author otherwise
    form: PaperForm = PaperForm.objects.create(
        case=case, interview=row.pk, entered_by=actor, asked_by="" if interviewer else asked_by
    )
    _record("paper_form.begun", actor, case, form, number=row.number)
    return form


@transaction.atomic
def finish_paper_form(*, actor: "User", case: Case, form: UUID | str) -> PaperForm:
    """All sheets are entered. By chance some are proposed to the supervisor to be compared with them.

    Raises PaperForm.DoesNotExist for a form that this person is not entering, PermissionDenied.
    """
    access.require(actor, Permission.SECTION_EDIT, case)
    access.require_in_use(case)
    found: PaperForm = (
        PaperForm.objects.plain()
        .select_for_update(of=("self",))
        .get(case=case, pk=form, entered_by=actor, finished_at__isnull=True)
    )
    share = int(setting("cases.paper_sample_percent", case.office_id))
    sampled = bool(found.parts) and _chance.random() * 100 < share
    set_quietly(found, finished_at=timezone.now(), is_sampled=sampled)
    _record("paper_form.entered", actor, case, found, count=len(found.parts), sampled=sampled)
    if sampled:
        days = int(setting("cases.paper_check_days", case.office_id))
        due = case_tasks.working_days_after(case, days)
        case_tasks.raise_task(case, paper_forms.CHECK, due_at=due, cause="paper_form", actor=actor)
    return found


@transaction.atomic
def check_paper_form(
    *,
    actor: "User",
    case: Case,
    form: UUID | str,
    outcome: str,
    differing: int | None = None,
    found: str = "",
) -> PaperForm:
    """Note what a comparison with the sheets found; somebody else than who entered it does so, once.

    Raises PaperForm.DoesNotExist, PermissionDenied, TooEarly while it is being entered, AlreadyDecided.
    """
    access.require(actor, Permission.CASE_ASSIGN, case)
    access.require_in_use(case)
    row: PaperForm = PaperForm.objects.select_for_update(of=("self",)).get(case=case, pk=form)
    if row.entered_by_id == actor.pk:
        raise PermissionDenied
    if row.is_open:
        raise TooEarly
    if row.checked_at is not None:
        raise AlreadyDecided
    row.checked_at, row.checked_by = timezone.now(), actor
    row.outcome, row.differing, row.found = outcome, differing, found
    row.save()
    _record("paper_form.checked", actor, case, row, outcome=outcome, count=differing or 0)
    if not any(one.waits_for_a_check for one in paper_forms.of_case(case)):
        case_tasks.settle(case, paper_forms.CHECK, actor=actor)
    return row


def _record(event: str, actor: "User", case: Case, form: PaperForm, **facts: Any) -> None:
    events.record(event, subject=form, office=case.office_id, actor=actor, facts=facts)
