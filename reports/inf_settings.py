"""Values of reports/ that an office may set (domain/practice.md P4)."""

from django.utils.translation import gettext_lazy as _

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
