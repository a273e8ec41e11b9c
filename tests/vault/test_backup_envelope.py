"""The file of a backup: read by its recipient alone, and only as it was written."""

import io
import os

import pytest

from vault import backup_envelope as files
from vault.envelope import Tampered, VaultError

CODE_KEY = bytes(range(32))
CONTENT = os.urandom(files.CHUNK_BYTES * 2 + 1234)


@pytest.fixture(scope="module")
def identity(tmp_path_factory):
    path = tmp_path_factory.mktemp("keys") / "recipient.key"
    files.make_identity(path)
    return files.Identity.from_file(path)


@pytest.fixture(scope="module")
def written(identity):
    file = io.BytesIO()
    files.write(file, {"kind": "bulk"}, [CONTENT[:7], CONTENT[7:]], identity.recipient, CODE_KEY)
    return file.getvalue()


def read(raw, identity, key=CODE_KEY):
    file = io.BytesIO(raw)
    opened = files.open_header(file)
    files.authenticate(file, opened, key)
    return b"".join(files.read(file, opened, identity))


def only_decrypt(raw, identity):
    file = io.BytesIO(raw)
    return b"".join(files.read(file, files.open_header(file), identity))


def test_it_comes_back_whole(written, identity):
    assert read(written, identity) == CONTENT
    assert CONTENT[:64] not in written


@pytest.mark.parametrize("size", [0, 1, files.CHUNK_BYTES, files.CHUNK_BYTES + 1])
def test_any_size(identity, size):
    file = io.BytesIO()
    files.write(file, {}, [bytes(size)], identity.recipient, CODE_KEY)
    assert read(file.getvalue(), identity) == bytes(size)


def flipped(raw, at):
    return raw[:at] + bytes((raw[at] ^ 1,)) + raw[at + 1 :]


@pytest.mark.parametrize("part", [0.0, 0.00001, 0.00004, 0.00008, 0.3, 0.5, 0.9, 0.999999])
@pytest.mark.parametrize("opening", [read, only_decrypt])
def test_a_changed_byte_is_noticed(written, identity, part, opening):
    at = (
        min(int(len(written) * part), len(written) - 33)
        if opening is only_decrypt
        else int(len(written) * part)
    )
    with pytest.raises(VaultError):
        opening(flipped(written, at), identity)


@pytest.mark.parametrize("cut", [1, 32, 40, 1000, files.CHUNK_BYTES, files.CHUNK_BYTES * 2])
def test_a_cut_file_is_noticed(written, identity, cut):
    with pytest.raises(Tampered):
        read(written[:-cut], identity)


def test_chunks_cannot_be_left_out_swapped_or_added_to(written, identity):
    start = files.open_header(io.BytesIO(written)).start
    length = 4 + files.CHUNK_BYTES + 16
    one, two = written[start : start + length], written[start + length : start + 2 * length]
    rest = written[start + 2 * length :]
    for body in (two + rest, one + rest, two + one + rest, one + two + two + rest, one + two + rest + b"x"):
        with pytest.raises(Tampered):
            read(written[:start] + body, identity)
    for body in (two + rest, two + one + rest, one + two + written[-36:]):
        with pytest.raises(Tampered):
            only_decrypt(written[:start] + body, identity)


def test_another_key_opens_nothing(written, tmp_path):
    files.make_identity(tmp_path / "other.key")
    with pytest.raises(files.WrongRecipient):
        read(written, files.Identity.from_file(tmp_path / "other.key"))


def test_a_file_that_somebody_else_encrypted_to_the_recipient_is_refused(identity):
    forged = io.BytesIO()
    files.write(forged, {"kind": "bulk"}, [b"DROP TABLE"], identity.recipient, bytes(32))
    with pytest.raises(Tampered):
        read(forged.getvalue(), identity)


def test_other_files_are_no_backups(identity):
    for raw in (b"", b"PGDMP", b"WAYHOMEB2\n" + bytes(99), files.MAGIC + b"\xff\xff\xff\xff"):
        with pytest.raises(VaultError):
            read(raw, identity)


def test_an_identity_open_to_others_is_refused(tmp_path):
    files.make_identity(tmp_path / "recipient.key")
    os.chmod(tmp_path / "recipient.key", 0o644)
    with pytest.raises(VaultError):
        files.Identity.from_file(tmp_path / "recipient.key")
    with pytest.raises(FileExistsError):
        files.make_identity(tmp_path / "recipient.key")
