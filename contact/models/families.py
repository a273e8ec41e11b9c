"""Families and people to be kept apart: separate files, each seen only by who may see it (practice.md P9)."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models.fields import CodeField
from cases.models.scoped import CaseRow
from vault.sealed import SealedText


class Family(models.Model):
    """People who belong together. It holds nothing about them: each has a file of their own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    joint_shelter = models.BooleanField(_("They wish to live together"), default=True)
    formed_at = models.DateTimeField(_("Formed"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("family")
        verbose_name_plural = _("families")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)[:8]


class FamilyTie(models.Model):
    """One person of a family, and who that person is in it. A person belongs to one family at most."""

    family = models.ForeignKey(Family, models.CASCADE, related_name="ties")
    case = models.OneToOneField("cases.Case", models.CASCADE, related_name="family_tie")
    relation = CodeField("person_relation", verbose_name=_("Who the person is in the family"))

    class Meta:
        verbose_name = _("family tie")
        verbose_name_plural = _("family ties")
        default_permissions = ()
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.pk)


class KeptApart(CaseRow):
    """This person must not meet the other one. The other case has a row of its own that says the same of this one."""

    class Sealed:
        section = "kept_apart"
        key_class = "general"

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="kept_apart")
    other = models.ForeignKey("cases.Case", models.CASCADE, related_name="+")
    noted_at = models.DateTimeField(_("Noted"), default=timezone.now, editable=False)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    reason = SealedText(_("Why"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("person to be kept apart")
        verbose_name_plural = _("people to be kept apart")
        default_permissions = ()
        ordering = ["noted_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["case", "other"], name="kept_apart_once")]
