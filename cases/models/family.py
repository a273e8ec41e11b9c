"""The family before and now, and each relative as a row of its own (domain/README.md)."""

from django.utils.translation import gettext_lazy as _

from cases.models.answers import code, codes, number, text
from cases.models.fields import CodesField, PlainNumberField
from cases.models.parts import RepeatedPart
from cases.models.person import PersonSection


class PersonFamily(PersonSection):
    """How the person lived, and what the family knows."""

    SECTION = "family"

    class Sealed:
        section = "family"
        key_class = "general"

    living_before = CodesField("living_before")
    parents_alive = code("parents_alive")
    number_of_children = PlainNumberField(null=True, blank=True)
    children_with_person = number("children_with_person")
    children_care = text("children_care", max_length=500)
    family_problems = codes("family_problems")
    violence_before = codes("violence_before")
    family_knows = code("family_knows")
    family_involved = code("family_involved")
    family_contact_wanted = code("family_contact_wanted")

    class Meta(PersonSection.Meta):
        abstract = False
        verbose_name = _("family")
        verbose_name_plural = _("families")


class FamilyMember(RepeatedPart):
    """One relative: nobody contacts whoever is not known to be safe to contact."""

    SECTION = "family_members"

    class Sealed:
        section = "family_members"
        key_class = "identity"

    relative_name = text("relative_name")
    relative_relation = code("relative_relation")
    relative_contact = text("relative_contact", max_length=500)
    relative_safe = code("relative_safe")

    class Meta(RepeatedPart.Meta):
        abstract = False
        verbose_name = _("relative")
        verbose_name_plural = _("relatives")
