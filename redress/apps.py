from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RedressConfig(AppConfig):
    name = "redress"
    verbose_name = _("Complaints, breaches and requests")

    def ready(self) -> None:
        from cases import panels
        from notifications import outbox
        from redress import inf_settings, retention  # noqa: F401  # importing registers
        from redress.panel import PANELS

        retention.register()
        for panel in PANELS:
            panels.register(panel)
        outbox.register("complaint.received", _("A complaint has come in"), "redress:complaint")
        outbox.register("breach.assess", _("A breach may concern a person you assist"), "redress:assess")
        outbox.register(
            "breach.overdue", _("The time to notify an authority is nearly over"), "redress:breach"
        )
        outbox.register("request.answer_due", _("A person's request waits for its answer"), "redress:request")
