"""A list narrowed in a way somebody wants to come back to."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vault.sealed import SealedModel, SealedText


class SavedFilter(SealedModel):
    """A named filter of the list of cases, its owner's alone.

    Sealed under the owner's key: a name is free text, and what somebody looks for is nobody else's business.
    `query` is the address's query: codes, dates and identifiers.
    """

    class Sealed:
        section = "saved_filter"
        key_class = "account"

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    saved_at = models.DateTimeField(_("Saved"), default=timezone.now, editable=False)
    name = SealedText(_("Name"), max_length=60)
    query = SealedText(_("Query"), max_length=500)

    class Meta:
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        default_permissions = ()
        ordering = ["saved_at"]

    def vault_scope(self) -> uuid.UUID:
        return self.owner_id

    def __str__(self) -> str:
        return str(self.pk)
