"""`required_when` of the dictionary as conditions: when an answer is wanted in this case.

Wanted, not demanded: an answer that is wanted and missing makes a mark and keeps its section from being
full; it never refuses a save (P1).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from cases import dictionary
from cases.derive import LABOUR_TYPES, SEXUAL
from cases.models.scoped import EMPTY, NOTED_STATES

if TYPE_CHECKING:
    from cases.models import Case, SectionRow
    from cases.sections import Section


@dataclass(frozen=True)
class Surroundings:
    """What a condition may know beside the section's own answers."""

    majority_status: str = "unknown"
    granted: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def of(cls, case: "Case", majority_status: str) -> "Surroundings":
        """As the case stands now: consents whose newest row grants, and the person's majority."""
        from cases import consents  # consents asks for the models, which sections of this floor import

        return cls(majority_status=majority_status, granted=consents.granted_types(case))


class Values(Protocol):
    """Answers by key: a dictionary, or a row read when asked."""

    def get(self, key: str, /) -> Any: ...


Condition = Callable[[Values, Surroundings], bool]


def _always(_values: Values, _around: Surroundings) -> bool:
    return True


def _with_consent(consent_type: str) -> Condition:
    return lambda _values, around: consent_type in around.granted


def _missing(key: str) -> Condition:
    return lambda values, _around: values.get(key) in EMPTY


def _given(key: str) -> Condition:
    return lambda values, _around: values.get(key) not in EMPTY


def _holds(key: str, *codes: str) -> Condition:
    """One of the codes is the answer, or among the answers, to `key`."""
    wanted = set(codes)

    def holds(values: Values, _around: Surroundings) -> bool:
        found = values.get(key)
        return bool(wanted & set(found)) if isinstance(found, list | tuple | set) else found in wanted

    return holds


def _not(condition: Condition) -> Condition:
    return lambda values, around: not condition(values, around)


def _both(first: Condition, second: Condition) -> Condition:
    return lambda values, around: first(values, around) and second(values, around)


def _is_child(_values: Values, around: Surroundings) -> bool:
    return around.majority_status == "minor"


def _emergency_contact(values: Values, _around: Surroundings) -> bool:
    return any(values.get(key) not in EMPTY for key in ("emergency_contact_name", "emergency_contact_phone"))


_GRANTED = _holds("consent_status", "granted", "granted_limited")
_SHARING = _holds("consent_type", "share_mission", "share_provider", "share_authority", "medical_sharing")

CONDITIONS: dict[str, Condition] = {
    # registration, and the way here
    "registration_date": _always,
    "data_source": _always,
    "referral_source": _always,
    "referral_scenario": _always,
    "referral_date": _both(_given("referral_source"), _not(_holds("referral_source", "self"))),
    "identification_country": _always,
    # consent: the row's own values stand in for the section's
    "consent_type": _always,
    "consent_status": _always,
    "consent_date": _holds("consent_status", "granted", "granted_limited", "refused"),
    "consent_form": _GRANTED,
    "consent_giver": _GRANTED,
    "consent_giver_name": _holds("consent_giver", "parent", "guardian", "authority", "other"),
    "child_assent": _is_child,
    "consent_language": _GRANTED,
    "informed_purpose": _holds("consent_type", "screening_interview"),
    "informed_data_use": _holds("consent_type", "data_processing"),
    "informed_access": _holds("consent_type", "data_processing"),
    "informed_retention": _holds("consent_type", "data_processing"),
    "informed_research": _holds("consent_type", "research"),
    "informed_withdrawal": _always,
    "informed_voluntary": _always,
    "consent_recipients": _both(_GRANTED, _SHARING),
    "consent_data_categories": _both(_GRANTED, _SHARING),
    "consent_withdrawn_at": _holds("consent_status", "withdrawn"),
    # bio data
    "first_name": _with_consent("data_processing"),
    "family_name": _with_consent("data_processing"),
    "sex": _always,
    "gender": _always,
    "birth_date": _missing("age_at_registration"),
    "birth_date_estimated": _given("birth_date"),
    "age_at_registration": _missing("birth_date"),
    "age_dispute": _always,
    "citizenship": _not(_holds("statelessness", "stateless")),
    "statelessness": _always,
    "primary_language": _always,
    "safe_contact_method": _always,
    "current_country": _always,
    "emergency_contact_informed": _emergency_contact,
    # education
    "school_status": _is_child,
    # recruitment
    "entry_mode": _always,
    "recruitment_methods": _holds("entry_mode", "recruited"),
    "recruitment_platforms": _holds("recruitment_methods", "online_social_network", "online_advert"),
    "recruiter_relation": _holds("entry_mode", "recruited"),
    # exploitation
    "exp_country": _always,
    "exp_types": _always,
    "labour_sector": _holds("exp_types", *sorted(LABOUR_TYPES)),
    "labour_types": _holds("exp_types", *sorted(LABOUR_TYPES)),
    "sexual_types": _holds("exp_types", SEXUAL),
    "exp_other_type": _holds("exp_types", "other"),
    "means_of_control": _always,
    "freedom_of_movement": _always,
    "debt_amount": _holds("means_of_control", "debt_bondage"),
}

# Questions that make no sense until another answer calls for them: outside their condition they do not
# count towards a full section even though they are core.
ONLY_WHEN_CALLED_FOR = frozenset(
    {
        "referral_date", "consent_giver_name", "child_assent", "school_status", "labour_sector", "labour_types",
        "sexual_types", "exp_other_type", "debt_amount", "citizenship", "previous_case", "assistance_start_date",
        "recruitment_methods", "recruitment_platforms", "recruiter_relation",
    }
)  # fmt: skip
# Answered by nature only when there is something to tell: an empty box is not a gap.
TELL_IF_ANY = frozenset(
    {
        "linked_cases",
        "link_reason",
        "narrative_summary",
        "other_names",
        "safe_contact_notes",
        "recruitment_account",
        "exp_account",
    }  # fmt: skip
)


def is_required(key: str, values: Values, around: Surroundings) -> bool:
    """Whether the dictionary wants an answer to `key` in this case. Fields without a condition are never wanted."""
    condition = CONDITIONS.get(key)
    return condition is not None and condition(values, around)


def counts(key: str, values: Values, around: Surroundings) -> bool:
    """Whether `key` belongs to what makes its section full: core, and called for."""
    if dictionary.fields()[key].tier != "core" or key in TELL_IF_ANY:
        return False
    if is_required(key, values, around):
        return True
    return key not in ONLY_WHEN_CALLED_FOR and key not in {"birth_date", "age_at_registration"}


class RowValues:
    """A row's answers by key, read when asked for."""

    def __init__(self, row: "SectionRow") -> None:
        self.row = row

    def get(self, key: str) -> Any:
        return getattr(self.row, key, None)


def has_answer(row: "SectionRow", key: str) -> bool:
    """An answer was given, or it is noted that it is not known or that the person does not want to say."""
    return getattr(row, key) not in EMPTY or (row.answers_state or {}).get(key) in NOTED_STATES


def quarters_filled(section: "Section", row: "SectionRow", around: Surroundings) -> int:
    """How full the section is, from 0 (nothing) to 4 (all that counts has an answer)."""
    values = RowValues(row)
    asked = [key for key in section.fields if counts(key, values, around)]
    answered = sum(has_answer(row, key) for key in asked)
    if not asked:
        return 4 if any(has_answer(row, key) for key in section.all_fields) else 0
    quarters = answered * 4 // len(asked)
    # One answer is a beginning: a section somebody has started never shows as untouched.
    return max(quarters, 1) if answered else 0
