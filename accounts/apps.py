from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People who work here")

    def ready(self) -> None:
        from accounts import checks, inf_settings, retention, signals  # noqa: F401  # each registers what it holds
