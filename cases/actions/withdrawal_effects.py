"""What follows on this floor when a consent is withdrawn, in the same transaction (consent.md 4).

Which there are says the one table (cases/consent/withdrawals.py). Closing a file and starting its erasure is in
erasing.py, closing the health section a question that access.py asks, what belongs to referrals, houses and plans
registered by those floors.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from accounts.permissions import Permission
from accounts.settings_register import value as setting
from audit import events
from cases import access, case_tasks, workflow
from cases.actions.saving import Origin, keep_former, record_save
from cases.child import record as child_record
from cases.child.tracing import UNDER_WAY
from cases.consent import consents, withdrawals
from cases.consent.withdrawals import Effect
from cases.interview import interviews
from cases.models import (
    AssistanceItem,
    Case,
    ConsentRecord,
    Disclosure,
    Interview,
    InterviewMoment,
    MomentKind,
    PersonBiodata,
    RecipientKind,
    SectionVersion,
    TracingStep,
    VersionKind,
)
from cases.models.scoped import set_quietly
from cases.record import upkeep
from cases.sections import SECTIONS
from notifications import outbox

if TYPE_CHECKING:
    from accounts.models import User

NOT_BEGUN = ("planned", "offered")
# How a withdrawal leaves the answers it changes, by section.
AFTERWARDS = {"assistance": {"assist_status": "discontinued"}, "biodata": {"safe_contact_method": "none"}}


def stop_planned_help(*, actor: "User", case: Case, consent: ConsentRecord) -> None:
    """Planned items stop and the case goes to follow-up; help under way ends when the person ends it."""
    for item in AssistanceItem.objects.filter(case=case, assist_status__in=NOT_BEGUN):
        _write(actor, case, item, AFTERWARDS["assistance"], because=consent.pk)
    if workflow.may_advance(case, "follow"):
        workflow.advance(case, "follow")
        set_quietly(case, status=case.status)


def stop_contact(*, actor: "User", case: Case, consent: ConsentRecord) -> None:
    """Nobody contacts the person any more: the safe contact method becomes none."""
    _write(actor, case, PersonBiodata.objects.get(case=case), AFTERWARDS["biodata"], because=consent.pk)


def undo(*, actor: "User", case: Case, consent_type: str) -> None:
    """Give back what withdrawals entered in error changed, where it still stands as they left it (decision 0252)."""
    errors = ConsentRecord.objects.plain().filter(
        case=case, consent_type=consent_type, error_of__isnull=False
    )
    versions = SectionVersion.objects.filter(case=case, because__in=errors.values("error_of"))
    for version in versions.order_by("-replaced_at", "-pk"):
        model: Any = SECTIONS[version.section].model
        row = model.objects.filter(
            **{"case": case} | ({"pk": version.row} if SECTIONS[version.section].repeats else {})
        )
        found, left = row.first(), AFTERWARDS[version.section]
        if found is not None and all(getattr(found, key) == left[key] for key in version.values):
            _write(actor, case, found, version.values, said_in=version.said_in)


def _write(
    actor: "User",
    case: Case,
    row: Any,
    values: Mapping[str, Any],
    *,
    because: UUID | None = None,
    said_in: Mapping[str, str] | None = None,
) -> None:
    """Write answers as a save does: the former ones are kept, the version rises, so that no older form writes over it."""
    spec, origin = SECTIONS[row.SECTION], Origin(before=dict(row.said_in or {}))
    changed = {key: (getattr(row, key), new) for key, new in values.items() if getattr(row, key) != new}
    if not changed:
        return
    for key, (_former, new) in changed.items():
        setattr(row, key, new)
    said = {key: at for key, at in origin.before.items() if key not in changed}
    row.said_in = {**said, **(said_in or {})}
    upkeep.derive(case, spec, row)
    row.save()
    keep_former(actor, row, spec, changed, VersionKind.CORRECTION, origin, because=because)
    upkeep.follow(case, spec, row, set(changed))
    record_save(actor, case, spec, row, changed)


def end_the_interview(*, actor: "User", case: Case, consent: ConsentRecord) -> None:
    """Nothing more is asked: the interview under way ends. What was said at it, stopping.py keeps or erases."""
    now = interviews.under_way(case)
    if now is None:
        return
    row = Interview.objects.get(pk=now.pk)
    _write(actor, case, row, {"interview_outcome": "stopped_by_beneficiary"})
    InterviewMoment.objects.create(case=case, interview=row, kind=MomentKind.ENDED, by=actor)
    facts = {"number": row.number}
    events.record("interview.ended", subject=row, office=case.office_id, actor=actor, facts=facts)


def pause_tracing(*, actor: "User", case: Case, consent: ConsentRecord) -> None:
    """A tracing under way waits where it stands; going on asks for the consent again (tracing.py)."""
    status = child_record.row_of(case).tracing_status
    if status in UNDER_WAY:
        TracingStep(case=case, before=status, after=status, by=actor).save()
        facts = {"status": "paused"}
        events.record("child.tracing_moved", subject=case, office=case.office_id, actor=actor, facts=facts)


def tell_the_recipient(*, actor: "User", case: Case, consent: ConsentRecord) -> None:
    """Who works on the case hears at once that somebody has to stop, and return or destroy what they received.

    The system itself writes to nobody; without anybody who received something there is nobody to tell.
    """
    if _was_given(case, consent.consent_type):
        outbox.enqueue("consent.provider_to_tell", to=[case.owner], about=case, occurrence=str(consent.pk))


def leave_the_rest(*, actor: "User", case: Case, consent: ConsentRecord) -> None:
    """What the house cannot do itself becomes a task with its clock, where there is anything to do."""
    kind = consent.consent_type
    for effect in withdrawals.by_hand(kind):
        if ONLY_IF.get(effect.code, _always)(case, kind):
            task = withdrawals.task_of(kind, effect)
            days = timedelta(days=int(setting(effect.days, case.office_id)))
            due = case_tasks.end_of_day(case, case.office.today() + days)
            case_tasks.raise_task(case, task, due_at=due, cause=kind, actor=actor)


def let_go(*, actor: "User | None", case: Case, consent: ConsentRecord) -> None:
    """Another decision stands, so that nothing is left to be done of what was withdrawn. Part of recording one."""
    status = consent.consent_status
    if status == "withdrawn" or status in consents.NO_DECISION:
        return
    tasks = {
        withdrawals.task_of(consent.consent_type, one) for one in withdrawals.by_hand(consent.consent_type)
    }
    for task in tasks.intersection(one.kind for one in case_tasks.of_case(case)) if tasks else ():
        case_tasks.settle(case, task, actor=actor)


@transaction.atomic
def note_effect_done(*, actor: "User", case: Case, consent_type: str, effect: Effect) -> bool:
    """Note that what a withdrawal left to be done by hand was done; False where it does not wait (any more).

    Raises PermissionDenied, FileClosed.
    """
    access.require(actor, Permission.CONSENT_RECORD, case)
    access.require_in_use(case)
    return case_tasks.settle(case, withdrawals.task_of(consent_type, effect), actor=actor) is not None


def register_tasks() -> None:
    """Name the tasks; called at start-up."""
    for kind in withdrawals.EFFECTS:
        for effect in withdrawals.by_hand(kind):
            key = withdrawals.task_of(kind, effect)
            case_tasks.register(case_tasks.TaskKind(key, effect.text, "cases:consent"))


def _always(case: Case, kind: str) -> bool:
    return True


def _was_given(case: Case, kind: str) -> bool:
    return bool(Disclosure.objects.plain().filter(case=case, recipient_kind__in=RECEIVED_BY[kind]).exists())


def _is_traced(case: Case, kind: str) -> bool:
    return child_record.row_of(case).tracing_status in UNDER_WAY


PROVIDERS = (RecipientKind.PROVIDER, RecipientKind.HEALTH_CARE, RecipientKind.LAWYER)
RECEIVED_BY = {
    "share_mission": (RecipientKind.OWN_OFFICE,),
    "share_provider": PROVIDERS,
    "medical_sharing": PROVIDERS,
}
# Effects by hand that need something to have happened before; "recall" of a publication is always looked into.
ONLY_IF: dict[str, Callable[[Case, str], bool]] = {
    "recall": lambda case, kind: kind not in RECEIVED_BY or _was_given(case, kind),
    "searchers": _is_traced,
}
EFFECTS = {
    "screening_interview": end_the_interview,
    "assistance": stop_planned_help,
    "follow_up": stop_contact,
    "family_contact": pause_tracing,
    "share_provider": tell_the_recipient,
    "medical_sharing": tell_the_recipient,
}
