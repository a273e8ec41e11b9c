"""Interpreters: the register of an office, and what a person wished, chose and refused (practice.md P7)."""

import uuid
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from cases import dictionary
from cases.models.case import Case
from cases.models.fields import CodeField, CodesField, CountriesField, HouseMadeField
from cases.models.scoped import CaseRow
from cases.reference import new_short_code
from vault.sealed import SealedCode, SealedLongText, SealedModel, SealedQuerySet, SealedText

if TYPE_CHECKING:
    from accounts.models import User


class Vetting(models.TextChoices):
    """Whether somebody looked into who the interpreter is."""

    WAITING = "waiting", _("Not vetted yet")
    PASSED = "passed", _("Vetted")
    FAILED = "failed", _("Vetted and not accepted")


class Mode(models.TextChoices):
    """How somebody interprets."""

    IN_PERSON = "in_person", _("In person")
    TELEPHONE = "telephone", _("By telephone")


class Wished(models.TextChoices):
    """Whom the person would rather speak with."""

    WOMAN = "woman", _("A woman")
    MAN = "man", _("A man")
    ANY = "any", _("Does not matter")


class Origin(models.TextChoices):
    """Whether the interpreter should come from the person's own country."""

    SAME = "same", _("From the same country")
    OTHER = "other", _("From another country")
    ANY = "any", _("Does not matter")


class ChoiceState(models.TextChoices):
    """What the person said of an interpreter."""

    CHOSEN = "chosen", _("Chosen")
    REFUSED = "refused", _("Refused")
    # After a refusal: may be proposed again.
    AGAIN = "again", _("No longer refused")


class InterpreterQuerySet(SealedQuerySet):
    """Interpreters of offices."""

    def visible_to(self, user: "User") -> Self:
        """Those of the offices where the user works with cases or keeps the register."""
        offices = {
            *user.offices_with(Permission.CASE_EDIT),
            *user.offices_with(Permission.INTERPRETER_REGISTER),
        }
        return self.filter(office__in=offices)

    def working(self) -> Self:
        """Those who have not left."""
        return self.filter(left_at__isnull=True)


class Interpreter(SealedModel):
    """Somebody who interprets for an office. Has no account: who is interpreted for is never shown to an interpreter.

    On lists, in files and on paper an interpreter is called by the code; the name is opened on the register's own page.
    """

    class Sealed:
        section = "interpreter"
        key_class = "identity"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey("accounts.Office", models.PROTECT, related_name="+", verbose_name=_("Office"))
    code = HouseMadeField(
        _("Interpreter code"), max_length=6, unique=True, default=new_short_code, editable=False
    )
    languages = CodesField(dictionary.LANGUAGE_LIST, verbose_name=_("Languages"))
    sex = CodeField("sex", verbose_name=_("Sex"))
    nationalities = CountriesField(verbose_name=_("Nationalities"))
    in_person = models.BooleanField(_("In person"), default=True)
    by_telephone = models.BooleanField(_("By telephone"), default=True)
    vetting = models.CharField(_("Vetting"), max_length=8, choices=Vetting, default=Vetting.WAITING)
    vetted_until = models.DateField(_("Vetted until"), null=True, blank=True)
    undertaking_on = models.DateField(_("Undertaking of silence signed on"), null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True, editable=False)

    name = SealedText(_("Name"), max_length=200)
    dialects = SealedText(_("Dialects"), max_length=500, blank=True)
    origin_place = SealedText(_("Region, town or village of origin"), max_length=500, blank=True)
    conflicts = SealedLongText(_("Conflicts"), max_length=2000, blank=True)
    contact = SealedText(_("How to reach"), max_length=500, blank=True)
    availability = SealedText(_("When available"), max_length=500, blank=True)

    objects: ClassVar[Any] = InterpreterQuerySet.as_manager()

    class Meta:
        verbose_name = _("interpreter")
        verbose_name_plural = _("interpreters")
        default_permissions = ()
        ordering = ["code"]

    def vault_scope(self) -> uuid.UUID:
        """A key of its own: it is about nobody's case."""
        return self.pk

    def __str__(self) -> str:
        return self.code

    def is_vetted(self, on: date | None = None) -> bool:
        """Whether the vetting holds on a day (today at the office of the register)."""
        day = on or self.office.today()
        return self.vetting == Vetting.PASSED and (self.vetted_until is None or self.vetted_until >= day)


class InterpreterWish(CaseRow):
    """With whom the person wishes to speak; whoever later sees the case is told of the interviewer she wishes."""

    class Sealed:
        section = "interpreter_wish"
        key_class = "general"

    case = models.OneToOneField(Case, models.CASCADE, related_name="interpreter_wish")
    interviewer = models.CharField(
        _("Who should ask the questions"), max_length=8, choices=Wished, blank=True, default=""
    )
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)

    interpreter = SealedCode(_("Who should interpret"), choices=lambda: Wished.choices, blank=True)
    origin = SealedCode(
        _("Where the interpreter should come from"), choices=lambda: Origin.choices, blank=True
    )
    mode = SealedCode(_("How"), choices=lambda: Mode.choices, blank=True)
    words = SealedText(_("In the person's words"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("wish about interpreters")
        verbose_name_plural = _("wishes about interpreters")
        default_permissions = ()


class InterpreterChoice(models.Model):
    """Whom the person chose or refused. A refusal has no reason, and that interpreter is never proposed to her again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="interpreter_choices")
    interpreter = models.ForeignKey(Interpreter, models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=ChoiceState)
    said_at = models.DateTimeField(default=timezone.now)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("choice of an interpreter")
        verbose_name_plural = _("choices of interpreters")
        default_permissions = ()
        ordering = ["said_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "interpreter"], name="interpreter_choice_once")
        ]

    def __str__(self) -> str:
        return str(self.pk)[:8]


class InterpreterBooking(models.Model):
    """An hour for which an interpreter is asked. What the interpreter gets on paper is the code and the time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="interpreter_bookings")
    interpreter = models.ForeignKey(Interpreter, models.PROTECT, related_name="+")
    code = HouseMadeField(
        _("Booking code"), max_length=6, unique=True, default=new_short_code, editable=False
    )
    starts_at = models.DateTimeField(_("Begins"))
    ends_at = models.DateTimeField(_("Ends"))
    mode = models.CharField(_("How"), max_length=12, choices=Mode)
    booked_at = models.DateTimeField(default=timezone.now, editable=False)
    booked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    cancelled_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("booking of an interpreter")
        verbose_name_plural = _("bookings of interpreters")
        default_permissions = ()
        ordering = ["starts_at", "pk"]
        indexes = [
            models.Index(
                fields=["interpreter", "starts_at"], condition=Q(cancelled_at=None), name="interpreter_booked"
            )
        ]

    def __str__(self) -> str:
        return self.code
