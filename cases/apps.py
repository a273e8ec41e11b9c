from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = _("Cases")

    def ready(self) -> None:
        from cases import checks, inf_settings, retention  # noqa: F401  # importing registers checks and settings
        from notifications import outbox

        retention.register()
        outbox.register("case.opened", _("A new case was opened at your office"), "cases:case")
