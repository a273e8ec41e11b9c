"""Sealed models for the tests, over a table that exists: sealed attributes need no columns of their own.

Their app is not installed, so neither migrations nor the house's other tests see them.
"""

import uuid

from django.core.validators import RegexValidator
from django.db import models

from vault.sealed import (
    SealedBoolean,
    SealedCode,
    SealedCodes,
    SealedDate,
    SealedDecimal,
    SealedInteger,
    SealedJSON,
    SealedLongText,
    SealedModel,
    SealedMoney,
    SealedPartialDate,
    SealedText,
)

COLOURS = [("red", "Red"), ("blue", "Blue"), ("green", "Green")]


class CellBase(SealedModel):
    """The columns of vault_sealedblob, used as plain ones."""

    scope = models.UUIDField()
    key_class = models.CharField(
        max_length=20, default="evidence", choices=[("evidence", "E"), ("export", "X")]
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True

    def vault_scope(self) -> uuid.UUID:
        return self.scope


class Cell(CellBase):
    """One attribute of every kind."""

    class Meta:
        app_label = "vault_cells"
        db_table = "vault_sealedblob"
        managed = False

    class Sealed:
        section = "cell"
        key_class = "identity"

    first_name = SealedText("first name", max_length=20, blank=True)
    reference = SealedText(max_length=8, blank=True, validators=[RegexValidator("^[A-Z]*$")])
    story = SealedLongText(blank=True, max_length=50_000)
    colour = SealedCode(choices=COLOURS, blank=True)
    colours = SealedCodes(choices=COLOURS, blank=True)
    met_on = SealedDate(blank=True)
    birth_date = SealedPartialDate(blank=True)
    children = SealedInteger(blank=True)
    height = SealedDecimal(max_digits=5, decimal_places=2, blank=True)
    agreed = SealedBoolean(blank=True)
    debt = SealedMoney(blank=True)
    extra = SealedJSON(blank=True)


class Strict(CellBase):
    """Required attributes, another section and another key class."""

    class Meta:
        app_label = "vault_cells"
        db_table = "vault_sealedblob"
        managed = False

    class Sealed:
        section = "strict"
        key_class = "location"

    street = SealedText(max_length=10)
    since = SealedPartialDate()
    kinds = SealedCodes(choices=COLOURS)
