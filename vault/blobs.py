"""Files: report files and attachments, in authenticated chunks beside a sealed description.

Each chunk is bound to its file, its number, whether it is the last, and its scope, so that none can be
left out, repeated, moved or cut off. The chunks' key is made for one file and lies in its envelope: it
dies with the scope's key.
"""

import os
import uuid
from collections.abc import Iterable, Iterator
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vault.envelope import FORMAT, KEY_BYTES, NONCE_BYTES, FormatTooOld, Tampered, length_prefixed
from vault.fields import SealedInteger, SealedText
from vault.ring import KEY_CLASSES
from vault.sealed import SealedModel

CHUNK_BYTES: Final = 64 * 1024


class SealedBlob(SealedModel):
    """A file: whose scope it is of, and its sealed description. Its content lies in BlobChunk rows."""

    scope = models.UUIDField(db_index=True, editable=False)
    key_class = models.CharField(
        max_length=20, choices=[(name, name) for name in KEY_CLASSES], editable=False
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    chunk_key = SealedText(editable=False)
    name = SealedText(_("File name"), max_length=200, blank=True)
    content_type = SealedText(_("Kind of file"), max_length=100, blank=True)
    size = SealedInteger(_("Size"), editable=False)

    class Sealed:
        section = "file"
        key_class = "evidence"

    def vault_scope(self) -> uuid.UUID:
        return self.scope

    def sealed_key_class(self) -> str:
        return self.key_class

    @classmethod
    def write(
        cls,
        scope: uuid.UUID,
        key_class: str,
        chunks: Iterable[bytes],
        *,
        name: str = "",
        content_type: str = "",
    ) -> "SealedBlob":
        """Store `chunks` (of any lengths) as one file of `scope`, sealed under its key of `key_class`."""
        if key_class not in KEY_CLASSES:
            raise ValueError(f"{key_class} is no key class.")
        key = os.urandom(KEY_BYTES)
        blob = cls(scope=scope, key_class=key_class, name=name, content_type=content_type, size=0)
        blob.chunk_key = key.hex()
        size = 0
        with transaction.atomic():
            blob.save()
            for number, (piece, last) in enumerate(_pieces(chunks)):
                size += len(piece)
                sealed = _seal_piece(key, piece, blob.chunk_context(number, last))
                BlobChunk.objects.create(blob=blob, number=number, is_last=last, sealed=sealed)
            blob.size = size
            blob.save()
        return blob

    def chunk_context(self, number: int, last: bool) -> bytes:
        """Return what one chunk is bound to."""
        return length_prefixed(
            b"chunk", self.pk.bytes, number.to_bytes(4, "big"), bytes((last,)), self.scope.bytes
        )

    def vault_renew(self) -> None:
        """Seal the content with a new key of its own: whoever opened the old envelope knows the old one."""
        old, new = bytes.fromhex(self.chunk_key), os.urandom(KEY_BYTES)
        for chunk in BlobChunk.objects.filter(blob=self).order_by("number").iterator(4):
            bound = self.chunk_context(chunk.number, chunk.is_last)
            sealed = _seal_piece(new, _open_piece(old, bytes(chunk.sealed), bound), bound)
            BlobChunk.objects.filter(blob=self, number=chunk.number).update(sealed=sealed)
        self.chunk_key = new.hex()

    def read(self) -> Iterator[bytes]:
        """Give the content in pieces. Raises Tampered, KeyMissing or FormatTooOld before a changed piece.

        A file that ends without its last chunk raises, too: what was given before is then not all of it.
        """
        key = bytes.fromhex(self.chunk_key)
        ended, expected = False, 0
        for number, last, sealed in (
            BlobChunk.objects.filter(blob=self)
            .order_by("number")
            .values_list("number", "is_last", "sealed")
            .iterator(4)
        ):
            if ended or number != expected:
                raise Tampered("A file has a chunk too many, or one is missing.")
            yield _open_piece(key, bytes(sealed), self.chunk_context(number, last))
            ended, expected = last, expected + 1
        if not ended:
            raise Tampered("A file ends before its last chunk.")


class BlobChunk(models.Model):
    """One sealed piece of a file: `format ‖ nonce ‖ ciphertext and tag`."""

    pk = models.CompositePrimaryKey("blob_id", "number")
    blob = models.ForeignKey(SealedBlob, on_delete=models.CASCADE, related_name="chunks")
    number = models.PositiveIntegerField()
    is_last = models.BooleanField()
    sealed = models.BinaryField()

    objects: Any = models.Manager()

    def __str__(self) -> str:
        return f"{self.blob_id} {self.number}"


def _pieces(chunks: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Cut `chunks` anew into pieces of CHUNK_BYTES, each with whether it is the last (an empty file has one)."""
    buffer = bytearray()
    for chunk in chunks:
        buffer += chunk
        while len(buffer) > CHUNK_BYTES:
            yield bytes(buffer[:CHUNK_BYTES]), False
            del buffer[:CHUNK_BYTES]
    yield bytes(buffer), True


def _seal_piece(key: bytes, piece: bytes, context: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return bytes((FORMAT,)) + nonce + AESGCM(key).encrypt(nonce, piece, context)


def _open_piece(key: bytes, sealed: bytes, context: bytes) -> bytes:
    if sealed[:1] != bytes((FORMAT,)):
        raise FormatTooOld("A chunk has a format that is not read here.")
    try:
        return AESGCM(key).decrypt(sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :], context)
    except (InvalidTag, ValueError):
        raise Tampered("A chunk of a file does not belong to its place.") from None
