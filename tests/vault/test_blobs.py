"""Files in authenticated chunks."""

import uuid

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from vault import keys
from vault.blobs import CHUNK_BYTES, BlobChunk, SealedBlob, _pieces
from vault.envelope import KeyMissing, Tampered

pytestmark = pytest.mark.django_db

CONTENT = [b"a" * 100_000, b"b" * 31_000, b"", b"c" * 70_000]


def make() -> SealedBlob:
    return SealedBlob.write(
        uuid.uuid4(), "export", CONTENT, name="report.pdf", content_type="application/pdf"
    )


def sql(statement: str, *args) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, args)
        assert cursor.rowcount >= 1


def test_a_file_comes_back_with_its_description():
    blob = SealedBlob.objects.get(pk=make().pk)
    assert b"".join(blob.read()) == b"".join(CONTENT)
    assert (blob.name, blob.content_type, blob.size) == ("report.pdf", "application/pdf", 201_000)
    assert blob.chunks.count() == 4


def test_an_empty_file_is_a_file():
    blob = SealedBlob.write(uuid.uuid4(), "evidence", [])
    assert b"".join(blob.read()) == b""


@given(st.lists(st.binary(max_size=3 * CHUNK_BYTES // 2), max_size=4))
def test_pieces_are_full_but_the_last(chunks):
    pieces = list(_pieces(chunks))
    assert b"".join(piece for piece, _ in pieces) == b"".join(chunks)
    assert [last for _, last in pieces] == [False] * (len(pieces) - 1) + [True]
    assert all(len(piece) == CHUNK_BYTES for piece, last in pieces if not last)


@pytest.mark.parametrize(
    "trick",
    [
        "DELETE FROM vault_blobchunk WHERE blob_id = %s AND number = 3",
        "DELETE FROM vault_blobchunk WHERE blob_id = %s AND number = 1",
        "DELETE FROM vault_blobchunk WHERE blob_id = %s",
        "UPDATE vault_blobchunk SET number = number + 1 WHERE blob_id = %s AND number = 3",
        "UPDATE vault_blobchunk SET is_last = true WHERE blob_id = %s AND number = 2",
        "UPDATE vault_blobchunk SET sealed = set_byte(sealed, 50, 255 - get_byte(sealed, 50)) WHERE blob_id = %s",
        "UPDATE vault_blobchunk c SET sealed = (SELECT sealed FROM vault_blobchunk o WHERE o.blob_id = c.blob_id"
        " AND o.number = 1) WHERE blob_id = %s AND number = 2",
    ],
)
def test_a_changed_file_raises(trick):
    blob = make()
    sql(trick, blob.pk)
    with pytest.raises(Tampered):
        list(SealedBlob.objects.get(pk=blob.pk).read())


def test_a_file_dies_with_its_scope():
    blob = make()
    keys.destroy_scope(blob.scope)
    with pytest.raises(KeyMissing):
        list(SealedBlob.objects.get(pk=blob.pk).read())


def test_deleting_a_file_deletes_its_chunks():
    blob = make()
    blob.delete()
    assert not BlobChunk.objects.filter(blob_id=blob.pk).exists()
