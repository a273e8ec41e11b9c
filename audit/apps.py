from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "audit"
    verbose_name = _("Audit")

    def ready(self) -> None:
        from audit import checks, vault_retention  # noqa: F401  # the import of checks registers them

        vault_retention.register()
