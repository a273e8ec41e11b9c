"""The bytes of an envelope: committed vectors, and properties over any content and place."""

import json
import uuid
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault import envelope, manifest, root
from vault.envelope import FormatTooOld, Place, Tampered
from vault.session import dek_context, derive

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text())

keys = st.binary(min_size=32, max_size=32)
names = st.text(st.characters(codec="ascii", categories=["Ll"]), min_size=1, max_size=20)
places = st.builds(
    Place,
    deployment=st.binary(min_size=16, max_size=16),
    table=names,
    scope=st.uuids(),
    row=st.uuids(),
    section=names,
)
contents = st.binary(max_size=5000)
versions = st.integers(1, 2**32 - 1)


def place_of(vector) -> Place:
    given = vector["place"]
    return Place(
        bytes.fromhex(given["deployment"]),
        given["table"],
        uuid.UUID(given["scope"]),
        uuid.UUID(given["row"]),
        given["section"],
    )


@pytest.mark.parametrize("vector", VECTORS["envelopes"], ids=lambda vector: vector["name"])
def test_envelopes_are_what_they_were(vector):
    key, content = bytes.fromhex(vector["key"]), vector["content"].encode()
    sealed = envelope.seal_with_nonce(
        key,
        content,
        place_of(vector),
        version=vector["version"],
        generation=vector["generation"],
        nonce=bytes.fromhex(vector["nonce"]),
    )
    assert sealed.hex() == vector["envelope"]
    assert envelope.open_envelope(key, sealed, place_of(vector)) == content


@pytest.mark.parametrize("vector", VECTORS["section_keys"])
def test_section_keys_are_what_they_were(vector):
    assert derive(bytes.fromhex(vector["dek"]), b"sec" + vector["section"].encode()).hex() == vector["key"]


@pytest.mark.parametrize("vector", VECTORS["wrapped_keys"])
def test_wrapped_keys_open(vector):
    bound = dek_context(
        bytes.fromhex(vector["deployment"]), uuid.UUID(vector["scope"]), vector["class"], vector["generation"]
    )
    assert (
        root.unwrap_key(bytes.fromhex(vector["kek"]), bytes.fromhex(vector["wrapped"]), bound).hex()
        == vector["dek"]
    )


@pytest.mark.parametrize("vector", VECTORS["manifests"])
def test_manifests_are_what_they_were(vector):
    scope = uuid.UUID(vector["scope"])
    made = manifest.Manifest(scope, serial=vector["serial"])
    made.keys = {(name, g): bytes.fromhex(check) for name, g, check in vector["keys"]}
    made.rows = {
        (place, uuid.UUID(row)): manifest.Line(version, bytes.fromhex(digest))
        for place, row, version, digest in vector["rows"]
    }
    payload = made.payload(vector["ring_version"])
    mac = manifest.authenticate(
        bytes.fromhex(vector["key"]), bytes.fromhex(vector["deployment"]), scope, payload
    )
    assert (payload.hex(), mac.hex()) == (vector["payload"], vector["mac"])
    assert manifest.Sealed(scope, payload).parse() == made


@given(contents)
def test_padding_comes_off_and_hides_the_length(content):
    padded = envelope.pad(content)
    assert envelope.unpad(padded) == content
    assert len(padded) in envelope.SMALL_BUCKETS or len(padded) % envelope.LARGE_STEP == 0
    assert len(padded) == envelope.padded_length(len(content)) > len(content)


@given(keys, contents, places, versions, st.integers(1, 1000))
def test_what_is_sealed_opens_in_its_place(key, content, place, version, generation):
    sealed = envelope.seal(key, content, place, version=version, generation=generation)
    assert envelope.open_envelope(key, sealed, place) == content
    assert envelope.read_header(sealed) == (generation, version, envelope.AES_256_GCM)


@given(keys, keys, contents, places, places)
def test_another_place_or_key_raises(key, other_key, content, place, other):
    sealed = envelope.seal(key, content, place, version=1, generation=1)
    if other != place:
        with pytest.raises(Tampered):
            envelope.open_envelope(key, sealed, other)
    if other_key != key:
        with pytest.raises(Tampered):
            envelope.open_envelope(other_key, sealed, place)


@given(keys, st.binary(max_size=300), places, st.data())
def test_any_changed_byte_raises(key, content, place, data):
    sealed = envelope.seal(key, content, place, version=7, generation=2)
    at = data.draw(st.integers(0, len(sealed) - 1))
    changed = bytearray(sealed)
    changed[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises((Tampered, FormatTooOld)):
        envelope.open_envelope(key, bytes(changed), place)


@given(keys, st.binary(max_size=300), places, st.data())
def test_a_cut_envelope_raises(key, content, place, data):
    sealed = envelope.seal(key, content, place, version=7, generation=2)
    with pytest.raises(Tampered):
        envelope.open_envelope(key, sealed[: data.draw(st.integers(0, len(sealed) - 1))], place)


@given(st.lists(st.binary(max_size=8)), st.lists(st.binary(max_size=8)))
def test_no_two_lists_of_parts_are_the_same_bytes(one, two):
    assert (envelope.length_prefixed(*one) == envelope.length_prefixed(*two)) == (one == two)


@given(
    st.dictionaries(
        st.tuples(names, st.uuids()),
        st.builds(manifest.Line, versions, st.binary(min_size=32, max_size=32)),
        max_size=8,
    ),
    keys,
)
def test_a_manifest_gives_back_its_lines(rows, key):
    made = manifest.Manifest(uuid.uuid4(), serial=3, keys={("identity", 1): b"8 bytes."}, rows=rows)
    payload = made.payload(1)
    mac = manifest.authenticate(key, b"d" * 16, made.scope, payload)
    sealed = manifest.verify(key, b"d" * 16, made.scope, payload, mac)
    assert {name: sealed.line(*name) for name in rows} == rows
    assert sealed.key_check("identity", 1) == b"8 bytes."
    assert sealed.key_check("identity", 2) is sealed.key_check("location", 1) is None
    with pytest.raises(Tampered):
        manifest.verify(key, b"d" * 16, uuid.uuid4(), payload, mac)


@given(
    st.dictionaries(
        st.tuples(names, st.uuids()),
        st.builds(manifest.Line, versions, st.binary(min_size=32, max_size=32)),
        max_size=8,
    ),
    names,
    st.uuids(),
    st.builds(manifest.Line, versions, st.binary(min_size=32, max_size=32)),
)
def test_the_next_state_is_spliced_as_it_would_be_written(rows, place, row, line):
    made = manifest.Manifest(uuid.uuid4(), serial=3, keys={("identity", 1): b"8 bytes."}, rows=rows)
    for where in [(place, row), *rows][:2]:
        spliced = manifest.Sealed(made.scope, made.payload(1)).with_line(where[0], where[1], line, 2)
        expected = manifest.Manifest(made.scope, 4, keys=made.keys, rows={**rows, where: line})
        assert spliced.payload == expected.payload(2)
        assert spliced.parse() == expected
