from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "notifications"
    verbose_name = _("Notifications")

    def ready(self) -> None:
        from accounts import alerts
        from notifications import outbox, retention

        retention.register()
        alerts.deliver_by(outbox.enqueue, outbox.register)
