from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ResourcesConfig(AppConfig):
    name = "resources"
    verbose_name = _("Resources")

    def ready(self) -> None:
        from notifications import outbox
        from resources import inf_settings, retention  # noqa: F401  # importing registers

        retention.register()
        outbox.register("agreement.ending", _("An agreement with a provider ends soon"), "resources:provider")
