"""Questions the person asked not to be asked again."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.scoped import CaseRow
from vault.sealed import SealedJSON


class NotAgain(CaseRow):
    """One row for a case: by field of the dictionary, the day on which the person asked and who noted it; with
    `asked` it is asked again since that day.

    It holds for every entry of a section that repeats and for every office that works on the case. Sealed, because
    which question somebody cannot bear tells what happened.
    """

    class Sealed:
        section = "not_again"
        key_class = "general"

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="not_again")
    questions = SealedJSON(_("Questions not to be asked again"), default=dict, blank=True)

    class Meta:
        verbose_name = _("questions not to be asked again")
        verbose_name_plural = _("questions not to be asked again")
        default_permissions = ()
