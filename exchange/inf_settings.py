"""Values of exchange/ that an office may set (domain/practice.md P4)."""

from django.utils.translation import gettext_lazy as _

from accounts.settings_register import Kind, define

SOURCE = "design/confidentiality.md 10 [INF]"

define(
    "exchange.download_hours",
    default=24,
    kind=Kind.INTEGER,
    range=(1, 72),
    source=SOURCE,
    meaning=_("Hours after which an export that nobody downloaded is destroyed"),
)
define(
    "exchange.most_cases",
    default=1000,
    kind=Kind.INTEGER,
    range=(1, 5000),
    source=SOURCE,
    meaning=_("Cases one export may hold that stays in the office"),
)
define(
    "exchange.most_cases_outside",
    default=100,
    kind=Kind.INTEGER,
    range=(1, 500),
    source=SOURCE,
    meaning=_("Cases one export may hold that leaves the office"),
)
