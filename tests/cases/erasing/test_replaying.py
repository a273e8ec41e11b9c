"""A restore replays the ledger: what was erased goes again, what was told since stays."""

import uuid

import pytest

from cases import actions
from cases.erasing import erasure
from cases.models import (
    Case,
    PersonBiodata,
    SearchCard,
)
from config.backup import restoring
from tests.cases.conftest import save
from tests.cases.erasing.conftest import check, confirm
from vault import ledger
from vault.blobs import SealedBlob

pytestmark = pytest.mark.django_db


def test_replaying_the_ledger_erases_again_what_came_back(people, full):
    assert erasure.replay(full.pk, None)
    assert not Case.objects.filter(pk=full.pk).exists() and not erasure.replay(full.pk, None)
    assert not erasure.replay(uuid.uuid4(), frozenset({"identity"}))


def part_erased(people, case, extent):
    """Erase a class, and let the person agree to go on; the entries of the ledger then."""
    actions.ask_erasure(actor=people.amina, case=case, extent=extent, reason="asked")
    assert erasure.run(confirm(people, check(people, case, at_once=True)).pk)
    return ledger.entries()


def test_a_restore_leaves_what_was_told_after_a_part_was_erased(people, full):
    entries = part_erased(people, full, "identity")
    save(people.amina, Case.objects.get(pk=full.pk), "biodata", {"first_name": "Ilka"})
    assert restoring.erase_again(entries, in_bulk=len(entries), say=str) == 0
    assert PersonBiodata.objects.get(case=full).first_name == "Ilka"


def test_a_restore_erases_a_part_again_that_the_data_are_older_than(people, full):
    entries = part_erased(people, full, "identity")
    save(
        people.amina, Case.objects.get(pk=full.pk), "biodata", {"first_name": "Zoe"}
    )  # as an older dump has it
    assert restoring.erase_again([*entries, *entries], in_bulk=0, say=str) == 1
    assert PersonBiodata.objects.get(case=full).first_name == ""


def test_a_restore_leaves_a_picture_that_was_added_after_pictures_were_erased(people, full):
    entries = part_erased(people, full, "files")
    added = SealedBlob.write(full.pk, "evidence", [b"another picture"], name="new.png")
    assert restoring.erase_again(entries, in_bulk=len(entries), say=str) == 0
    assert b"".join(SealedBlob.objects.get(pk=added.pk).read()) == b"another picture"


@pytest.mark.parametrize("in_bulk", [0, 1])
def test_a_restore_opens_no_closed_file(people, full, in_bulk):
    entries = part_erased(people, full, "files")
    case = Case.objects.get(pk=full.pk)
    actions.ask_erasure(actor=people.amina, case=case, extent="whole", reason="mistake")
    restoring.erase_again(entries, in_bulk=in_bulk, say=str)
    assert Case.objects.get(pk=full.pk).is_closed_to_use
    assert not SearchCard.objects.filter(case=full).exists()
