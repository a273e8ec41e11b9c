"""Hours and days of this floor that an office may set; no source states them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.settings_register import Kind, define

GROUP = "practice.md P18 [INF]"
HOURS: dict[str, tuple[int, str | Promise]] = {
    "visit": (24, _("Hours within which a detained person is visited")),
    "lawyer": (24, _("Hours within which a person who is held, expelled or prosecuted has a lawyer")),
    "letter": (48, _("Hours within which a letter of identification is sent, if the person wishes")),
    "stay": (48, _("Hours within which the suspension of an expulsion is asked for")),
    "release": (72, _("Hours within which the release of a detained person is asked for")),
    "non_punishment": (120, _("Hours within which it is asked that the person is not punished")),
}
for name, (hours, meaning) in HOURS.items():
    define(
        f"legal.{name}_hours",
        default=hours,
        kind=Kind.INTEGER,
        range=(1, 720),
        source=GROUP,
        meaning=meaning,
    )
define(
    "legal.renewal_days",
    default=60,
    kind=Kind.INTEGER,
    range=(7, 365),
    source=GROUP,
    meaning=_("Days before the end of a permit on which its extension is asked for"),
)
define(
    "legal.hearing_days",
    default=7,
    kind=Kind.INTEGER,
    range=(1, 60),
    source="practice.md P17 [INF]",
    meaning=_("Days before a hearing by which it is prepared with the person"),
)
