"""Requests of a person: to have something corrected, or against a use of the data (P21)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from cases.models.scoped import CaseRow
from vault.sealed import SealedLongText


class RequestKind(models.TextChoices):
    """What the person asks for."""

    CORRECTION = "correction", _("Something is wrong and should be corrected")
    OBJECTION = "objection", _("Something should not be used or passed on")


class Answer(models.TextChoices):
    """What the person was answered."""

    GRANTED = "granted", _("Done as asked")
    PARTLY = "partly", _("Done in part")
    REFUSED = "refused", _("Not done; the reason was explained")
    WITHDRAWN = "withdrawn", _("Withdrawn by the person")


class PersonRequest(CaseRow):
    """One request, with the day by which it is answered."""

    class Sealed:
        section = "person_request"
        key_class = "general"

    case = models.ForeignKey(Case, models.CASCADE, related_name="person_requests")
    kind = models.CharField(_("Kind"), max_length=12, choices=RequestKind)
    received_on = models.DateField(_("Received"))
    due_on = models.DateField(_("Answer by"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    result = models.CharField(_("Result"), max_length=12, choices=Answer, blank=True, default="")
    answered_at = models.DateTimeField(null=True, editable=False)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    what = SealedLongText(_("What the person asks, in their words"), max_length=5000)
    answer = SealedLongText(_("What the person was answered, and why"), max_length=5000, blank=True)

    class Meta:
        verbose_name = _("request of a person")
        verbose_name_plural = _("requests of persons")
        default_permissions = ()
        ordering = ["answered_at", "due_on", "pk"]
        indexes = [models.Index(fields=["due_on"], name="person_request_due")]

    @property
    def is_overdue(self) -> bool:
        """Past its day without an answer."""
        return self.answered_at is None and self.due_on < self.case.office.today()
