"""What can happen before and around a case: one verb, one function, one transaction, one event."""

from contact.actions.enquiries import (
    EnquiryGone,
    change_enquiry,
    end_enquiry,
    erase_due,
    open_case_from,
    remind,
    take_enquiry,
)
from contact.actions.families import AlreadyInAFamily, form_family, keep_apart, leave_family, meet_again
from contact.actions.groups import begin_group, change_group, end_group, register_group

__all__ = [
    "AlreadyInAFamily",
    "EnquiryGone",
    "begin_group",
    "change_enquiry",
    "change_group",
    "end_enquiry",
    "end_group",
    "erase_due",
    "form_family",
    "keep_apart",
    "leave_family",
    "meet_again",
    "open_case_from",
    "register_group",
    "remind",
    "take_enquiry",
]
