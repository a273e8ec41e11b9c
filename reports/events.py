"""What reports/ tells people. Audit events stand in audit/events.py with all others."""

from django.utils.translation import gettext_lazy as _

from notifications import outbox

REPORT_READY = "report.ready"
REPORT_FAILED = "report.failed"
UNUSUAL_FOUND = "unusual.found"


def register() -> None:
    """Called once at start-up."""
    outbox.register(REPORT_READY, _("A report you asked for is ready"), "reports:run")
    outbox.register(REPORT_FAILED, _("A report you asked for could not be made"), "reports:run")
    outbox.register(
        UNUSUAL_FOUND, _("Something unusual was found and waits to be looked into"), "reports:unusual"
    )
