"""Providers of help and what was agreed with them (practice.md P33, principles.md D5)."""

import uuid
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import dictionary
from cases.models.fields import CodesField, CountriesField
from vault.sealed import SealedLongText, SealedModel, SealedQuerySet, SealedText

if TYPE_CHECKING:
    from accounts.models import Office


class Suitability(models.TextChoices):
    """Whom a provider says it can help. Read by people who choose one; no rule compares it with a person (B3)."""

    WOMEN = "women", _("Women")
    MEN = "men", _("Men")
    OTHER_GENDERS = "other_genders", _("People of other genders")
    FAMILIES = "families", _("Families")
    CHILDREN = "children", _("Children")
    ALONE_CHILDREN = "alone_children", _("Children without a guardian")
    WHEELCHAIR = "wheelchair", _("Step-free, for wheelchairs")
    HEARING_SIGHT = "hearing_sight", _("People who hear or see little")
    HIGH_RISK = "high_risk", _("People at high risk")
    PREGNANCY = "pregnancy", _("Pregnancy and infants")
    MENTAL_HEALTH = "mental_health", _("Severe distress")
    NO_PAPERS = "no_papers", _("People without papers")


class Allows(models.TextChoices):
    """What an agreement allows beside the help itself."""

    SHARING = "sharing", _("Personal data may be passed on, with the person's consent")
    FREE = "free", _("Help is free of charge for the person and for us")
    COSTS = "costs", _("Costs are paid by us as agreed")
    URGENT = "urgent", _("Somebody may be brought at any hour")


class ProviderQuerySet(SealedQuerySet):
    """Providers: one register, read by all offices."""

    def working(self) -> Self:
        """Those that help at present."""
        return self.filter(left_at__isnull=True)


class Provider(SealedModel):
    """An organisation that helps. `name` is the organisation's; whoever works there is sealed.

    `organisation` is the one whose accounts answer for this provider; most have none.
    """

    class Sealed:
        section = "provider"
        key_class = "identity"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey("accounts.Office", models.PROTECT, related_name="+", verbose_name=_("Kept by"))
    organisation = models.OneToOneField(
        "accounts.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Organisation with accounts"),
    )
    name = models.CharField(_("Name of the organisation"), max_length=200)
    services = CodesField("assistance_type", verbose_name=_("Help it gives"))
    languages = CodesField(dictionary.LANGUAGE_LIST, verbose_name=_("Languages"))
    suitability = ArrayField(
        models.CharField(max_length=20, choices=Suitability),
        verbose_name=_("Suited to"),
        default=list,
        blank=True,
    )
    countries = CountriesField(verbose_name=_("Countries"))
    free_places = models.PositiveIntegerField(_("Free places"), null=True, blank=True)
    waiting_days = models.PositiveIntegerField(_("Days of waiting"), null=True, blank=True)
    said_on = models.DateField(_("Said on"), null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True, editable=False)

    places = SealedText(_("Towns and regions"), max_length=500, blank=True)
    contact_person = SealedText(_("Contact person"), max_length=300, blank=True)
    contact = SealedText(_("How to reach"), max_length=500, blank=True)
    address = SealedText(_("Address"), max_length=500, blank=True)
    notes = SealedLongText(_("Notes"), max_length=2000, blank=True)

    objects: ClassVar[Any] = ProviderQuerySet.as_manager()

    class Meta:
        verbose_name = _("provider")
        verbose_name_plural = _("providers")
        default_permissions = ()
        ordering = ["name", "pk"]

    def vault_scope(self) -> uuid.UUID:
        """A key of its own: it is about nobody's case."""
        return self.pk

    def __str__(self) -> str:
        return self.name


class AgreementQuerySet(SealedQuerySet):
    """Agreements with providers."""

    def in_force(self, day: date) -> Self:
        """Those that hold on a day; one without an end holds until it is ended."""
        begun = self.filter(Q(begins__lte=day), Q(ends__isnull=True) | Q(ends__gte=day))
        return begun.filter(ended_at__isnull=True)

    def of_organisation(self, office: "Office") -> Self:
        """Those that bind an office: of its own organisation, whichever office signed."""
        return self.filter(office__organisation=office.organisation_id)


class Agreement(SealedModel):
    """What an organisation of ours and a provider have in writing, from a day to a day, both included."""

    class Sealed:
        section = "agreement"
        key_class = "general"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    provider = models.ForeignKey(Provider, models.CASCADE, related_name="agreements")
    office = models.ForeignKey(
        "accounts.Office", models.PROTECT, related_name="+", verbose_name=_("Signed by")
    )
    begins = models.DateField(_("In force from"))
    ends = models.DateField(_("In force until"), null=True, blank=True)
    allows = ArrayField(
        models.CharField(max_length=12, choices=Allows),
        verbose_name=_("What it allows"),
        default=list,
        blank=True,
    )
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    entered_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    # The day the coming end was told of, so that it is told once.
    reminded_on = models.DateField(null=True, blank=True, editable=False)

    reference = SealedText(_("Where it is kept"), max_length=200, blank=True)
    words = SealedLongText(_("What else was agreed"), max_length=2000, blank=True)

    objects: ClassVar[Any] = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        default_permissions = ()
        ordering = ["-begins", "pk"]
        indexes = [
            models.Index(fields=["ends"], condition=Q(ended_at__isnull=True), name="agreement_that_ends")
        ]

    def vault_scope(self) -> uuid.UUID:
        """Under the provider's key."""
        return self.provider_id

    def __str__(self) -> str:
        return str(self.pk)[:8]
