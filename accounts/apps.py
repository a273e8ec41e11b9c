from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People who work here")

    def ready(self) -> None:
        from accounts import alerts, checks, inf_settings, retention, signals  # noqa: F401  # each registers what it holds

        alerts.define(
            "approval.asked", _("Something waits for a second person: you may decide it"), "accounts:approval"
        )
        alerts.define("approval.approved", _("What you asked for was approved"), "accounts:approval")
        alerts.define("approval.refused", _("What you asked for was refused"), "accounts:approval")
        alerts.define("approval.expired", _("Nobody decided in time what you asked for"), "accounts:approval")
