"""Who received data of a case, on which ground and how: what the person's own file lists (P12, P19)."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import dictionary
from cases.models.case import Case
from cases.models.consent import ConsentRecord
from cases.models.scoped import CaseRow
from vault.sealed import SealedCodes, SealedText


class Ground(models.TextChoices):
    """The four legal grounds of practice.md P12."""

    CONSENT = "consent", _("Consent")
    VITAL_INTEREST = "vital_interest", _("Danger to life or of serious harm")
    LEGAL_DUTY = "legal_duty", _("A duty under the law")
    PUBLIC_INTEREST = "public_interest", _("Public interest laid down by law")


class RecipientKind(models.TextChoices):
    """Whom data went to; the name itself is sealed."""

    THE_PERSON = "the_person", _("The person")
    OWN_OFFICE = "own_office", _("Another office of the organisation")
    PROVIDER = "provider", _("A service provider")
    HEALTH_CARE = "health_care", _("Health care")
    LAWYER = "lawyer", _("A lawyer")
    POLICE_OR_COURT = "police_or_court", _("Police, prosecution or court")
    AUTHORITY = "authority", _("Another authority")
    FAMILY = "family", _("Family")
    OTHER = "other", _("Somebody else")


class Way(models.TextChoices):
    """How the data left."""

    MESSAGE = "message", _("A message between offices")
    EXPORT = "export", _("An encrypted file")
    PAPER = "paper", _("Paper")
    BY_WORD = "by_word", _("By word of mouth or telephone")
    API = "api", _("A connection between systems")
    ELECTRONIC = "electronic", _("E-mail or another electronic way")


class DisclosureIsImmutable(RuntimeError):
    """Somebody tried to change a disclosure; what left cannot be unsaid."""


def categories() -> list[tuple[str, Any]]:
    """The data categories a consent to sharing names, and the sections of the record."""
    from cases.sections import SECTIONS  # the sections name models of this package: late, against a ring

    named: dict[str, Any] = dict(dictionary.choices("data_category"))
    return [*named.items(), *((key, one.title) for key, one in SECTIONS.items() if key not in named)]


class Disclosure(CaseRow):
    """One time that data of the case went to somebody. Written once, never changed.

    Sealed with the identity keys: the name of a recipient can tell as much as the person's own.
    """

    class Sealed:
        section = "disclosure"
        key_class = "identity"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="disclosures")
    at = models.DateTimeField(_("When"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("By")
    )
    recipient_kind = models.CharField(_("Kind of recipient"), max_length=20, choices=RecipientKind)
    ground = models.CharField(_("Ground"), max_length=20, choices=Ground)
    how = models.CharField(_("How"), max_length=12, choices=Way)
    consent = models.ForeignKey(
        ConsentRecord, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    recipient = SealedText(_("Recipient"), max_length=200)
    categories = SealedCodes(_("What was given"), choices=categories)

    class Meta:
        verbose_name = _("disclosure")
        verbose_name_plural = _("disclosures")
        default_permissions = ()
        ordering = ["-at", "pk"]
        indexes = [models.Index(fields=["case", "-at"], name="disclosure_newest")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise DisclosureIsImmutable("a disclosure is never changed")
        super().save(*args, **kwargs)
