from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    name = "exchange"
    verbose_name = _("Exchange")

    def ready(self) -> None:
        from accounts import approvals
        from accounts.permissions import Permission
        from cases.consent import consents
        from cases.erasing import calling_back
        from cases.record import saved
        from exchange import (
            actions,
            inf_settings,  # noqa: F401  # defines the values an office may set
            presentation,
            retention,
            selection,
        )
        from exchange.models import Purpose
        from notifications import outbox

        approvals.register(
            actions.KIND,
            title=_("Export identifying data"),
            ask=Permission.EXPORT_ASK,
            approve=Permission.EXPORT_APPROVE,
            reasons=Purpose,
            perform=actions.approved,
            describe=presentation.described,
        )
        outbox.register("export.ready", _("An export you asked for is ready"), "exchange:export")
        outbox.register("export.failed", _("An export you asked for could not be made"), "exchange:export")
        for kind in {*selection.CONSENT_OF.values(), *consents.CLOSES_HEALTH}:
            consents.on_withdrawal(kind, actions.on_consent)
        saved.on_save("consent", actions.on_consent)
        calling_back.on_call_back(actions.call_back)
        retention.register()
