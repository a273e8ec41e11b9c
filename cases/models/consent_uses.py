"""What a consent to one use was used for."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.consent import ConsentIsImmutable, ConsentRecord
from cases.models.scoped import CaseRow
from vault.sealed import SealedDate, SealedText


class ConsentUse(CaseRow):
    """One use of a consent that covers one (cases/consent/validity.py: ONE_USE). It is used up by it, for good."""

    class Sealed:
        section = "consent_use"
        key_class = "general"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="consent_uses")
    consent = models.OneToOneField(
        ConsentRecord, on_delete=models.PROTECT, related_name="use", editable=False, verbose_name=_("Consent")
    )
    noted_at = models.DateTimeField(_("Recorded"), default=timezone.now, editable=False)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    # When and for what is the person's own: a test, a publication.
    used_for = SealedText(_("Used for"), max_length=200)
    used_on = SealedDate(_("Used on"))

    class Meta:
        verbose_name = _("use of a consent")
        verbose_name_plural = _("uses of consents")
        default_permissions = ()
        ordering = ["-noted_at", "pk"]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise ConsentIsImmutable("a use is never changed; mark the consent as entered in error")
        super().save(*args, **kwargs)
