"""Erasing a case: the wish, the two confirmations, the time to change one's mind, holds, what was done.

A request outlives its case: it is the tombstone. It holds identifiers, codes and counts, no word about the person.
"""

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.disclosures import RecipientKind
from cases.models.scoped import CaseRow
from vault.sealed import SealedManager, SealedModel, SealedText


class Extent(models.TextChoices):
    """How much goes. Each but the whole is a class of keys that dies apart from the rest."""

    WHOLE = "whole", _("The whole file")
    IDENTITY = "identity", _("Who the person is")
    FILES = "files", _("Photos and documents")
    PARTS = "parts", _("Who the person is, and photos and documents")


KEY_CLASSES: dict[str, frozenset[str] | None] = {
    Extent.WHOLE: None,
    Extent.IDENTITY: frozenset({"identity"}),
    Extent.FILES: frozenset({"evidence"}),
    Extent.PARTS: frozenset({"identity", "evidence"}),
}
# What the withdrawal of a consent asks to be erased (consent.md 4).
BY_WITHDRAWAL = {"data_processing": Extent.WHOLE, "photo_document": Extent.FILES}


def together(extents: Collection[str]) -> Extent:
    """The extent that covers these and nothing else."""
    classes = [KEY_CLASSES[one] for one in extents]
    if None in classes:
        return Extent.WHOLE
    wanted = frozenset().union(*(one for one in classes if one))
    return next(Extent(one) for one, found in KEY_CLASSES.items() if found == wanted)


class ErasureReason(models.TextChoices):
    WITHDRAWN = "withdrawn", _("Consent was withdrawn")
    ASKED = "asked", _("The person asks for it")
    MISTAKE = "mistake", _("Recorded by mistake")
    TIME_OVER = "time_over", _("The time to keep it is over")


class ErasureState(models.TextChoices):
    ASKED = "asked", _("To be checked")
    CHECKED = "checked", _("Waits for the second person")
    CONFIRMED = "confirmed", _("Confirmed, can still be taken back")
    RUNNING = "running", _("Being erased")
    DONE = "done", _("Erased")
    TAKEN_BACK = "taken_back", _("Taken back")


OPEN_STATES = (ErasureState.ASKED, ErasureState.CHECKED, ErasureState.CONFIRMED, ErasureState.RUNNING)
# Reasons that are the person's own wish: she is spoken with, and she alone may insist on less time.
HER_WISH = frozenset({ErasureReason.WITHDRAWN, ErasureReason.ASKED})


class CheckedHow(models.TextChoices):
    """By which safe channel the wish was checked (consent.md 4)."""

    IN_PERSON = "in_person", _("In person, alone")
    SAFE_CONTACT = "safe_contact", _("By the safe way of contact")
    TRUSTED = "trusted", _("Through the guardian or lawyer the person named")
    NO_PERSON = "no_person", _("No person to ask: a mistake, or the time is over")


class ErasureRequest(models.Model):
    """One erasure of one case from the wish to the certificate. At most one is open per case."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # No foreign key: the request stays when the case is gone.
    case_uuid = models.UUIDField(_("Case"), db_index=True)
    office = models.ForeignKey("accounts.Office", on_delete=models.PROTECT, related_name="+")
    extent = models.CharField(_("What is erased"), max_length=12, choices=Extent, default=Extent.WHOLE)
    reason = models.CharField(_("Reason"), max_length=12, choices=ErasureReason)
    # What each cause asks to be erased: a consent that was withdrawn, or a reason without one (decision 0251).
    causes = models.JSONField(default=dict, blank=True)
    state = models.CharField(_("State"), max_length=12, choices=ErasureState, default=ErasureState.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("Asked"), default=timezone.now)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    checked_at = models.DateTimeField(_("Checked"), null=True, blank=True)
    checked_how = models.CharField(_("Checked how"), max_length=12, choices=CheckedHow, blank=True)
    # Whether the two persons let it take effect at once, at the person's insistence.
    is_at_once = models.BooleanField(_("At once"), default=False)
    approval = models.UUIDField(null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    approved_at = models.DateTimeField(_("Confirmed"), null=True, blank=True)
    due_at = models.DateTimeField(_("Takes effect"), null=True, blank=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    taken_back_at = models.DateTimeField(_("Taken back"), null=True, blank=True)
    # Execution: rows are gone, and which entry of the ledger says so; the rest may still be under way.
    rows_gone_at = models.DateTimeField(null=True, blank=True)
    ledger_n = models.PositiveBigIntegerField(null=True, blank=True)
    keeps_statistics = models.BooleanField(default=False)
    vacuumed_at = models.DateTimeField(null=True, blank=True)
    # When the keys that wrapped the erased ones were themselves destroyed (old dumps open nothing then).
    rewrapped_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(_("Erased"), null=True, blank=True)
    # What each store held and holds: codes, counts, dates (cases/erasing/certificate.py).
    certificate = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        default_permissions = ()
        ordering = ["-asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case_uuid"], condition=Q(state__in=OPEN_STATES), name="one_open_erasure_per_case"
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=models.F("checked_by")),
                name="erasure_needs_two_people",
            ),
        ]
        indexes = [
            models.Index(fields=["office", "state"], name="erasure_office_state"),
            models.Index(
                fields=["due_at"], condition=Q(state__in=("confirmed", "running")), name="erasure_due"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def key_classes(self) -> frozenset[str] | None:
        """The classes of keys that are destroyed; None for all of them."""
        return KEY_CLASSES[self.extent]

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def can_be_taken_back(self) -> bool:
        """As long as nothing is destroyed, also when the work has begun and stopped."""
        return self.is_open and self.rows_gone_at is None

    @property
    def reasons(self) -> frozenset[str]:
        """Why it was asked for, by codes of ErasureReason."""
        return frozenset(ErasureReason.WITHDRAWN if one in BY_WITHDRAWAL else one for one in self.causes)

    def follow_causes(self, causes: dict[str, str]) -> None:
        """Take these for its causes: how much goes and why it is said to go follow."""
        self.causes, self.extent = causes, together(causes.values())
        self.reason = min(self.reasons, key=list(ErasureReason).index)  # type: ignore[arg-type]  # one of them

    def is_due(self, now: datetime) -> bool:
        """Whether the time to change one's mind is over (holds are another question)."""
        return self.state == ErasureState.RUNNING or (
            self.state == ErasureState.CONFIRMED and self.due_at is not None and self.due_at <= now
        )


class HoldReason(models.TextChoices):
    COURT_ORDER = "court_order", _("Order of a court")
    CRIMINAL = "criminal", _("Criminal proceedings")
    CLAIM = "claim", _("Claim of the person for wages or compensation")
    COMPLAINT = "complaint", _("Complaint or inquiry")
    LAW = "law", _("Duty under the law to keep it")


class LegalHold(CaseRow):
    """Nothing of the case is erased while one is in force. The authority's name is sealed."""

    class Sealed:
        section = "legal_hold"
        key_class = "general"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="legal_holds")
    reason = models.CharField(_("Reason"), max_length=12, choices=HoldReason)
    held_from = models.DateField(_("From"), default=timezone.localdate)
    held_until = models.DateField(_("Until"), null=True, blank=True)
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField(_("Placed"), default=timezone.now)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    lifted_at = models.DateTimeField(_("Lifted"), null=True, blank=True)
    authority = SealedText(_("Court or authority"), max_length=200)

    class Meta:
        verbose_name = _("legal hold")
        verbose_name_plural = _("legal holds")
        default_permissions = ()
        ordering = ["-placed_at", "pk"]

    @classmethod
    def in_force(cls, case_uuid: uuid.UUID) -> models.QuerySet[Any]:
        """The holds that stop an erasure of this case today, by the day of its office."""
        case = Case.objects.plain().select_related("office").filter(pk=case_uuid).first()
        if case is None:
            return cls.objects.none()
        today = case.office.today()
        return cls.objects.filter(
            Q(held_until__isnull=True) | Q(held_until__gte=today),
            case=case,
            lifted_at__isnull=True,
            held_from__lte=today,
        )


class NoticeAnswer(models.TextChoices):
    WAITING = "waiting", _("Not told yet")
    TOLD = "told", _("Told, no answer yet")
    ERASED = "erased", _("Has erased or returned it")
    KEEPS = "keeps", _("Must keep it by law")
    SILENT = "silent", _("Did not answer")


FINAL_ANSWERS = (NoticeAnswer.ERASED, NoticeAnswer.KEEPS, NoticeAnswer.SILENT)


class ErasureNotice(SealedModel):
    """Somebody who received data of the case and must be told of its erasure.

    The name is sealed in a scope of the request's own, which dies when the last answer is there.
    """

    class Sealed:
        section = "erasure_notice"
        key_class = "general"

    erasure = models.ForeignKey(ErasureRequest, on_delete=models.CASCADE, related_name="notices")
    recipient_kind = models.CharField(_("Kind of recipient"), max_length=20, choices=RecipientKind)
    answer = models.CharField(_("Answer"), max_length=12, choices=NoticeAnswer, default=NoticeAnswer.WAITING)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    answered_at = models.DateTimeField(_("Noted"), null=True, blank=True)
    recipient = SealedText(_("Recipient"), max_length=200)

    objects: ClassVar[Any] = SealedManager()

    class Meta:
        verbose_name = _("notice of an erasure")
        verbose_name_plural = _("notices of erasures")
        default_permissions = ()
        ordering = ["recipient_kind", "pk"]

    def vault_scope(self) -> uuid.UUID:
        return self.erasure_id

    def __str__(self) -> str:
        return str(self.pk)
