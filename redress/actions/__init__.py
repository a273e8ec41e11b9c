"""What can happen here: each a function, one transaction, one audit event."""

from redress.actions.breaches import (
    AssessFirst,
    UnknownCase,
    add_affected,
    assess,
    change_breach,
    close_breach,
    people_of,
    record_breach,
    record_told,
)
from redress.actions.complaints import (
    TooMany,
    answer_by_receipt,
    close_complaint,
    make_complaint,
    take_complaint,
    work_on_complaint,
)
from redress.actions.requests import answer_request, record_request, remind

__all__ = [
    "AssessFirst",
    "TooMany",
    "UnknownCase",
    "add_affected",
    "answer_by_receipt",
    "answer_request",
    "assess",
    "change_breach",
    "close_breach",
    "close_complaint",
    "make_complaint",
    "people_of",
    "record_breach",
    "record_request",
    "record_told",
    "remind",
    "take_complaint",
    "work_on_complaint",
]
