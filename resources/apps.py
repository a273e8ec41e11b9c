from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ResourcesConfig(AppConfig):
    name = "resources"
    verbose_name = _("Resources")

    def ready(self) -> None:
        from cases import panels
        from cases.consent import consents
        from notifications import outbox
        from resources import inf_settings, retention  # noqa: F401  # importing registers
        from resources.actions import close_health_on_withdrawal, stop_on_withdrawal
        from resources.panel import PANEL

        retention.register()
        panels.register(PANEL)
        for kind in ("share_provider", "data_processing"):
            consents.on_withdrawal(kind, stop_on_withdrawal)
        consents.on_withdrawal("medical_sharing", close_health_on_withdrawal)
        outbox.register("referral.received", _("There is a new request for you"), "resources:desk_item")
        outbox.register("referral.stop", _("Stop: a consent was withdrawn"), "resources:desk_item")
        outbox.register("referral.answered", _("A provider has answered"), "cases:case")
        outbox.register("agreement.ending", _("An agreement with a provider ends soon"), "resources:provider")
