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
define(
    "accounts.approval_waits_hours",
    default=72,
    kind="integer",
    range=(1, 336),
    source="confidentiality.md 7 [INF]",
    meaning=_("How many hours something that takes two people waits for the second one"),
)
define(
    "accounts.approval_lasts_hours",
    default=24,
    kind="integer",
    range=(1, 168),
    source="confidentiality.md 7 [INF]",
    meaning=_("Within how many hours an approval must be used where the work is done later"),
)
define(
    "accounts.reopening_votes",
    default=2,
    kind="integer",
    range=(1, 9),
    source="practice.md P34 [INF]",
    meaning=_("How many people must confirm the end of a lockdown"),
)
define(
    "accounts.lockdowns_per_day",
    default=2,
    kind="integer",
    range=(1, 20),
    source="practice.md P34 [INF]",
    meaning=_("How many lockdowns one person may declare in a day before the others are told of it"),
)
define(
    "accounts.evacuation_drill_days",
    default=180,
    kind="integer",
    range=(30, 730),
    source="practice.md P34 [INF]",
    meaning=_("After how many days the evacuation plan is to be rehearsed again"),
)
define(
    "accounts.account_lasts_days",
    default=365,
    kind="integer",
    range=(30, 730),
    source="confidentiality.md 7 [INF]",
    meaning=_("After how many days an account ends unless an administrator extends it"),
)
define(
    "accounts.account_warning_days",
    default=30,
    kind="integer",
    range=(3, 90),
    source="confidentiality.md 7 [INF]",
    meaning=_("How many days before an account ends its holder and the administrators are told"),
)
define(
    "accounts.access_review_days",
    default=90,
    kind="integer",
    range=(14, 180),
    source="confidentiality.md 7 [INF]",
    meaning=_("After how many days somebody has to look again at who has access"),
)
define(
    "accounts.reset_delay_hours",
    default=24,
    kind="integer",
    range=(4, 168),
    source="decision 0102 [INF]",
    meaning=_(
        "How many hours an approved reset of second factors waits when the person was not seen by two people"
    ),
)
define(
    "accounts.suspensions_per_day",
    default=3,
    kind="integer",
    range=(1, 20),
    source="decision 0103 [INF]",
    meaning=_("How many colleagues somebody who does not manage staff may suspend in a day"),
)
