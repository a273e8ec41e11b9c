"""Interviews: when, where, with whom present, how each ended, and what was seen of the person's state."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models.answers import code, codes, long_text, text, yes_no
from cases.models.case import Case
from cases.models.fields import CodeField, CountryField, PlainDateField
from cases.models.parts import RepeatedPart, staff_link
from cases.section import Phase
from vault.sealed import SealedBoolean, SealedCode


def _phases() -> list[tuple[str, object]]:
    return [(one.value, one.title) for one in (Phase.SCREENING, Phase.ASSISTANCE)]


class Interview(RepeatedPart):
    """One interview. `interviewer` is whoever records it, or whom an action names (a paper form entered later)."""

    SECTION = "interview"

    class Sealed:
        section = "interview"
        key_class = "general"

    interview_date = PlainDateField(null=True, blank=True)
    interview_country = CountryField()
    interview_location = code("interview_location")
    interviewer = staff_link("interviewer")
    same_sex_interviewer_offered = yes_no("same_sex_interviewer_offered")
    interview_language = code("interview_language")
    interpreter_used = yes_no("interpreter_used")
    interpreter_name = text("interpreter_name")
    interpreter_oath = yes_no("interpreter_oath")
    people_present = codes("people_present")
    urgent_needs_met_first = yes_no("urgent_needs_met_first")
    interview_outcome = CodeField("interview_outcome")
    observed_reactions = codes("observed_reactions")
    supportive_responses = codes("supportive_responses")
    interviewer_remarks = long_text("interviewer_remarks")

    # Beyond the dictionary: screening first, the assistance interview when the person is ready.
    phase = SealedCode(_("Kind of interview"), choices=_phases, blank=True)
    # The code list of people present knows no employer.
    feared_present = SealedBoolean(
        _("An employer, or somebody the person may fear, is in the room"), blank=True
    )

    class Meta(RepeatedPart.Meta):
        abstract = False
        verbose_name = _("interview")
        verbose_name_plural = _("interviews")

    @property
    def is_under_pressure(self) -> bool:
        """Whether a police officer, an employer or somebody feared is in the room: consent counts as weak then."""
        return bool(self.feared_present) or "officer" in (self.people_present or [])


class MomentKind(models.TextChoices):
    """What happens to an interview."""

    STARTED = "started", _("Begun")
    PAUSED = "paused", _("Paused")
    RESUMED = "resumed", _("Resumed")
    ENDED = "ended", _("Ended")
    ERASED = "erased", _("What was typed was erased")


class InterviewMoment(models.Model):
    """When an interview was begun, paused, resumed, ended and erased, and by whom: one row each, never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="interview_moments")
    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="moments")
    kind = models.CharField(_("What happened"), max_length=10, choices=MomentKind)
    at = models.DateTimeField(_("When"), default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("moment of an interview")
        verbose_name_plural = _("moments of interviews")
        default_permissions = ()
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["case", "at"], name="interview_moments")]

    def __str__(self) -> str:
        return str(self.pk)[:8]
