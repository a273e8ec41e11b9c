"""Times of this floor that an office may set; no source states them."""

from django.utils.translation import gettext_lazy as _

from accounts.settings_register import Kind, define

define(
    "agenda.escalate_days",
    default=2,
    kind=Kind.INTEGER,
    range=(1, 30),
    source="practice.md P16 [INF]",
    meaning=_("Working days after which a supervisor hears of a task that is overdue"),
)
define(
    "agenda.next_step_days",
    default=3,
    kind=Kind.INTEGER,
    range=(1, 30),
    source="principles.md B7 [INF]",
    meaning=_("Working days within which a case without a next step gets one"),
)
define(
    "agenda.check_in_minutes",
    default=60,
    kind=Kind.INTEGER,
    range=(10, 720),
    source="practice.md P16 [INF]",
    meaning=_(
        "Minutes after the beginning of a visit by which somebody checks in, unless another time is agreed"
    ),
)
