"""Amina's cases, what she asks for, and Bruno who agrees."""

import io
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
import pyzipper

from accounts import approvals
from audit import context
from cases.models import Case
from exchange import actions, presentation, tasks
from exchange.models import Export
from tests.cases.conftest import agree, open_for, recorded, save
from tests.people import make_offices, make_people
from vault import keys

__all__ = ["recorded"]

NAME = "Olena"


@pytest.fixture
def people(db: None):
    """The invented cast by first name; everything below happens as Amina."""
    made = SimpleNamespace(**make_people(offices := make_offices()), **offices)
    with context.acting(user=made.amina), keys.session():
        yield made


@pytest.fixture
def case(people: SimpleNamespace) -> Case:
    """A case of Amina's with a name, a street and consent to keep them."""
    return make_case(people)


def make_case(people: SimpleNamespace, *, consent: bool = True, **bio: Any) -> Case:
    opened = open_for(people.amina)
    agree(people.amina, opened, "screening_interview")
    agree(people.amina, opened, "data_processing", consent_status="granted" if consent else "refused")
    if consent:
        save(people.amina, opened, "biodata", {"first_name": NAME, "current_street": "Rope Walk 4"} | bio)
    return opened


def ask(people: SimpleNamespace, **different: Any) -> Export:
    given = {
        "actor": people.amina,
        "office": people.harbour,
        "purpose": "case_work",
        "recipient": "internal",
        "chosen": ["first_name", "family_name", "age_at_registration", "sex"],
    } | different
    return actions.ask_export(**given)


def agree_to(people: SimpleNamespace, export: Export, by: Any = None) -> Export:
    approvals.approve(actor=by or people.bruno, approval=presentation.asked(export))
    return Export.objects.get(pk=export.pk)


def made(people: SimpleNamespace, **different: Any) -> Export:
    """An export that was asked for, agreed to and made."""
    export = agree_to(people, ask(people, **different))
    tasks.make(str(export.pk))
    return Export.objects.get(pk=export.pk)


def taken(people: SimpleNamespace, export: Export) -> tuple[bytes, str]:
    """Password and file, as the requester gets them."""
    password = actions.show_password(actor=people.amina, export=export)
    return actions.release(actor=people.amina, export=export), password


def opened(content: bytes, password: str) -> list[list[Any]]:
    """The rows of the spreadsheet below the mark."""
    with pyzipper.AESZipFile(io.BytesIO(content)) as packed:
        packed.setpassword(password.encode())
        (name,) = packed.namelist()
        sheet = openpyxl.load_workbook(io.BytesIO(packed.read(name))).active
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
