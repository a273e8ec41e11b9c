"""Values of reports/ that an office may set (domain/practice.md P4)."""

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Role
from accounts.settings_register import Kind, define

SMALL_CELL_INTERNAL = define(
    "reports.small_cell_internal",
    default=5,
    kind=Kind.INTEGER,
    range=(2, 50),
    source="domain/reports.md 4 [INF]",
    meaning=_("Counts of persons below this number are hidden in reports that stay inside the organisation."),
)
KEEP_FILES_DAYS = define(
    "reports.keep_files_days",
    default=7,
    kind=Kind.INTEGER,
    range=(1, 90),
    source="design/confidentiality.md 10 [INF]",
    meaning=_(
        "Days after which the file of a finished report is destroyed. The report can be asked for again."
    ),
)
_UNUSUAL = {
    "unusual_cases": (
        40,
        (1, 1000),
        _("Cases one person opens in a day before it counts as reading in bulk."),
    ),
    "unusual_searches": (
        30,
        (1, 1000),
        _("Searches one person makes in a day before it counts as reading in bulk."),
    ),
    "unusual_outside": (
        10,
        (1, 1000),
        _("Cases one person opens in a day without being named on them before it counts as unusual."),
    ),
    "unusual_off_hours": (
        5,
        (1, 1000),
        _("Readings outside the hours of the office in a day before it counts as unusual."),
    ),
    "opens_hour": (7, (0, 23), _("The hour from which reading counts as inside the hours of the office.")),
    "closes_hour": (20, (1, 24), _("The hour from which reading counts as outside the hours of the office.")),
    "unusual_days": (3, (1, 31), _("Days back that are counted again for what is unusual.")),
    "unusual_devices": (
        0,
        (0, 20),
        _("New devices from which one person signs in in a day before it counts as unusual."),
    ),
    "unusual_failures": (
        10,
        (4, 200),
        _("Wrong passwords and codes for one account in a day before it counts as unusual."),
    ),
    "unusual_nights": (0, (0, 20), _("Sign-ins of one person in a night before it counts as unusual.")),
    "night_from": (22, (0, 23), _("The hour from which nobody is expected to sign in.")),
    "night_to": (
        5,
        (0, 23),
        _("The hour until which nobody is expected to sign in. The same hour as the beginning: no night."),
    ),
}
for _name, (_default, _range, _meaning) in _UNUSUAL.items():
    define(
        f"reports.{_name}",
        default=_default,
        kind=Kind.INTEGER,
        range=_range,
        source="[INF]",
        meaning=_meaning,
    )
define(
    "reports.night_roles",
    default=[Role.SHELTER_MANAGER.value, Role.SHELTER_WORKER.value],
    kind=Kind.CODES,
    range=tuple(Role.values),
    source="[INF]",
    meaning=_("Roles whose holders work at night, so that their sign-ins then are not unusual."),
)
