"""Values of this app that an office may set."""

from django.utils.translation import gettext_lazy as _

from accounts.settings_register import define

define(
    "redress.request_days",
    default=30,
    kind="integer",
    range=(7, 90),
    source="practice.md P21",
    meaning=_("Within how many days a correction or objection request is answered"),
)
define(
    "redress.complaint_days",
    default=30,
    kind="integer",
    range=(5, 120),
    source="practice.md P21 [INF]",
    meaning=_("Within how many days a complaint is answered"),
)
define(
    "redress.breach_authority_hours",
    default=72,
    kind="integer",
    range=(12, 720),
    source="practice.md P21 [INF]; by the law of the office's country",
    meaning=_("Within how many hours after its discovery a breach is notified to the authority"),
)
define(
    "redress.complaints_per_hour",
    default=20,
    kind="integer",
    range=(1, 200),
    source="practice.md P21 [INF]",
    meaning=_("How many complaints without a login are taken from one network within an hour"),
)
