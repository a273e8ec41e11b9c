"""Plain columns of the record that take their label and their codes from the dictionary.

In migrations they appear as Django's own field classes without labels or choices, so that neither a
new translation nor a new code makes a migration.
"""

import copy
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from cases import dictionary
from vault.partial import PartialDateModelField

CODE_LENGTH = 40


class _FromDictionary:
    """Mixin: the verbose name is the dictionary's label of the attribute's own name."""

    verbose_name: Any
    # True where the default is a function of this app, which no migration may import.
    makes_default_in_code = False

    def contribute_to_class(self, cls: type[models.Model], name: str, *args: Any, **kwargs: Any) -> None:
        if name in dictionary.fields():
            self.verbose_name = dictionary.label(name)
        super().contribute_to_class(cls, name, *args, **kwargs)  # type: ignore[misc]  # mixin of Field

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _path, args, kwargs = super().deconstruct()  # type: ignore[misc]  # mixin of Field
        for not_stored in ("verbose_name", "choices", "help_text", "code_list"):
            kwargs.pop(not_stored, None)
        if callable(kwargs.get("default")) and self.makes_default_in_code:
            kwargs.pop("default")
        return name, self.migration_class, args, kwargs  # type: ignore[attr-defined]  # set by each class below

    def clone(self) -> Self:
        # Django rebuilds a clone from deconstruct(), which leaves out what these classes need; a clone is unbound.
        fresh = copy.deepcopy(self)
        fresh.__dict__.pop("model", None)
        return fresh


class CodeField(_FromDictionary, models.CharField):
    """One code of a code list; empty means not asked. `code_list` is a list of codelists.csv."""

    migration_class = "django.db.models.CharField"

    def __init__(self, code_list: str, **kwargs: Any) -> None:
        self.code_list = code_list
        kwargs.setdefault("max_length", CODE_LENGTH)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        super().__init__(choices=dictionary.choices_of(code_list), **kwargs)


class CountryField(_FromDictionary, models.CharField):
    """One ISO 3166-1 alpha-2 code."""

    migration_class = "django.db.models.CharField"

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 2)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        kwargs["choices"] = dictionary.countries
        super().__init__(**kwargs)


class _CodeList(_FromDictionary, ArrayField):
    """A set of codes in a typed array; empty means not asked."""

    migration_class = "django.contrib.postgres.fields.ArrayField"
    length = CODE_LENGTH

    def __init__(self, **kwargs: Any) -> None:
        kwargs["base_field"] = models.CharField(max_length=self.length)
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(**kwargs)

    def offered(self) -> list[dictionary.Choice]:
        """(code, label) pairs a form may offer."""
        raise NotImplementedError

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        super().validate(value, model_instance)
        known = {code for code, _label in self.offered()}
        for code in value:
            if code not in known:
                raise ValidationError(
                    _("%(code)s is not in the list."), code="unknown_code", params={"code": code}
                )


class CodesField(_CodeList):
    """Several codes of one code list."""

    def __init__(self, code_list: str = "", **kwargs: Any) -> None:
        self.code_list = code_list
        super().__init__(**kwargs)

    def offered(self) -> list[dictionary.Choice]:
        return dictionary.choices(self.code_list)


class CountriesField(_CodeList):
    """Several ISO 3166-1 alpha-2 codes."""

    length = 2

    def offered(self) -> list[dictionary.Choice]:
        return dictionary.countries()


class HouseMadeField(_FromDictionary, models.CharField):
    """A short text made by the house at random (P2 excepts these from sealing)."""

    migration_class = "django.db.models.CharField"
    makes_default_in_code = True


class RegionCodeField(_FromDictionary, models.CharField):
    """The region that an answer in words means, found by cases/record/regions.py: never typed, empty for none."""

    migration_class = "django.db.models.CharField"

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 10)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        kwargs.setdefault("editable", False)
        super().__init__(_("Region by its code"), **kwargs)


class PlainPartialDateField(_FromDictionary, PartialDateModelField):
    """A date of unknown precision that a clock needs in SQL."""

    migration_class = "django.db.models.CharField"

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"max_length": self.max_length}


class PlainDateField(_FromDictionary, models.DateField):
    """A full date a figure, list or clock needs in SQL."""

    migration_class = "django.db.models.DateField"


class PlainMomentField(_FromDictionary, models.DateTimeField):
    """A moment a list or clock needs in SQL."""

    migration_class = "django.db.models.DateTimeField"


class PlainNumberField(_FromDictionary, models.IntegerField):
    """A whole number a figure needs in SQL. No range: an odd number is kept and marked, not refused (P1)."""

    migration_class = "django.db.models.IntegerField"


class PlainFlagField(_FromDictionary, models.BooleanField):
    """A yes or no a figure or guard needs in SQL; null means not known."""

    migration_class = "django.db.models.BooleanField"
