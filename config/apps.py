from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConfigConfig(AppConfig):
    name = "config"
    verbose_name = _("The project")

    def ready(self) -> None:
        # Checks are the start-up refusals; the Celery app has to exist before a task is queued.
        from config import celery, checks  # noqa: F401
        from config.operations import deeds, panels

        deeds.register()
        panels.register_ours()
