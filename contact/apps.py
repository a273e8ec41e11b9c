from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContactConfig(AppConfig):
    name = "contact"
    verbose_name = _("First contact")

    def ready(self) -> None:
        from cases import facts, panels
        from cases.interview import interpreters
        from contact import inf_settings, retention  # noqa: F401  # importing registers
        from contact.panel import PANELS
        from contact.ties import tied_to
        from notifications import outbox

        retention.register()
        facts.register(interpreters.CIRCLE, tied_to)
        for panel in PANELS:
            panels.register(panel)
        outbox.register("enquiry.danger", _("Somebody not yet met may be in danger now"), "contact:enquiry")
        outbox.register("enquiry.ends", _("An enquiry will be erased soon"), "contact:enquiry")
