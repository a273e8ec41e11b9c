"""Second factors beside allauth's own table: the sealed secret of an authenticator app, and recovery codes."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vault.sealed import SealedModel, SealedText


class TotpSecret(SealedModel):
    """The secret of one authenticator app.

    Until it is confirmed by a first code it belongs to the enrolment under way; confirmed, allauth's
    Authenticator row points here and holds no secret of its own. `last_step` is the last accepted time
    step: a code at or before it is refused, in every process, because the row is locked while it is asked.
    """

    class Sealed:
        section = "totp"
        key_class = "account"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="totp_secrets")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    confirmed_at = models.DateTimeField(null=True, editable=False)
    last_step = models.BigIntegerField(default=0)
    secret = SealedText(_("secret"), max_length=64)

    class Meta:
        verbose_name = _("secret of an authenticator app")
        verbose_name_plural = _("secrets of authenticator apps")
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(confirmed_at__isnull=False), name="totp_confirmed_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)[:8]

    def vault_scope(self) -> uuid.UUID:
        """Sealed under the user's own key."""
        return self.user_id


class RecoveryCode(models.Model):
    """One of ten codes for the day the second factor is lost. Only a hash is kept; 80 random bits need no salt."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="recovery_codes")
    code_hash = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    used_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("recovery code")
        verbose_name_plural = _("recovery codes")
        constraints = [models.UniqueConstraint(fields=["user", "code_hash"], name="recovery_code_once")]

    def __str__(self) -> str:
        return str(self.pk)[:8]
