"""Values of this app that an office may set."""

from django.utils.translation import gettext_lazy as _

from accounts.settings_register import define

define(
    "accounts.caseload_limit",
    default=40,
    kind="integer",
    range=(1, 500),
    source="practice.md P6 [INF]",
    meaning=_("How many open cases a caseworker may have before the supervisor is told"),
)
define(
    "accounts.qualification_warning_days",
    default=30,
    kind="integer",
    range=(1, 180),
    source="practice.md P6 [INF]",
    meaning=_("How many days before a qualification expires its holder is told"),
)
