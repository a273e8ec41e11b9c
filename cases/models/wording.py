"""The words with which consent is asked, in any language: versions that an administrator publishes (practice.md P13)."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import dictionary
from cases.models.fields import CodeField


class ConsentWording(models.Model):
    """One version of the text for a kind of consent in a language; the newest counts, every one is kept.

    It names nobody. `picture` is a cleaned picture that explains the same without words, for who does not read.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consent_type = CodeField("consent_type", blank=False)
    language = CodeField(dictionary.LANGUAGE_LIST, blank=False, verbose_name=_("Language"))
    number = models.PositiveIntegerField(_("Version"), editable=False)
    text = models.TextField(_("Text to read out"))
    easy_text = models.TextField(_("The same in easy words"), blank=True)
    picture = models.BinaryField(default=bytes, blank=True, editable=False)
    picture_kind = models.CharField(max_length=10, blank=True, editable=False)
    published_at = models.DateTimeField(default=timezone.now, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("wording of a consent")
        verbose_name_plural = _("wordings of consents")
        default_permissions = ()
        ordering = ["consent_type", "language", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["consent_type", "language", "number"], name="wording_version")
        ]

    def __str__(self) -> str:
        return f"{self.consent_type} {self.language} {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise RuntimeError("a wording is never changed: publish a new version")
        super().save(*args, **kwargs)
