from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = _("Reports")

    def ready(self) -> None:
        from celery.signals import worker_init

        from accounts import printing
        from accounts.permissions import Permission
        from accounts.printing import Printable
        from reports import (
            events,
            inf_settings,  # noqa: F401  # defines the values an office may set
            retention,
        )
        from vault import locked

        events.register()
        printing.register(
            "reports:reading_room", Printable(Permission.AUDIT_OWN, lambda _user, _kwargs: None)
        )
        retention.register()
        worker_init.connect(locked.announce_confinement, dispatch_uid="vault.locked")
