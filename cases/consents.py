"""Does consent cover this? The validity test of consent.md 3, asked by every guard.

Upper floors listen here for a withdrawal, so that its effects come in the same transaction.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases import laws
from cases.models import Case, ConsentRecord, PersonBiodata, PersonEducation

if TYPE_CHECKING:
    from accounts.models import User

GRANTED = frozenset({"granted", "granted_limited"})
SHARING = frozenset({"share_mission", "share_provider", "share_authority", "medical_sharing"})
# Written, thumbprint or electronic. A provider may be agreed to by telephone or before a witness (P13).
SIGNED_ONLY = frozenset({"share_mission", "share_authority", "return", "photo_document", "media"})
SIGNED_FORMS = frozenset({"written", "thumbprint", "electronic"})
# An urgent referral may be agreed to by word, before a witness or by telephone (P13).
BY_WORD_WHEN_URGENT = frozenset({"share_mission"})
# Withdrawing one of these closes the health section to further use; the two urgent questions stay (consent.md 2, 4).
CLOSES_HEALTH = ("medical_exam", "medical_test", "medical_sharing")
URGENT_HEALTH = frozenset({"urgent_medical", "suicide_risk"})
ENDS_BY_ITSELF = frozenset({"share_mission", "family_contact", "follow_up"})
# For a child these wait for parent, guardian or authority; everything protective does not (P15).
WAITS_FOR_GUARDIAN = SHARING | {"return", "research", "media", "family_contact", "photo_document"}
# Not offered to children (consent.md 2).
NEVER_OF_CHILDREN = frozenset({"media"})
ASSENT_DECIDES = frozenset({"screening_interview", "photo_document", "media", "research"})
GUARDIANS = frozenset({"parent", "guardian", "authority"})
POINTS: dict[str, tuple[str, ...]] = {
    "screening_interview": ("informed_purpose",),
    "data_processing": ("informed_data_use", "informed_access", "informed_retention"),
    "research": ("informed_research",),
}
POINTS_OF_ALL = ("informed_withdrawal", "informed_voluntary")

Listener = Callable[..., None]
_listeners: dict[str, list[Listener]] = defaultdict(list)


@dataclass(frozen=True)
class Validity:
    """The verdict; truthy when consent covers the wish. `reasons` are sentences for the worker."""

    ok: bool
    reasons: tuple[str | Promise, ...] = ()

    def __bool__(self) -> bool:
        return self.ok


class ConsentMissing(Exception):
    """Consent does not cover what was wanted; `reasons` say why."""

    def __init__(self, consent_type: str, reasons: Iterable[str | Promise]) -> None:
        super().__init__(consent_type)
        self.consent_type = consent_type
        self.reasons = tuple(reasons)


def newest(case: Case) -> dict[str, ConsentRecord]:
    """The present state: the newest row of each type, one query."""
    rows = ConsentRecord.objects.filter(case=case).newest_of_each()
    return {row.consent_type: row for row in rows}


def granted_types(case: Case) -> frozenset[str]:
    """Types whose newest row grants something, whatever else the validity test would say."""
    return granted_among(statuses(case))


def statuses(case: Case) -> dict[str, str]:
    """Where each type stands that was ever asked; one query, nothing opened."""
    rows = ConsentRecord.objects.plain().filter(case=case).newest_of_each()
    return dict(rows.values_list("consent_type", "consent_status"))


def granted_among(known: Mapping[str, str]) -> frozenset[str]:
    """The types that stand at a yes."""
    return frozenset(kind for kind, status in known.items() if status in GRANTED)


def valid(
    case: Case,
    consent_type: str,
    recipient: Any = None,
    categories: Iterable[str] | None = None,
    *,
    urgent: bool = False,
) -> Validity:
    """Whether the newest row of the type covers the wish.

    `recipient` is an organisation's or office's id or a name, `categories` are data codes; for what is `urgent` a
    spoken word before a witness is enough (P13).
    """
    row, refusal = _decision(case, consent_type)
    if row is None:
        return refusal
    # Read anew: an instance the caller holds may be older than what was just answered.
    biodata, education = PersonBiodata.objects.get(case=case), PersonEducation.objects.get(case=case)
    reasons = [
        *_time_reasons(row),
        *_scope_reasons(row, recipient, categories),
        *_form_reasons(row, urgent),
        *_information_reasons(row, biodata, education),
        *_giver_reasons(row, biodata.majority_status, _decides_alone(case, row, biodata)),
    ]
    return Validity(not reasons, tuple(reasons))


def given(case: Case, consent_type: str) -> Validity:
    """Whether a yes stands: all that saving an answer asks (P1).

    A yes that has ended, that a suspect gave for the person, or against which a child said no, is none. How
    it was given (form, witness, language, information points) refuses no save: what is missing there shows
    as reasons of `valid` and counts wherever something leaves the house.
    """
    row, refusal = _decision(case, consent_type)
    if row is None:
        return refusal
    reasons = [*_time_reasons(row), *_no_yes_reasons(row)]
    return Validity(not reasons, tuple(reasons))


def _decision(case: Case, consent_type: str) -> tuple[ConsentRecord | None, Validity]:
    """The newest row of a type if it grants something, else None and why not."""
    row = ConsentRecord.objects.filter(case=case).newest_of(consent_type).first()
    if row is not None and row.consent_status in GRANTED:
        return row, Validity(True)
    return None, Validity(False, (_status_reason(row.consent_status if row else "not_asked"),))


def require(
    case: Case, consent_type: str, recipient: Any = None, categories: Iterable[str] | None = None
) -> None:
    """Raises ConsentMissing unless `valid`."""
    verdict = valid(case, consent_type, recipient, categories)
    if not verdict:
        raise ConsentMissing(consent_type, verdict.reasons)


def waits_for_paper(row: ConsentRecord) -> bool:
    """Whether a spoken consent to sharing is still to be confirmed in writing, when that is safe (P13)."""
    by_word = row.consent_form not in SIGNED_FORMS
    return row.consent_type in SHARING and row.consent_status in GRANTED and by_word


def health_is_closed(known: Mapping[str, str]) -> bool:
    """Whether the person withdrew a medical consent: then the health section is closed to further use (consent.md 4)."""
    return any(known.get(kind) == "withdrawn" for kind in CLOSES_HEALTH)


def on_withdrawal(consent_type: str, listener: Listener) -> None:
    """Have `listener(actor=…, case=…, consent=…)` called inside the transaction of a withdrawal."""
    _listeners[consent_type].append(listener)


def tell_listeners(*, actor: "User", case: Case, consent: ConsentRecord) -> None:
    """Call everybody who listens for this type; an exception undoes the withdrawal with everything else."""
    for listener in _listeners[consent.consent_type]:
        listener(actor=actor, case=case, consent=consent)


def points_of(consent_type: str) -> tuple[str, ...]:
    """The information points the person must have heard for this type."""
    return POINTS.get(consent_type, ()) + POINTS_OF_ALL


def _status_reason(status: str) -> str | Promise:
    return {
        "refused": _("The person refused."),
        "withdrawn": _("The person withdrew this consent."),
        "expired": _("This consent has ended."),
        "not_able": _("The person was not able to decide; ask again within 24 to 72 hours."),
    }.get(status, _("This consent has not been asked for."))


def _time_reasons(row: ConsentRecord) -> list[str | Promise]:
    ended = row.consent_valid_until and row.consent_valid_until < timezone.localdate()
    return [_("This consent has ended.")] if ended else []


def _scope_reasons(
    row: ConsentRecord, recipient: Any, categories: Iterable[str] | None
) -> list[str | Promise]:
    reasons: list[str | Promise] = []
    agreed = {_tidy(one) for one in row.consent_recipients or []}
    if recipient is not None and _tidy(recipient) not in agreed:
        reasons.append(_("This recipient is not among those the person agreed to."))
    outside = set(categories or ()) - set(row.consent_data_categories or [])
    if outside and row.consent_type in SHARING:
        reasons.append(_("The person did not agree to share all of these kinds of data."))
    return reasons


def _tidy(recipient: Any) -> str:
    """A recipient's number or name, so that a different capital or blank makes no stranger of it."""
    return " ".join(str(recipient).split()).casefold()


def _form_reasons(row: ConsentRecord, urgent: bool) -> list[str | Promise]:
    if not row.consent_form:
        return [_("It is not noted how the consent was given.")]
    if row.consent_form in SIGNED_FORMS:
        return []
    if row.consent_type in SIGNED_ONLY - (BY_WORD_WHEN_URGENT if urgent else frozenset()):
        return [_("This consent must be in writing, by thumbprint or electronic.")]
    return [] if row.witness_name else [_("A spoken consent needs a witness.")]


def _information_reasons(
    row: ConsentRecord, biodata: PersonBiodata, education: PersonEducation
) -> list[str | Promise]:
    reasons: list[str | Promise] = []
    if not all(getattr(row, point) for point in points_of(row.consent_type)):
        reasons.append(_("Not all information was given before the person decided."))
    spoken = {biodata.primary_language, *(biodata.secondary_languages or [])} - {""}
    if spoken and row.consent_language not in spoken and not row.interpreter_used:
        reasons.append(_("It was not explained in a language of the person, and no interpreter was used."))
    if education.literacy == "none" and not row.read_aloud:
        reasons.append(_("The person does not read, and it is not noted that the text was read aloud."))
    if row.pressure_present:
        reasons.append(_("Police or an employer was present: ask again when the person is free to speak."))
    return reasons


def _no_yes_reasons(row: ConsentRecord) -> list[str | Promise]:
    """Why a granted row is not the person's yes at all."""
    reasons: list[str | Promise] = []
    if row.giver_suspected:
        reasons.append(_("Somebody who may be involved in the exploitation cannot consent for the person."))
    if row.consent_type in ASSENT_DECIDES and row.child_assent == "refused":
        reasons.append(_("The child does not agree."))
    return reasons


def _decides_alone(case: Case, row: ConsentRecord, biodata: PersonBiodata) -> bool:
    """Whether the law of the office's country lets this young person decide alone (P12); asked only where it matters."""
    waits = biodata.majority_status == "minor" and row.consent_type in WAITS_FOR_GUARDIAN
    return waits and laws.decides_alone(case, row.consent_type, biodata.age_at_registration)


def _giver_reasons(row: ConsentRecord, majority: str, alone: bool) -> list[str | Promise]:
    reasons = _no_yes_reasons(row)
    if not row.consent_giver:
        reasons.append(_("It is not noted who gave the consent."))
    if majority == "adult" and row.consent_giver in ("parent", "other"):
        reasons.append(_("An adult decides alone; somebody else gave this consent."))
    if majority == "minor" and row.consent_type in NEVER_OF_CHILDREN:
        reasons.append(_("A child is not asked for this."))
    waits = majority == "minor" and row.consent_type in WAITS_FOR_GUARDIAN and not alone
    if waits and row.consent_giver not in GUARDIANS:
        reasons.append(_("For a child, a parent, a guardian or the authority must agree as well."))
    return reasons
