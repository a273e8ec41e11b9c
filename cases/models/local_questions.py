"""Questions that an office adds to the record, and what people answered (practice.md P23)."""

import uuid
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.scoped import CaseRow
from vault.sealed import SealedJSON

LANGUAGES = ("en", "fr", "es")


class QuestionKind(models.TextChoices):
    """What an answer is."""

    TEXT = "text", _("Words")
    CHOICE = "choice", _("One of a list")
    DATE = "date", _("A date")
    NUMBER = "number", _("A number")


class LocalQuestionQuerySet(models.QuerySet["LocalQuestion"]):
    """Questions of offices."""

    def asked(self) -> Self:
        """Those that were not retired."""
        return self.filter(retired_at__isnull=True)


class LocalQuestion(models.Model):
    """One question of one office. Never changed and never deleted: an answer must go on meaning what was asked.

    `wording` gives the question by language, `options` the answers to choose from, each by language.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey("accounts.Office", models.PROTECT, related_name="+", verbose_name=_("Office"))
    kind = models.CharField(_("Kind of answer"), max_length=8, choices=QuestionKind)
    wording = models.JSONField(_("Wording"), default=dict)
    options = models.JSONField(_("Answers to choose from"), default=list, blank=True)
    added_at = models.DateTimeField(default=timezone.now, editable=False)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    retired_at = models.DateTimeField(null=True, blank=True, editable=False)
    retired_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )

    objects: ClassVar[Any] = LocalQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question of an office")
        verbose_name_plural = _("questions of offices")
        default_permissions = ()
        ordering = ["added_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)[:8]

    @property
    def text(self) -> str:
        """The question in the reader's language."""
        return _spoken(self.wording)

    @property
    def choices(self) -> list[tuple[str, str]]:
        """(number, answer in the reader's language) of what can be chosen."""
        return [(str(number), _spoken(one)) for number, one in enumerate(self.options)]

    def say(self, answer: Any) -> str:
        """An answer in words."""
        return dict(self.choices).get(str(answer), "") if self.kind == QuestionKind.CHOICE else str(answer)


def _spoken(words: dict[str, str]) -> str:
    language = (get_language() or "en").split("-")[0]
    return words.get(language) or words.get("en", "")


class LocalAnswers(CaseRow):
    """What one person answered to the questions of offices: by the question's id, all sealed."""

    class Sealed:
        section = "local_answers"
        key_class = "identity"

    case = models.OneToOneField(Case, models.CASCADE, related_name="local_answers")
    answers = SealedJSON(_("Answers"), default=dict, blank=True)
    # By question, the interview at which its present answer was said; nothing for one written outside an interview.
    said_in = SealedJSON(_("At which interview it was said"), default=dict, blank=True)

    class Meta:
        verbose_name = _("answers to an office's questions")
        verbose_name_plural = _("answers to offices' questions")
        default_permissions = ()
