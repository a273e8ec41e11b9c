"""What a placeholder of a route means: an id of something at Harbour, or of what hangs on a given case.

A route with a placeholder needs an entry in OBJECTS (by its view name) or in KWARGS (by the placeholder's name):
a callable that gives one id, or a list of ids of which each is tried where no case is given.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from allauth.mfa.models import Authenticator

from accounts.models import Approval, Duty, KeptForm, Lockdown, Membership, Qualification, Suspension
from agenda.models import Appointment, Todo
from cases.models import (
    AssistanceItem,
    Attachment,
    BreakGlass,
    CaseAlert,
    CaseGrant,
    CaseTask,
    ConflictOfInterest,
    ConsentException,
    ConsentRecord,
    ConsentWording,
    CountryRisk,
    DuplicatePair,
    ErasureNotice,
    ErasureRequest,
    Exploitation,
    FacilityRisk,
    HandOverCase,
    Interpreter,
    InterpreterBooking,
    LegalHold,
    LocalQuestion,
    PaperForm,
    Place,
    RiskAssessment,
    SavedFilter,
    WaitingFile,
)
from contact.models import Enquiry, GroupRegistration, KeptApart
from exchange.models import Export
from legal.models import Claim, Custody, CustodyDeed, Hearing, Permit, Proceeding
from notifications.models import InboxItem
from redress.models import Affected, Breach, Complaint, PersonRequest
from reports.models import ReportRun
from resources.models import Agreement, Provider, ProviderReferral
from tests.house.matrix_world import World

Found = Callable[[World, UUID | None], Any]
# What the same placeholder is when nothing of the kind exists.
NOTHING: dict[str, Callable[[], Any]] = {"int": lambda: 2_000_000_000, "uuid": uuid4}


def _ids(model: Any, **of: Any) -> list[Any]:
    rows = getattr(model.objects, "plain", model.objects.all)()
    return list(rows.filter(**of).order_by("pk").values_list("pk", flat=True))


def _of_case(model: Any, name: str = "case", kind: str = "uuid") -> Found:
    """The first that hangs on the given case, or an id of nothing; without a case what the own one has."""

    def found(world: World, case: UUID | None) -> Any:
        ids = _ids(model, **{name: case or world.cases["own"].pk})[:1]
        return ids if ids or case is None else NOTHING[kind]()

    return found


def _every(model: Any, **of: Any) -> Found:
    return lambda _world, _case: _ids(model, **of)


def _of_person(model: Any, name: str, field: str = "user") -> Found:
    return lambda world, _case: _ids(model, **{field: world.cast.people[name]})


def _erasure_of(world: World, case: UUID | None) -> Any:
    """Of a case that is there; who took part reads the certificate of one that is gone."""
    if case is None:
        return _ids(ErasureRequest)
    return (_ids(ErasureRequest, case_uuid=case) if case != world.erased else []) or [uuid4()]


def _notice(world: World, _case: UUID | None) -> Any:
    return _ids(ErasureNotice, erasure__case_uuid=world.erased)


def _erasure_of_notice(world: World, case: UUID | None) -> Any:
    return _erasure_of(world, case) if case else _ids(ErasureRequest, case_uuid=world.erased)


def _harbours(world: World, _case: UUID | None) -> Any:
    return world.cast.harbour.pk


# By view name, where the placeholder alone does not say what it is.
OBJECTS: dict[str, dict[str, Found]] = {
    "resources:refer": {"row_id": _of_case(AssistanceItem)},
    "resources:enquire": {"row_id": _of_case(AssistanceItem)},
    "cases:emergency_review": {"row_id": _every(BreakGlass)},
    "cases:risk_level": {"row_id": _of_case(RiskAssessment)},
    "cases:risk_alarm": {
        "task_id": lambda _world, _case: list(CaseTask.objects.values_list("pk", flat=True))
    },
    "cases:country_risk": {"row_id": _every(CountryRisk)},
    "cases:facility_risk": {"row_id": _every(FacilityRisk)},
    "cases:house_assess_again": {"row_id": _every(FacilityRisk)},
    "cases:conflict_review": {"row_id": _of_person(ConflictOfInterest, "dana")},
    "cases:filter_remove": {"row_id": _of_person(SavedFilter, "amina", "owner")},
    "cases:erasure_recipient": {"erasure_id": _erasure_of_notice},
    **{
        f"cases:{name}": {"row_id": _of_case(Attachment)}
        for name in ("file", "file_original", "file_remove", "file_restore")
    },
    **{
        f"cases:{name}": {"row_id": _of_case(WaitingFile)}
        for name in ("recording_forget", "recording_take_back")
    },
    **{f"cases:paper_form{name}": {"row_id": _of_case(PaperForm)} for name in ("", "_check", "_finish")},
}
# By placeholder: what an id of this name is.
KWARGS: dict[str, Found] = {
    "row_id": _of_case(Exploitation),
    "grant_id": _of_case(CaseGrant, "content_object", "int"),
    "hold_id": _of_case(LegalHold),
    "affected_id": _of_case(Affected),
    "request_id": _of_case(PersonRequest),
    "offer_id": _of_case(HandOverCase),
    "erasure_id": _erasure_of,
    "notice_id": _notice,
    "pair_id": _every(DuplicatePair),
    "approval_id": _every(Approval),
    "breach_id": _every(Breach),
    "complaint_id": _every(Complaint),
    "consent_id": _of_case(ConsentRecord),
    "exception_id": _of_case(ConsentException),
    "wording_id": _every(ConsentWording),
    "enquiry_id": _every(Enquiry),
    "group_id": _every(GroupRegistration),
    "apart_id": _of_case(KeptApart),
    "export_id": _every(Export),
    "interpreter_id": _every(Interpreter),
    "place_id": _every(Place),
    "provider_id": _every(Provider),
    "referral_id": _of_case(ProviderReferral),
    "agreement_id": _every(Agreement),
    "permit_id": _of_case(Permit),
    "alert_id": _of_case(CaseAlert),
    "todo_id": _of_case(Todo),
    "appointment_id": _of_case(Appointment),
    "custody_id": _of_case(Custody),
    "proceeding_id": _of_case(Proceeding),
    "hearing_id": _of_case(Hearing),
    "claim_id": _of_case(Claim),
    "deed_id": _of_case(CustodyDeed),
    "question_id": _every(LocalQuestion),
    "booking_id": _of_case(InterpreterBooking),
    "lockdown_id": _every(Lockdown),
    "suspension_id": _every(Suspension),
    "run_id": _every(ReportRun),
    "user_id": lambda world, _case: world.cast.amina.pk,
    "membership_id": _of_person(Membership, "amina"),
    "qualification_id": _of_person(Qualification, "amina"),
    "duty_id": _of_person(Duty, "vera"),
    "office_id": _harbours,
    "item_id": _of_person(InboxItem, "amina", "recipient"),
    "kept_id": _of_person(KeptForm, "amina"),
    "pk": _of_person(Authenticator, "amina"),
}
# An id of these belongs to one case and says nothing to who does not reach it.
ON_A_CASE = frozenset({"case_id", "affected_id", "request_id", "offer_id", "erasure_id"})
# Routes of a section that repeats; the entry is one of exploitation.
ENTRY_ROUTES = (
    *("entries", "entry", "entry_add", "entry_remove", "entry_restore", "entry_former"),
    *("entry_draft", "entry_draft_discard", "entry_draft_new", "entry_draft_discard_new"),
)
# Words in addresses: a code of ours, not an object.
CODES = {
    "step": "refuse",
    "code": "way_back",
    "key": "biodata",
    "kind": "assistance",
    "token": "of-no-invitation",
    "country": "MD",
    "language": "en",
}
CODES_OF = {
    "cases:consent_use": {"kind": "medical_test"},
    "accounts:change-setting": {"key": "cases.consent_months"},
    "cases:consent_withdraw": {"kind": "photo_document"},
    "cases:consent_effect": {"kind": "assistance", "code": "way_back"},
    **{f"cases:{name}": {"key": "exploitation"} for name in ENTRY_ROUTES},
}
