from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AgendaConfig(AppConfig):
    name = "agenda"
    verbose_name = _("Agenda")

    def ready(self) -> None:
        from agenda import inf_settings, next_steps, retention  # noqa: F401  # importing registers
        from agenda.panel import PANELS
        from cases import case_tasks, panels
        from notifications import outbox

        retention.register()
        case_tasks.register(next_steps.KIND)
        for panel in PANELS:
            panels.register(panel)
        outbox.register("todo.given", _("Somebody gave you a task"), "agenda:agenda")
        outbox.register("todo.due", _("A task of yours is due"), "agenda:agenda")
        outbox.register("todo.late", _("A task at your office is long overdue"), "agenda:agenda")
        outbox.register("visit.alarm", _("A colleague has not checked in: act now"), "agenda:alarms")
        outbox.register("visit.safe", _("The colleague has checked in"), "agenda:alarms")
