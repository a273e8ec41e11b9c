"""`required_when` of the dictionary as conditions: when an answer is wanted in this case.

Wanted, not demanded: an answer that is wanted and missing makes a mark and keeps its section from being
full; it never refuses a save (P1). What an action decides, or the house computes, is wanted by that action.
"""

from cases.record.calling import (
    Condition,
    always,
    both,
    differ,
    either,
    emergency_contact,
    given,
    holds,
    is_adult,
    is_child,
    missing,
    more_than_none,
    negated,
    with_consent,
)
from cases.record.derive import LABOUR_TYPES, ORGANISATION_OF_SOURCE, SEXUAL

_GRANTED = holds("consent_status", "granted", "granted_limited")
_SHARING = holds("consent_type", "share_mission", "share_provider", "share_authority", "medical_sharing")
_DETERMINED = holds("determination", "victim", "possible", "exploited_not_trafficked", "not_victim")
_ABOVE_STANDARD = ("elevated", "high", "extreme")
_ELEVATED = either(holds("risk_level", *_ABOVE_STANDARD), holds("risk_level_final", *_ABOVE_STANDARD))
_HAS_GUARDIAN = holds("guardian_type", "parent", "relative", "court", "state_agency", "ngo")

CONDITIONS: dict[str, Condition] = {
    # registration, and the way here
    "registration_date": always,
    "data_source": always,
    "referral_source": always,
    "referral_scenario": always,
    "referral_date": both(given("referral_source"), negated(holds("referral_source", "self"))),
    "referring_organisation": holds("referral_source", *sorted(ORGANISATION_OF_SOURCE)),
    "identification_country": always,
    # consent: the row's own values stand in for the section's
    "consent_type": always,
    "consent_status": always,
    "consent_date": holds("consent_status", "granted", "granted_limited", "refused"),
    "consent_form": _GRANTED,
    "consent_giver": _GRANTED,
    "consent_giver_name": holds("consent_giver", "parent", "guardian", "authority", "other"),
    "child_assent": is_child,
    "consent_language": _GRANTED,
    "informed_purpose": holds("consent_type", "screening_interview"),
    "informed_data_use": holds("consent_type", "data_processing"),
    "informed_access": holds("consent_type", "data_processing"),
    "informed_retention": holds("consent_type", "data_processing"),
    "informed_research": holds("consent_type", "research"),
    "informed_withdrawal": always,
    "informed_voluntary": always,
    "consent_recipients": both(_GRANTED, _SHARING),
    "consent_data_categories": both(_GRANTED, _SHARING),
    "consent_withdrawn_at": holds("consent_status", "withdrawn"),
    "consent_document": both(_GRANTED, holds("consent_form", "written")),
    # bio data
    "first_name": with_consent("data_processing"),
    "family_name": with_consent("data_processing"),
    "sex": always,
    "gender": always,
    "birth_date": missing("age_at_registration"),
    "birth_date_estimated": given("birth_date"),
    "age_at_registration": missing("birth_date"),
    "age_dispute": always,
    "citizenship": negated(holds("statelessness", "stateless")),
    "statelessness": always,
    "primary_language": always,
    "safe_contact_method": always,
    "current_country": always,
    "emergency_contact_informed": emergency_contact,
    "photo": with_consent("photo_document"),
    # education
    "school_status": is_child,
    # recruitment
    "entry_mode": always,
    "recruitment_methods": holds("entry_mode", "recruited"),
    "recruitment_platforms": holds("recruitment_methods", "online_social_network", "online_advert"),
    "recruiter_relation": holds("entry_mode", "recruited"),
    # exploitation
    "exp_country": always,
    "exp_types": always,
    "labour_sector": holds("exp_types", *sorted(LABOUR_TYPES)),
    "labour_types": holds("exp_types", *sorted(LABOUR_TYPES)),
    "sexual_types": holds("exp_types", SEXUAL),
    "exp_other_type": holds("exp_types", "other"),
    "means_of_control": always,
    "freedom_of_movement": always,
    "debt_amount": holds("means_of_control", "debt_bondage"),
    # interview
    "interview_date": always,
    "interview_country": always,
    "interview_location": always,
    "same_sex_interviewer_offered": always,
    "interview_language": always,
    "interpreter_used": always,
    "interpreter_name": holds("interpreter_used", True),
    "interpreter_oath": holds("interpreter_used", True),
    "people_present": always,
    "urgent_needs_met_first": always,
    "interview_outcome": always,
    # documents
    "doc_type": always,
    "doc_status": always,
    "doc_scan": with_consent("photo_document"),
    # family
    "children_with_person": more_than_none("number_of_children"),
    "relative_contact": with_consent("family_contact"),
    "relative_safe": given("relative_contact"),
    # journey
    "leg_number": always,
    "leg_type": always,
    "leg_from_country": always,
    "leg_to_country": always,
    "leg_border": differ("leg_from_country", "leg_to_country"),
    # alleged perpetrators
    "perp_roles": always,
    # the way out
    "exit_mode": always,
    "trafficked_before": always,
    "trafficked_before_details": holds("trafficked_before", "yes"),
    # police and courts
    "le_informed_of_options": always,
    "le_cooperation": always,
    "le_trafficker_aware": holds(
        "le_cooperation", "intends", "informal", "statement", "testified", "withdrawn"
    ),
    # right to stay
    "immigration_status": always,
    "reflection_start": holds("immigration_status", "reflection_period"),
    "reflection_end": given("reflection_start"),
    "residence_permit": always,
    "permit_until": holds("residence_permit", "temporary_cooperation", "temporary_humanitarian", "other"),
    "asylum_claim": always,
    "stay_preference": always,
    # determination: the decision itself is an action's
    "act_elements": _DETERMINED,
    "means_elements": both(is_adult, _DETERMINED),
    "purpose_elements": _DETERMINED,
    "formal_identification_date": holds("formal_identification", "granted", "refused"),
    # health
    "urgent_medical": always,
    "suicide_risk": always,
    "pregnancy_weeks": holds("pregnant", "yes"),
    "fit_to_travel_date": holds("fit_to_travel", "fit", "fit_escort", "fit_conditions", "unfit"),
    # needs
    "needs_date": always,
    "needs": always,
    "need_priority": given("needs"),
    "beneficiary_wishes": always,
    "needs_next_review": always,
    # risk: score and level are computed, the final level is an action's
    "risk_type": always,
    "risk_date": always,
    "generic_country": holds("risk_type", "generic", "return"),
    "risk_indicators": holds("risk_type", "individual", "return"),
    "risk_beneficiary_view": holds("risk_type", "individual"),
    "risk_measures": _ELEVATED,
    "safety_plan": _ELEVATED,
    "return_area_safe": holds("risk_type", "return"),
    # child: best interests and tracing are actions'
    "child_accompaniment": is_child,
    "guardian_type": is_child,
    "guardian_name": _HAS_GUARDIAN,
    "guardian_contact": _HAS_GUARDIAN,
    "guardian_appointed": holds("guardian_type", "court", "state_agency", "ngo"),
    "guardian_conflict": holds("guardian_type", "parent", "relative"),
    "child_wishes": is_child,
    "family_assessment": holds("bid_outcome", "return_family"),
    "family_assessment_date": holds("family_assessment", "suitable", "suitable_support", "unsuitable"),
    "care_arrangement": is_child,
    # assistance
    "assist_phase": always,
    "assist_type": always,
    "assist_status": always,
    "assist_provider": holds("assist_status", "offered", "ongoing", "completed", "discontinued"),
    "assist_referral_date": given("assist_provider"),
    "assist_referral_reason": given("assist_provider"),
    "assist_start": holds("assist_status", "ongoing", "completed", "discontinued"),
    "assist_end": holds("assist_status", "completed"),
    # closure: closing and opening again are actions
    "closure_reason": given("closure_date"),
    "closure_summary": given("closure_date"),
    "closure_informed": given("closure_date"),
}

# Questions that make no sense until another answer calls for them: outside their condition they do not
# count towards a full section even though they are core.
ONLY_WHEN_CALLED_FOR = frozenset(
    {
        "referral_date", "consent_giver_name", "child_assent", "school_status", "labour_sector", "labour_types",
        "sexual_types", "exp_other_type", "debt_amount", "citizenship", "previous_case", "assistance_start_date",
        "recruitment_methods", "recruitment_platforms", "recruiter_relation", "referring_organisation", "photo",
        "consent_document", "interpreter_name", "interpreter_oath", "children_with_person", "relative_contact",
        "relative_safe", "leg_border", "trafficked_before_details", "le_trafficker_aware", "reflection_start",
        "reflection_end", "permit_until", "act_elements", "means_elements", "purpose_elements", "need_priority",
        "fit_to_travel", "fit_to_travel_date", "generic_country", "risk_indicators", "risk_beneficiary_view",
        "risk_measures", "safety_plan", "return_area_safe", "guardian_name", "guardian_contact", "guardian_appointed",
        "family_assessment", "family_assessment_date", "assist_provider", "assist_start",
        "assist_end", "doc_expiry_date", "interviewer",
    }
)  # fmt: skip
# Answered by nature only when there is something to tell: an empty box is not a gap.
TELL_IF_ANY = frozenset(
    {
        "linked_cases", "link_reason", "narrative_summary", "other_names", "safe_contact_notes", "recruitment_account",
        "exp_account", "observed_reactions", "supportive_responses", "assist_notes", "perp_name", "doc_number",
        "leg_from_place", "leg_to_place", "medication", "medical_exam_date", "retrafficked", "le_case_status",
        "beneficiary_feedback", "ilo_deceptive_recruitment", "ilo_coercive_recruitment",
        "ilo_vulnerability_recruitment", "ilo_exploitation", "ilo_coercion_destination",
        "ilo_vulnerability_destination", "formal_identification",
    }
)  # fmt: skip
