"""On its way in, nothing of a file touches a disk in clear."""

import contextlib
import os
from pathlib import Path

import pytest
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from vault import temporary
from vault.envelope import Tampered
from vault.temporary import SealedTemporaryFile

MARK = b"Olena-was-photographed-here"
LARGE = (MARK + b"." * 997) * 4000  # about 4 MB, above what is kept in memory


def on_disk() -> list[bytes]:
    """The contents of every file this process has open, also of those without a name."""
    found = []
    for entry in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):
            if os.path.isfile(entry):  # follows to files that have no name
                found.append(entry.read_bytes())
    return found


def test_a_large_upload_lies_sealed_while_it_is_read(tmp_path, settings):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    request = RequestFactory().post("/", {"file": SimpleUploadedFile("a.jpg", LARGE, "image/jpeg")})
    found = request.FILES["file"]
    assert isinstance(found.file, SealedTemporaryFile)
    sizes = [len(content) for content in on_disk()]
    assert any(size > 3_000_000 for size in sizes), "there is a file, and it is looked at"
    assert not any(MARK in content for content in on_disk())
    assert list(tmp_path.iterdir()) == [], "it has no name that somebody could open"
    assert found.read() == LARGE
    assert b"".join(found.chunks()) == LARGE
    assert (found.size, found.name, found.content_type) == (len(LARGE), "a.jpg", "image/jpeg")


def test_a_small_upload_stays_in_memory(tmp_path, settings):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    request = RequestFactory().post("/", {"file": SimpleUploadedFile("a.jpg", MARK * 10, "image/jpeg")})
    assert request.FILES["file"].read() == MARK * 10
    assert not any(MARK in content for content in on_disk())


def test_a_request_larger_than_any_file_is_refused_at_once(settings):
    settings.UPLOAD_MAX_BYTES = 1000
    request = RequestFactory().post("/", {"file": SimpleUploadedFile("a.jpg", LARGE, "image/jpeg")})
    with pytest.raises(RequestDataTooBig):
        request.FILES  # noqa: B018  # reading it is the deed


@given(st.lists(st.binary(max_size=150_000), max_size=4), st.lists(st.integers(0, 200_000), max_size=6))
def test_it_reads_like_the_file_it_stands_for(written, places):
    whole = b"".join(written)
    file = SealedTemporaryFile()
    for piece in written:
        file.write(piece)
    for place in places:
        file.seek(place)
        assert file.read(5000) == whole[place : place + 5000]
    file.seek(0)
    assert file.read() == whole
    file.close()


def test_what_the_disk_changes_is_noticed():
    file = SealedTemporaryFile()
    file.write(LARGE)
    file.read(1)
    file._file.seek(temporary.SEALED_PIECE + 5)
    file._file.write(b"\x00\x01\x02")
    file.seek(0)
    with pytest.raises(Tampered):
        file.read()
