"""Tasks that people write, beside those that rules of the house open (cases/case_tasks.py)."""

import uuid
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from cases.models.scoped import CaseRow
from vault.sealed import SealedLongText, SealedQuerySet, SealedText

if TYPE_CHECKING:
    from accounts.models import User


class TodoQuerySet(SealedQuerySet):
    """Written tasks."""

    def waiting(self) -> Self:
        """Those nobody has done."""
        return self.filter(done_at__isnull=True)

    def of(self, user: "User") -> Self:
        """The waiting ones of a person, of cases the person may still know of, the most urgent first."""
        mine = self.waiting().filter(assignee=user, case__in=Case.objects.plain().visible_to(user).in_use())
        return mine.order_by("due_at", "pk")


class Todo(CaseRow):
    """One task of a case: for whom, by when. What is to be done is sealed; a notice never carries it."""

    class Sealed:
        section = "todo"
        key_class = "general"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="todos")
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("For")
    )
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    given_at = models.DateTimeField(default=timezone.now, editable=False)
    due_at = models.DateTimeField(_("Due"))
    done_at = models.DateTimeField(null=True, blank=True, editable=False)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    # When the clock told the assignee, and when a supervisor.
    told_at = models.DateTimeField(null=True, blank=True, editable=False)
    escalated_at = models.DateTimeField(null=True, blank=True, editable=False)

    what = SealedText(_("What is to be done"), max_length=300)
    # Why it was put off, given on or taken up again, the newest last.
    story = SealedLongText(_("What became of it"), max_length=4000, blank=True)

    objects: ClassVar[Any] = TodoQuerySet.as_manager()

    class Meta:
        verbose_name = _("written task")
        verbose_name_plural = _("written tasks")
        default_permissions = ()
        ordering = ["due_at", "pk"]
        indexes = [
            models.Index(
                fields=["assignee", "due_at"], condition=models.Q(done_at__isnull=True), name="todo_waiting"
            ),
            models.Index(fields=["due_at"], condition=models.Q(done_at__isnull=True), name="todo_due"),
        ]

    @property
    def is_overdue(self) -> bool:
        return self.done_at is None and self.due_at < timezone.now()
