"""A full case of Amina's, and short ways from the wish to the erasure."""

import pytest
from django.test import override_settings

from accounts import approvals
from accounts.models import Approval
from cases import actions
from cases.erasing import erasure
from cases.models import (
    Case,
    ErasureRequest,
)
from tests.cases.conftest import save
from vault.blobs import SealedBlob

LOSSES = {"permit", "wages", "family"}


@pytest.fixture(autouse=True)
def _ledger_file(tmp_path):
    with override_settings(ERASURE_LEDGER=tmp_path / "erasures.jsonl"):
        yield


@pytest.fixture
def full(people, case):
    save(people.amina, case, "biodata", {"first_name": "Zoë", "birth_date": "2001-03", "sex": "female"})
    save(people.amina, case, "biodata", {"first_name": "Zoe"})
    actions.add_entry(
        actor=people.amina, case=case, section="exploitation", values={"debt_amount": ["5", "EUR"]}
    )
    actions.save_draft(
        actor=people.amina, case=case, section="education", payload={"a": ["b"]}, base_version=1
    )
    SealedBlob.write(case.pk, "evidence", [b"a picture"], name="picture.png")
    actions.record_disclosure(
        actor=people.amina,
        case=case,
        recipient="Linden House",
        recipient_kind="provider",
        ground="consent",
        categories=["needs"],
        how="paper",
    )
    return Case.objects.get(pk=case.pk)


def check(people, case, **changed):
    given = {"checked_how": "in_person", "told": LOSSES, "at_once": False, **changed}
    return actions.check_erasure(actor=people.amina, case=case, **given)


def confirm(people, request):
    approvals.approve(actor=people.bruno, approval=Approval.objects.get(pk=request.approval))
    return ErasureRequest.objects.get(pk=request.pk)


def withdraw(people, case, kind="data_processing"):
    actions.withdraw_consent(actor=people.amina, case=case, consent_type=kind)
    return ErasureRequest.objects.get(case_uuid=case.pk)


def confirmed(people, case, **changed):
    withdraw(people, case)
    return confirm(people, check(people, case, **changed))


def erased(people, case):
    request = confirmed(people, case, at_once=True)
    assert erasure.run(request.pk)
    request.refresh_from_db()
    return request
