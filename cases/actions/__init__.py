"""What can happen to a case: one verb, one function, one transaction, one entry in the audit record."""

from cases.actions.alerts import lift_alert, set_alert
from cases.actions.assessing import (
    ask_for_assessment,
    force_assessment,
    set_risk_level,
    sound_alarm,
    take_alarm,
)
from cases.actions.assigning import assign_case, colleagues_of, end_grant
from cases.actions.best_interests import (
    AssessmentWrittenAnew,
    assess_best_interests,
    look_at_best_interests,
    record_determination,
)
from cases.actions.blank_forms import take_blank_form
from cases.actions.certifying import take_certificate
from cases.actions.conflicts import check_names, check_staff, decide_conflict, declare_conflict
from cases.actions.consenting import mark_consent_error, record_consent, withdraw_consent
from cases.actions.determining import (
    AlreadyHadTheirSay,
    LookChanged,
    LooksFirst,
    decide_determination,
    look_at_determination,
)
from cases.actions.disclosing import prepare_person_file, record_disclosure
from cases.actions.drafts import (
    NewerDraft,
    discard_draft,
    draft_is_late,
    draft_of,
    drafts_of,
    restore_draft,
    save_draft,
)
from cases.actions.emergency import (
    NothingToOpen,
    TooManyOpenings,
    break_glass,
    remind_of_reviews,
    review_emergency,
)
from cases.actions.entries import (
    add_entry,
    erase_removed_entries,
    remove_entry,
    removed_entries,
    restore_entry,
)
from cases.actions.erasing import (
    ErasureNotPossible,
    ask_erasure,
    check_erasure,
)
from cases.actions.errors import (
    AlreadyDecided,
    AlreadyMarked,
    AnswersNotAllowed,
    EndedByRule,
    FieldsNotAllowed,
    IdentityNotAllowed,
    InterviewErased,
    InterviewNotAllowed,
    InterviewUnderWay,
    NoInterviewUnderWay,
    NotForThisChild,
    OutOfReach,
    SearchRequired,
    SectionConflict,
    TooEarly,
    TooLate,
    UnknownFields,
)
from cases.actions.exceptions import ExceptionRefused, ask_exception, tell_of_exception, use_exception
from cases.actions.filters import TooManyFilters, filters_of, remove_filter, save_filter
from cases.actions.flags import ask_to_reopen, lock_location, restrict_case, reveal_location
from cases.actions.former import FormerAnswers, read_former_answers, read_former_local_answers
from cases.actions.granting import grant_access
from cases.actions.handing_over import (
    CannotTake,
    accept_hand_over,
    begin_hand_over,
    decline_hand_over,
    withdraw_hand_over,
)
from cases.actions.helping import give_immediate_help
from cases.actions.holds import lift_hold, place_hold
from cases.actions.interpreting import (
    InterpreterLeft,
    InterpreterRefused,
    InterpreterTaken,
    book_interpreter,
    cancel_interpreter_booking,
    change_interpreter,
    choose_interpreter,
    keep_interpreter_wish,
    let_interpreter_go,
    refuse_interpreter,
    register_interpreter,
    take_back_refusal,
)
from cases.actions.interviewing import (
    end_interview,
    may_interview,
    note_reactions,
    pause_interview,
    resume_interview,
    start_interview,
)
from cases.actions.laws import enter_law
from cases.actions.local_questions import (
    add_local_question,
    answer_local_questions,
    retire_local_question,
)
from cases.actions.not_asking import ask_again
from cases.actions.opening import open_case, record_tally
from cases.actions.paper_forms import begin_paper_form, check_paper_form, finish_paper_form
from cases.actions.places import add_place, merge_place
from cases.actions.recipients import answer_notice
from cases.actions.reviewing import decide_pair, undo_link
from cases.actions.safety import assess_country, assess_facility
from cases.actions.saving import save_section
from cases.actions.signing import record_consents
from cases.actions.stopping import Stopped, stop_interview
from cases.actions.suspicions import ask_to_clear, decide_clearing
from cases.actions.taking_back import take_back_erasure
from cases.actions.tracing import trace_family
from cases.actions.using import use_consent
from cases.actions.withdrawal_effects import note_effect_done
from cases.actions.wording import publish_wording

__all__ = [
    "ask_to_clear",
    "decide_clearing",
    "add_place",
    "merge_place",
    "give_immediate_help",
    "add_local_question",
    "answer_local_questions",
    "retire_local_question",
    "InterpreterLeft",
    "InterpreterRefused",
    "InterpreterTaken",
    "book_interpreter",
    "cancel_interpreter_booking",
    "change_interpreter",
    "choose_interpreter",
    "keep_interpreter_wish",
    "let_interpreter_go",
    "refuse_interpreter",
    "take_back_refusal",
    "register_interpreter",
    "look_at_determination",
    "lift_alert",
    "set_alert",
    "LookChanged",
    "LooksFirst",
    "NewerDraft",
    "decide_determination",
    "AlreadyHadTheirSay",
    "take_alarm",
    "sound_alarm",
    "set_risk_level",
    "force_assessment",
    "ask_for_assessment",
    "CannotTake",
    "accept_hand_over",
    "begin_hand_over",
    "decline_hand_over",
    "withdraw_hand_over",
    "AlreadyDecided",
    "AlreadyMarked",
    "EndedByRule",
    "AnswersNotAllowed",
    "decide_pair",
    "undo_link",
    "take_back_erasure",
    "take_certificate",
    "take_blank_form",
    "begin_paper_form",
    "check_paper_form",
    "finish_paper_form",
    "trace_family",
    "place_hold",
    "lift_hold",
    "check_erasure",
    "ask_erasure",
    "answer_notice",
    "ErasureNotPossible",
    "FieldsNotAllowed",
    "FormerAnswers",
    "IdentityNotAllowed",
    "InterviewErased",
    "InterviewNotAllowed",
    "InterviewUnderWay",
    "NoInterviewUnderWay",
    "NotForThisChild",
    "NothingToOpen",
    "OutOfReach",
    "SearchRequired",
    "SectionConflict",
    "Stopped",
    "TooEarly",
    "TooLate",
    "TooManyFilters",
    "TooManyOpenings",
    "UnknownFields",
    "add_entry",
    "ask_again",
    "ask_to_reopen",
    "assess_best_interests",
    "assess_country",
    "assess_facility",
    "assign_case",
    "break_glass",
    "check_names",
    "check_staff",
    "colleagues_of",
    "decide_conflict",
    "declare_conflict",
    "discard_draft",
    "draft_is_late",
    "draft_of",
    "drafts_of",
    "end_grant",
    "end_interview",
    "enter_law",
    "erase_removed_entries",
    "filters_of",
    "grant_access",
    "lock_location",
    "AssessmentWrittenAnew",
    "look_at_best_interests",
    "open_case",
    "note_effect_done",
    "note_reactions",
    "pause_interview",
    "prepare_person_file",
    "read_former_answers",
    "read_former_local_answers",
    "mark_consent_error",
    "ExceptionRefused",
    "ask_exception",
    "tell_of_exception",
    "use_exception",
    "may_interview",
    "record_consent",
    "record_consents",
    "publish_wording",
    "record_determination",
    "record_disclosure",
    "record_tally",
    "remind_of_reviews",
    "remove_entry",
    "remove_filter",
    "removed_entries",
    "restore_draft",
    "restore_entry",
    "restrict_case",
    "reveal_location",
    "resume_interview",
    "review_emergency",
    "save_draft",
    "save_filter",
    "save_section",
    "start_interview",
    "stop_interview",
    "use_consent",
    "withdraw_consent",
]
