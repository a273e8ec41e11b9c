"""What makes a person findable without a name standing anywhere in clear (confidentiality.md 4)."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.scoped import CaseRow
from vault.sealed import SealedJSON


class SearchCard(CaseRow):
    """Short keyed tags to narrow by, and a sealed card of normalised names to decide by.

    The card is sealed under the case's own key, so it dies with it.
    """

    class Sealed:
        section = "search_card"
        key_class = "identity"

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="search_card")
    office = models.ForeignKey("accounts.Office", on_delete=models.PROTECT, related_name="+")
    ix_v = models.PositiveSmallIntegerField(default=1)
    tags = ArrayField(models.IntegerField(), default=list)
    card = SealedJSON(_("Card"), default=dict, blank=True)
    # When the card was last held against the others for duplicates; emptied when it is written anew.
    compared_at = models.DateTimeField(_("Compared"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("search card")
        verbose_name_plural = _("search cards")
        default_permissions = ()
        indexes = [
            GinIndex(fields=["tags"], name="search_card_tags", fastupdate=False),
            models.Index(
                fields=["case"], condition=models.Q(compared_at__isnull=True), name="search_card_uncompared"
            ),
        ]


class CaseSearchMade(models.Model):
    """A search that somebody made: opening a case asks for one, and the number of them per hour is limited."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("search made")
        verbose_name_plural = _("searches made")
        default_permissions = ()
        indexes = [models.Index(fields=["actor", "at"], name="search_made_actor")]

    def __str__(self) -> str:
        return str(self.pk)
