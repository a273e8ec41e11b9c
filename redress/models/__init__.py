"""Complaints, the breach register, and requests for correction or against the use of data (practice.md P21)."""

from redress.models.breaches import Affected, Breach, BreachKind, NoticeDecision, RiskLevel
from redress.models.complaints import Channel, Complaint, ComplaintNamed, Outcome
from redress.models.requests import Answer, PersonRequest, RequestKind

__all__ = [
    "Affected",
    "Answer",
    "Breach",
    "BreachKind",
    "Channel",
    "Complaint",
    "ComplaintNamed",
    "NoticeDecision",
    "Outcome",
    "PersonRequest",
    "RequestKind",
    "RiskLevel",
]
