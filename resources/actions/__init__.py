"""What can happen on this floor: one verb, one transaction, one event."""

from resources.actions.agreements import end_agreement, enter_agreement
from resources.actions.answering import report_on_referral
from resources.actions.providers import (
    change_provider,
    close_provider,
    register_provider,
    reopen_provider,
    say_availability,
)
from resources.actions.referring import (
    NoAgreement,
    ProviderClosed,
    close_health_on_withdrawal,
    enquire_at_provider,
    refer_to_provider,
    stop_on_withdrawal,
)

__all__ = [
    "NoAgreement",
    "ProviderClosed",
    "close_health_on_withdrawal",
    "enquire_at_provider",
    "refer_to_provider",
    "report_on_referral",
    "stop_on_withdrawal",
    "change_provider",
    "close_provider",
    "end_agreement",
    "enter_agreement",
    "register_provider",
    "reopen_provider",
    "say_availability",
]
