"""Days of this floor that an office may set; no source states them."""

from django.utils.translation import gettext_lazy as _

from accounts.settings_register import Kind, define

define(
    "resources.agreement_notice_days",
    default=30,
    kind=Kind.INTEGER,
    range=(1, 180),
    source="principles.md D5 [INF]",
    meaning=_(
        "Days before the end of an agreement with a provider on which those who keep the register are told"
    ),
)
