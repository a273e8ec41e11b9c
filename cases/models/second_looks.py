"""The second person on a determination, and the third where two differ (determination.md 2, practice.md P10)."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.fields import CodeField
from cases.models.scoped import CaseRow
from vault.sealed import SealedLongText


class LookState(models.TextChoices):
    """How far it is."""

    SECOND = "second", _("Waits for a second person")
    THIRD = "third", _("Two differ: waits for a third person")
    TRAINED = "trained", _("Two agree, none of them noted as trained: waits for somebody who is")
    AGREED = "agreed", _("A second person agrees")
    SETTLED = "settled", _("A third person has decided")
    REPLACED = "replaced", _("Decided anew before a second person had looked")


OPEN_LOOKS = (LookState.SECOND, LookState.THIRD, LookState.TRAINED)
MADE_UP = (LookState.AGREED, LookState.SETTLED)


def _who() -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )


class SecondLook(CaseRow):
    """One round: what the first person decided, and what those after made of it. Grounds are sealed.

    The determination itself stands on its section; this row says who stands behind it.
    """

    class Sealed:
        section = "second_look"
        key_class = "general"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="second_looks")
    state = models.CharField(_("State"), max_length=10, choices=LookState, default=LookState.SECOND)
    opened_at = models.DateTimeField(default=timezone.now, editable=False)
    first_by = _who()
    first_code = CodeField("determination", verbose_name=_("First person"))
    second_by = _who()
    second_code = CodeField("determination", verbose_name=_("Second person"))
    second_at = models.DateTimeField(null=True, blank=True)
    third_by = _who()
    third_code = CodeField("determination", verbose_name=_("Third person"))
    third_at = models.DateTimeField(null=True, blank=True)

    first_basis = SealedLongText(_("Basis of the first person"), blank=True)
    second_basis = SealedLongText(_("Basis of the second person"), blank=True)
    third_basis = SealedLongText(_("Basis of the third person"), blank=True)

    class Meta:
        verbose_name = _("second look at a determination")
        verbose_name_plural = _("second looks at determinations")
        default_permissions = ()
        ordering = ["-opened_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(state__in=OPEN_LOOKS), name="second_look_open_once"
            )
        ]

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_LOOKS

    @property
    def made_up(self) -> str:
        """The code that the people of a finished look stand behind; nothing while it is open, or was replaced."""
        return (self.third_code or self.first_code) if self.state in MADE_UP else ""

    def people(self) -> frozenset[Any]:
        """Those who have had their say: nobody has two."""
        return frozenset({self.first_by_id, self.second_by_id, self.third_by_id} - {None})
