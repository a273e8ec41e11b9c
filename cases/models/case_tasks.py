"""What has to be done about a case by when: opened by a rule of the house, settled by the deed it asks for."""

import uuid
from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case


class CaseTaskQuerySet(models.QuerySet["CaseTask"]):
    """Tasks of cases. A page narrows them to cases that are visible."""

    def waiting(self) -> Self:
        """Those nobody has settled."""
        return self.filter(done_at__isnull=True)

    def overdue(self, at: datetime | None = None) -> Self:
        """Those whose time has passed."""
        return self.waiting().filter(due_at__lt=at or timezone.now())


class CaseTask(models.Model):
    """One task. `kind` is registered in cases/case_tasks.py, `causes` are codes of what made it necessary.

    A case has one waiting task of a kind: what happens meanwhile adds its cause and can only bring the day nearer.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="tasks")
    kind = models.CharField(_("Kind"), max_length=40)
    causes = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    raised_at = models.DateTimeField(_("Since"), default=timezone.now)
    due_at = models.DateTimeField(_("Due"))
    # Of a task that is due so many working days after a day at the office: an edited calendar moves it.
    working_days = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    counted_from = models.DateField(null=True, blank=True, editable=False)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    # When the clock last told people that it is overdue.
    reminded_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = CaseTaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("task of a case")
        verbose_name_plural = _("tasks of cases")
        default_permissions = ()
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"],
                condition=models.Q(done_at__isnull=True),
                name="case_task_waiting_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=models.Q(done_at__isnull=True), name="case_task_waiting"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)[:8]

    @property
    def is_overdue(self) -> bool:
        return self.done_at is None and self.due_at < timezone.now()
