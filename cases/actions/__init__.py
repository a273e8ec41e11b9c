"""What can happen to a case: one verb, one function, one transaction, one entry in the audit record."""

from cases.actions.consenting import record_consent, withdraw_consent
from cases.actions.disclosing import prepare_person_file, record_disclosure
from cases.actions.drafts import (
    discard_draft,
    draft_is_late,
    draft_of,
    drafts_of,
    restore_draft,
    save_draft,
)
from cases.actions.episodes import (
    add_exploitation,
    erase_removed_exploitations,
    remove_exploitation,
    removed_exploitations,
    restore_exploitation,
)
from cases.actions.erasing import (
    ErasureNotPossible,
    answer_notice,
    ask_erasure,
    check_erasure,
    lift_hold,
    place_hold,
    take_back_erasure,
)
from cases.actions.errors import (
    FieldsNotAllowed,
    IdentityNotAllowed,
    InterviewNotAllowed,
    OutOfReach,
    SearchRequired,
    SectionConflict,
    TooLate,
    UnknownFields,
)
from cases.actions.filters import TooManyFilters, filters_of, remove_filter, save_filter
from cases.actions.former import FormerAnswers, read_former_answers
from cases.actions.granting import grant_access
from cases.actions.opening import open_case, record_tally
from cases.actions.saving import save_section

__all__ = [
    "take_back_erasure",
    "place_hold",
    "lift_hold",
    "check_erasure",
    "ask_erasure",
    "answer_notice",
    "ErasureNotPossible",
    "FieldsNotAllowed",
    "FormerAnswers",
    "IdentityNotAllowed",
    "InterviewNotAllowed",
    "OutOfReach",
    "SearchRequired",
    "SectionConflict",
    "TooLate",
    "TooManyFilters",
    "UnknownFields",
    "add_exploitation",
    "discard_draft",
    "draft_is_late",
    "draft_of",
    "drafts_of",
    "erase_removed_exploitations",
    "filters_of",
    "grant_access",
    "open_case",
    "prepare_person_file",
    "read_former_answers",
    "record_consent",
    "record_disclosure",
    "record_tally",
    "remove_exploitation",
    "remove_filter",
    "removed_exploitations",
    "restore_draft",
    "restore_exploitation",
    "save_draft",
    "save_filter",
    "save_section",
    "withdraw_consent",
]
