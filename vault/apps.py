from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VaultConfig(AppConfig):
    name = "vault"
    verbose_name = _("Vault")

    def ready(self) -> None:
        from django.conf import settings

        from vault import checks, envelope, row_checks  # noqa: F401  # two register the start-up refusals

        envelope.require_format(settings.VAULT_MINIMUM_FORMAT)
