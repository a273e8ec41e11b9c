"""Recording what a person agrees to, and taking it back at any time."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.permissions import Permission
from accounts.settings_register import value as setting
from audit import events
from cases import access, facts, workflow
from cases.actions import conflicts, erasing, taking_back, withdrawal_effects
from cases.actions.errors import AlreadyMarked, EndedByRule, UnknownFields
from cases.child import record as child_record
from cases.consent import clock as consent_clock
from cases.consent import consents
from cases.consent.locks import sections_behind
from cases.consent.validity import GRANTED
from cases.erasing import closing
from cases.interview import interviews
from cases.models import Attachment, Case, ConsentRecord, ConsentWording
from cases.models.scoped import set_quietly
from cases.record import saved, upkeep
from cases.sections import SECTIONS

if TYPE_CHECKING:
    from accounts.models import User

BEYOND_THE_DICTIONARY = frozenset(
    {
        "interpreter_used",
        "interpreter_name",
        "read_aloud",
        "witness_name",
        "pressure_present",
        "in_detention",
        "giver_suspected",
        "by_telephone",
        "signed_name",
        "on_paper",
    }
)
# Stands for "nothing of this type counts": what a row did that was entered in error is undone.
NEVER = ""
# Whether the person is held, expelled or prosecuted now: an upper floor knows.
IN_CUSTODY = facts.needs("in_custody")
NOT_GIVEN_HERE = frozenset({"consent_withdrawn_at", "consent_withdrawal_reason", "consent_document"})


@transaction.atomic
def record_consent(
    *,
    actor: "User",
    case: Case,
    wording: ConsentWording | None = None,
    document: Attachment | None = None,
    **fields: Any,
) -> ConsentRecord:
    """Record one decision of the person; of each type the last said is the present state, and takes effect.

    `fields` are those of the consent section and those of BEYOND_THE_DICTIONARY, `wording` is the version read
    out, `document` the file with the signature. Missing details never stop the record (P1); they show in
    consents.valid. A no to what the person had agreed to is a withdrawal, with everything that follows from one
    (decision 0250). Raises PermissionDenied, UnknownFields, and ValidationError for an unknown code, for a status
    that only withdraw_consent may set, or for a file of another case.
    """
    _check(actor, case)
    offered = (set(SECTIONS["consent"].all_fields) | BEYOND_THE_DICTIONARY) - NOT_GIVEN_HERE
    if unknown := fields.keys() - offered:
        raise UnknownFields(unknown)
    if fields.get("consent_status") == "withdrawn":
        raise ValidationError({"consent_status": "withdraw_consent records a withdrawal"})
    if document is not None and document.case_id != case.pk:
        raise ValidationError({"consent_document": "a file of another case"})
    consent = _new_row(actor, case, fields)
    consent.wording = wording
    consent.consent_document = str(document.pk) if document else ""
    # Whoever may be involved does not agree for the child, whether or not somebody ticked it (consent.md 5).
    consent.giver_suspected = consent.giver_suspected or child_record.is_suspect(case, consent.consent_giver)
    # So does custody (practice.md P18).
    if consent.consent_status in GRANTED and not consent.in_detention:
        consent.in_detention = facts.ask(IN_CUSTODY, case) or None
    # Police or employer in the room makes a yes weak, whether or not somebody ticked it (consent.md 6).
    if consent.consent_status in GRANTED and not consent.pressure_present:
        consent.pressure_present = interviews.is_pressed(case, interviews.open_form(actor, case)) or None
    if consent.consent_valid_until is None and consent.consent_status in GRANTED:
        consent.consent_valid_until = _default_end(case, consent)
    before = _decided_before(case, consent) if consent.consent_status == "refused" else NEVER
    # A no from before a no had any effect: said once more, it takes back the yes below it (decision 0268).
    if before == "refused" and consent.consent_type in consent_clock.without_effect(case):
        before = "granted"
    if before in GRANTED or before == "withdrawn":
        consent.consent_status, consent.consent_withdrawn_at = "withdrawn", consent.consent_date
    consent.save()
    _let_stand(actor, case, consent, is_withdrawal=before in GRANTED)
    conflicts.check_names(case, consent, fields)
    status = {"consent_status": (None, consent.consent_status)}
    saved.tell(actor=actor, case=case, section="consent", row=consent, changed=status)
    return consent


@transaction.atomic
def withdraw_consent(
    *, actor: "User", case: Case, consent_type: str, reason: str = "", consent_form: str = ""
) -> ConsentRecord:
    """Take a consent back: one click, no reason needed, all effects in this transaction (consent.md 4)."""
    _check(actor, case)
    now = timezone.now()
    consent = _new_row(
        actor,
        case,
        {
            "consent_type": consent_type,
            "consent_status": "withdrawn",
            "consent_date": now,
            "consent_withdrawn_at": now,
            "consent_withdrawal_reason": reason,
            "consent_form": consent_form,
        },
    )
    consent.save()
    _let_stand(actor, case, consent, is_withdrawal=True)
    return consent


@transaction.atomic
def mark_consent_error(
    *, actor: "User", case: Case, consent: ConsentRecord, reason: str = ""
) -> ConsentRecord:
    """Say by a new row that another was entered in error: neither counts, and what stood before stands again.

    Raises PermissionDenied, AlreadyMarked for one that does not count any more, EndedByRule for one that nobody gave.
    """
    from cases.actions.guardians import end_suspects_consents

    _check(actor, case)
    if consent.consent_status in consents.ENDED_BY_RULE:
        raise EndedByRule
    if not ConsentRecord.objects.plain().counting().filter(case=case, pk=consent.pk).exists():
        raise AlreadyMarked
    stood = _standing(case, consent.consent_type).pk == consent.pk
    row = ConsentRecord(
        case=case,
        recorded_by=actor,
        consent_type=consent.consent_type,
        consent_status=consent.consent_status,
        error_of=consent,
        error_reason=reason,
    )
    row.save()
    closes = consent.consent_type in closing.CLOSING_CONSENTS and consent.consent_status == "withdrawn"
    if closes and consent.consent_type not in closing.withdrawn(case):
        taking_back.taken_back_by_consent(actor=actor, case=case, kind=consent.consent_type)
    stands = _standing(case, consent.consent_type)
    if consent.consent_status == "withdrawn" != stands.consent_status:
        withdrawal_effects.undo(actor=actor, case=case, consent_type=consent.consent_type)
    take_effect(actor, case, stands)
    # The yes above it was none: what was withdrawn before is withdrawn again.
    if stood and consent.consent_status in GRANTED and stands.consent_status == "withdrawn":
        consents.tell_listeners(actor=actor, case=case, consent=stands)
    # A yes from before the suspicion does not come back by an error somewhere above it (consent.md 5).
    if stands.consent_status in GRANTED and child_record.is_suspect(case, stands.consent_giver):
        end_suspects_consents(actor=actor, case=case)
    _record("consent.marked_error", actor, case, row)
    return row


def _check(actor: "User", case: Case) -> None:
    # A file closed to every use still takes a consent decision: that is how the person opens it again.
    if not access.may(actor, Permission.CONSENT_RECORD, case):
        raise PermissionDenied
    # One decision after the other: what stands is read behind this lock, also by what ends consents by itself.
    erasing.lock_case(case)


def _standing(case: Case, consent_type: str) -> ConsentRecord:
    """The row that stands now; an empty one where none does."""
    found: ConsentRecord | None = ConsentRecord.objects.filter(case=case).newest_of(consent_type).first()
    return found or ConsentRecord(consent_type=consent_type, consent_status=NEVER)


def _decided_before(case: Case, consent: ConsentRecord) -> str:
    """What the person had decided by the day of a decision; to be unable to decide, or an end by itself, decides nothing."""
    day = timezone.localdate(min(consent.consent_date, timezone.now()), timezone=case.office.zone)
    rows = ConsentRecord.objects.plain().filter(case=case).exclude(consent_status__in=consents.NO_DECISION)
    last: ConsentRecord | None = rows.newest_of(consent.consent_type, by=day).first()
    return last.consent_status if last else NEVER


def _let_stand(actor: "User", case: Case, consent: ConsentRecord, *, is_withdrawal: bool) -> None:
    """The effects of a decision, and its event. One from paper of an earlier day changes nothing that was said since."""
    stands = _standing(case, consent.consent_type)
    take_effect(actor, case, stands)
    if is_withdrawal and stands.pk == consent.pk:
        consents.tell_listeners(actor=actor, case=case, consent=consent)
    name = "consent.withdrawn" if consent.consent_status == "withdrawn" else "consent.recorded"
    _record(name, actor, case, consent)


def _new_row(actor: "User", case: Case, fields: dict[str, Any]) -> ConsentRecord:
    row = ConsentRecord(case=case, recorded_by=actor)
    for key, given in fields.items():
        setattr(row, key, upkeep.clean(row, key, given))
    for key in ("consent_type", "consent_status"):
        field: Any = row._meta.get_field(key)
        field.clean(getattr(row, key), row)
    return row


def _default_end(case: Case, consent: ConsentRecord) -> date | None:
    """Counted from the day on which it was given, which is earlier where it was entered from paper."""
    if consent.consent_type not in consents.ENDS_BY_ITSELF:
        return None
    months = setting("cases.consent_months", case.office_id)
    day = timezone.localdate(consent.consent_date, timezone=case.office.zone)
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, 28))


def take_effect(actor: "User | None", case: Case, consent: ConsentRecord) -> None:
    """What the decision changes on the case at once. The instance given by the caller follows."""
    access.forget_reach(case)
    consent_clock.follow(actor, case, consent)
    withdrawal_effects.let_go(actor=actor, case=case, consent=consent)
    effect = _EFFECTS.get(consent.consent_type)
    if effect is not None:
        effect(actor, case, consent)
    # A file that is closed by the withdrawal is read by nobody, not even to count.
    closes = consent.consent_type == "data_processing" and consent.consent_status == "withdrawn"
    if not (closes or case.is_closed_to_use):
        upkeep.refill(case, sections_behind(consent.consent_type))


def _interview(actor: "User | None", case: Case, consent: ConsentRecord) -> None:
    status = consent.consent_status
    if status not in consents.NO_DECISION - {"not_able"}:
        goes_on = status in GRANTED or status == NEVER
        set_quietly(
            case, interview_stopped_at=None if goes_on else case.interview_stopped_at or timezone.now()
        )


def _keeping(actor: "User | None", case: Case, consent: ConsentRecord) -> None:
    """A new consent takes back the erasure that its withdrawal began; what a withdrawal does is in erasing.py."""
    if actor is not None and consent.consent_status in GRANTED:
        taking_back.taken_back_by_consent(actor=actor, case=case, kind=consent.consent_type)


def _assistance(actor: "User | None", case: Case, consent: ConsentRecord) -> None:
    if consent.consent_status in GRANTED and workflow.may_advance(case, "start_assistance"):
        workflow.advance(case, "start_assistance")
        set_quietly(case, status=case.status)


_EFFECTS = {
    "screening_interview": _interview,
    "data_processing": _keeping,
    "photo_document": _keeping,
    "assistance": _assistance,
}


def _record(event: str, actor: "User", case: Case, consent: ConsentRecord) -> None:
    facts = {"consent_type": consent.consent_type, "status": consent.consent_status}
    events.record(event, subject=case, office=case.office_id, actor=actor, facts=facts)
