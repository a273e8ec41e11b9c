"""Who belongs together and who must be kept apart: another case is named by its reference."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from cases import access, dictionary
from cases.forms.fields import CodeField, LineField, TickField
from cases.models import Case
from cases.reference import read_reference

if TYPE_CHECKING:
    from accounts.models import User


class OtherCaseForm(forms.Form):
    """Another case that this person may change, named by its reference."""

    reference = LineField(label=_("Reference of the other case"), max_length=20, required=True)

    def __init__(self, *args: Any, user: "User", case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.case = user, case

    def clean_reference(self) -> Case:
        """The case, through its door; one out of reach is answered like one that is not there."""
        reference = read_reference(self.cleaned_data["reference"]) or ""
        found = (
            Case.objects.plain()
            .visible_to(self.user)
            .filter(reference=reference)
            .exclude(pk=self.case.pk)
            .first()
        )
        try:
            if found is None:
                raise Http404
            return access.get_case_for(self.user, found.pk, to=Permission.CASE_EDIT)
        except Http404:
            raise forms.ValidationError(_("No other case of yours has this reference.")) from None


class FamilyForm(OtherCaseForm):
    """Put another case into the family of this one."""

    own_relation = CodeField(
        label=_("Who this person is in the family"),
        choices=lambda: dictionary.choices("person_relation"),
        short=False,
    )
    relation = CodeField(
        label=_("Who the other person is in the family"),
        choices=lambda: dictionary.choices("person_relation"),
        short=False,
    )
    joint_shelter = TickField(label=_("They wish to live together"), initial=True)


class ApartForm(OtherCaseForm):
    """Note that two people must not meet."""

    reason = LineField(
        label=_("Why"), max_length=500, help_text=_("Sealed. Only what the house needs to keep them apart.")
    )
