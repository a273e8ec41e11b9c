from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People who work here")

    def ready(self) -> None:
        # Each registers what it holds.
        from accounts import checks, inf_settings, notices, retention, signals, two_people  # noqa: F401
