"""Links between cases: named by reference, kept as identifiers, possible only to cases one may see."""

import uuid
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from cases.reference import read_reference

if TYPE_CHECKING:
    from accounts.models import User

LINK_FIELDS = frozenset({"linked_cases", "previous_case"})


def resolve(actor: "User", case: Case, given: Any) -> list[str]:
    """Identifiers (as text) for references or identifiers of cases the actor may see, the case itself left out.

    Raises ValidationError for anything else, worded alike for "does not exist" and "not yours".
    """
    wanted = given if isinstance(given, list | tuple) else str(given).replace(",", " ").split()
    visible = Case.objects.visible_to(actor)
    found = []
    for one in wanted:
        reference = read_reference(str(one))
        match = visible.filter(Q(reference=reference) if reference else Q(pk=_identifier(one)))
        pk = match.values_list("pk", flat=True).first()
        if pk is None:
            raise ValidationError(
                _("There is no case of this reference that you may see."), code="unknown_case"
            )
        if pk != case.pk:
            found.append(str(pk))
    return list(dict.fromkeys(found))


def references(actor: "User", given: Any) -> list[str]:
    """The references behind stored identifiers, of those cases the actor may see; the others are not mentioned."""
    wanted = [pk for one in (given if isinstance(given, list) else [given]) if (pk := _identifier(one))]
    if not wanted:
        return []
    found = dict(Case.objects.visible_to(actor).filter(pk__in=wanted).values_list("pk", "reference"))
    return [found[pk] for pk in wanted if pk in found]


def _identifier(text: Any) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(text))
    except ValueError:
        return None
