from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LegalConfig(AppConfig):
    name = "legal"
    verbose_name = _("Right to stay and custody")

    def ready(self) -> None:
        from cases import case_tasks, facts, panels
        from cases.actions import consenting
        from legal import clocks, custody, inf_settings, proceedings_panel, retention  # noqa: F401  # importing registers
        from legal.panel import PANELS
        from notifications import outbox

        retention.register()
        facts.register(consenting.IN_CUSTODY, custody.is_held)
        for kind in clocks.KINDS:
            case_tasks.register(kind)
        for panel in (*PANELS, *proceedings_panel.PANELS):
            panels.register(panel)
        outbox.register("custody.alarm", _("A person you assist is held or accused"), "cases:case")
