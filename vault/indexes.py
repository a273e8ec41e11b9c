"""Blind indexes: finding a name that is stored nowhere, however it was spelt.

A name becomes tokens, a token becomes the skeleton of its consonant classes, and a few bits of a keyed
hash of the skeleton are stored as a tag. Few bits on purpose: hundreds of names share each tag, so the
tags of a stolen table say little. What a query could also have been spelt like is worked out when
somebody asks and costs no stored bit. Candidates are opened and compared afterwards (cases/finding/search.py).

Built so that nothing stored depends on vowels, doubled letters or accents: a vowel changed, dropped or
added gives the same skeleton.
"""

import hashlib
import hmac
import re
import secrets
import unicodedata
from collections.abc import Iterable
from itertools import pairwise
from typing import Final
from zlib import crc32

from anyascii import anyascii
from django.conf import settings

from vault import keys, scripts
from vault.variants import spellings

# Raise when normalisation changes: stored tags and queries must have been made alike.
VERSION: Final = 1
DEFAULT_BITS: Final = 10
DEFAULT_PARTITIONS: Final = 4
EXACT_BITS: Final = 16

# Soft hyphen and joiners, tatweel and Arabic vowel marks, directional controls, variation selectors.
_INVISIBLE: Final = re.compile(
    "[\u00ad\u034f\u061c\u0640\u064b-\u065f\u0670\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]"
)
_APOSTROPHES: Final = re.compile("['’‘ʼʻ`´ʾʿ\"]")
# Particles that people write or leave out. Stored with the name, not asked for when something else is.
PARTICLES: Final = frozenset((
    "al", "el", "ul", "ad", "ar", "as", "at", "az", "an", "bin", "ibn", "ben", "bint", "von", "van", "der", "den",
    "de", "da", "di", "do", "du", "dos", "del", "della", "la", "le", "y", "e",
))  # fmt: skip
_ARABIC_ARTICLE: Final = re.compile(r"\bال(?=\w\w)")
# "Servant of": Abdul, Abdel, Abd al-, written as a word of its own or together with what follows.
_SERVANT: Final = re.compile(r"([ae]+[bp]+[aeiou]*[dt]+)[aeiouy]*(.*)")
_FATHER: Final = frozenset(("abu", "abou", "abo", "bou", "abw"))

# Letters that are one sound or are taken for one another: what the skeleton keeps is the class.
CLASSES: Final = {
    "P": "bp", "F": "fv", "T": "td", "K": "kgqc", "S": "szj", "M": "m", "N": "n", "L": "l", "R": "r",
}  # fmt: skip
_DIGRAPHS: Final = (
    ("shch", "S"), ("tsch", "S"), ("tch", "S"), ("sch", "S"), ("dzh", "S"), ("dsh", "S"), ("dj", "S"),
    ("dz", "S"), ("sh", "S"), ("ch", "S"), ("zh", "S"), ("cz", "S"), ("sz", "S"), ("ts", "S"), ("tz", "S"),
    ("kh", "K"), ("gh", "K"), ("ph", "F"), ("th", "T"), ("dh", "T"), ("x", "KS"),
)  # fmt: skip
# Where a letter stands decides: soft c, x at the start, j that is half a vowel (Julija, Ljudmila, Michajlo).
_SOUNDS: Final = (
    (re.compile("c(?=[eivy])"), "s"),
    (re.compile("^x"), "s"),
    (re.compile("(?<=[iln])j|(?<=[a-ce-z])j(?![aeiouy])"), ""),
)
_CLASS_OF: Final = {letter: name for name, letters in CLASSES.items() for letter in letters} | dict(_DIGRAPHS)
# The longest first, then any letter by itself.
_SPOKEN: Final = re.compile("|".join(pair for pair, _ in _DIGRAPHS) + "|.")
_REPEATED: Final = re.compile(r"(.)\1+")
_TS: Final = re.compile("T+S")
NO_CONSONANT: Final = "A"


def normalise(text: str) -> str:
    """Return `text` in plain lower-case Latin letters, digits and spaces: no accents, no other script."""
    folded = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).casefold()
    folded = _ARABIC_ARTICLE.sub("al ", folded)
    folded = unicodedata.normalize("NFC", folded).translate(scripts.TABLE)
    bare = "".join(c for c in unicodedata.normalize("NFD", folded) if not unicodedata.combining(c))
    if not bare.isascii():
        bare = anyascii(bare).casefold()
    bare = _APOSTROPHES.sub("", bare)
    return " ".join(re.findall(r"[a-z0-9]+", bare))


def tokens(text: str) -> list[str]:
    """Return the words of a name that a query asks for, without particles where anything else is left.

    Abd- names come apart, Abu- names together, as `stored_tokens` holds both. What follows Abd- keeps the
    article's l doubled in front, for its variant without.
    """
    words: list[str] = []
    for word in normalise(text).split():
        if words and words[-1] in _FATHER:
            words[-1] += word
        else:
            words += _apart(word)
    return [word for word in words if word not in PARTICLES] or words


def stored_tokens(text: str) -> list[str]:
    """Return every word under which a name may be asked for: particles, and the parts of Abd- and Abu- names, too."""
    words = normalise(text).split()
    parts = [part for word in words for part in _apart(word)]
    bare = [part.lstrip("l") for part in parts if part.startswith("ll")]
    fathers = [one + other for one, other in pairwise(words) if one in _FATHER]
    return [word for word in dict.fromkeys(words + parts + bare + fathers) if word]


def _apart(word: str) -> list[str]:
    """Return an Abd- name's two parts, any other word as it is."""
    found = _SERVANT.fullmatch(word)
    if found is None or not found[2]:
        return [word]
    rest = found[2]
    if rest in ("l", "r"):
        return [word]
    return ["abd", "l" + rest if rest.startswith("l") else rest]


def skeleton(token: str) -> str:
    """Return the consonant classes of a token, repeated ones once. A token of vowels alone gives "A"."""
    known = keys.current().words
    if token not in known:
        known[token] = _skeleton(token)
    return known[token]


def _skeleton(token: str) -> str:
    letters = _REPEATED.sub(r"\1", token)
    if letters.isdigit():
        return letters
    for sound, letter in _SOUNDS:
        letters = sound.sub(letter, letters)
    classes = _SPOKEN.sub(lambda found: _CLASS_OF.get(found[0], ""), letters)
    # "ts" is one sound in half the languages here, with or without a vowel lost between.
    classes = _TS.sub("S", classes)
    # The article inside Abd- names comes and goes.
    if classes.startswith("PTL"):
        classes = "PT" + classes[3:]
    return _REPEATED.sub(r"\1", classes) or NO_CONSONANT


def expand(token: str) -> set[str]:
    """Return the skeletons of a query's token and of the ways it may have been spelt when it was stored."""
    known = keys.current().expanded
    if token not in known:
        known[token] = frozenset(_skeleton(spelling) for spelling in spellings(token))
    return set(known[token])


def matches(query: str, stored: str) -> bool:
    """Whether every word of `query` may be a word of `stored`, in any order: the test after opening."""
    present = {skeleton(token) for token in stored_tokens(stored)}
    return all(expand(token) & present for token in tokens(query))


def stamp() -> int:
    """Return what a record notes beside its tags: by which rules and with which version of the key they were made.

    Records with another stamp are made anew by a rebuild (vault/rebuilds.py).
    """
    return (VERSION - 1) * 1000 + keys.index_version()


def stored_tags(index: str, values: Iterable[str]) -> list[int]:
    """Return the tags to store for a record's names. They lie in one random partition of the index."""
    return word_tags(index, (token for value in values for token in stored_tokens(value)))


def word_tags(index: str, words: Iterable[str]) -> list[int]:
    """As `stored_tags`, of words that `stored_tokens` gave: those of a search card."""
    partition = secrets.randbelow(_partitions())
    return _tags(index, {f"{partition}|{skeleton(word)}" for word in words}, _bits())


def query_parts(index: str, value: str) -> list[list[list[int]]]:
    """Return what to ask for a name: records that satisfy one part, each word of it by one of its tags (OR of ANDs of ORs).

    A record lies in one partition under one version of the key, so all its words agree on both: asking part
    by part leaves a quarter of the chance hits that asking word by word would, and costs no stored bit.
    """
    spelt = [expand(token) for token in tokens(value)]
    return [[_of_part(index, part, sounds) for sounds in spelt] for part in _parts()] if spelt else []


def narrower_parts(index: str, value: str) -> list[list[list[list[int]]]]:
    """As `query_parts` with ever fewer spellings, for a name that too many share: one word as it may have been
    spelt and the others as they are, then all as they are."""
    words = tokens(value)
    spelt, own = [expand(word) for word in words], [{skeleton(word)} for word in words]
    one_open = [
        [_of_part(index, part, spelt[at] if at == free else own[at]) for at in range(len(words))]
        for part in _parts()
        for free in range(len(words))
    ]
    as_typed = [[_of_part(index, part, sounds) for sounds in own] for part in _parts()]
    return [one_open, as_typed] if len(words) > 1 else [as_typed]


def parts_of_words(
    index: str, groups: Iterable[Iterable[str]], *, spelt_otherwise: bool
) -> list[list[list[int]]]:
    """As `query_parts` for words that `stored_tokens` gave, of each group any; in other spellings too, or not."""
    sounds = expand if spelt_otherwise else lambda word: {skeleton(word)}
    spelt = [{sound for word in group for sound in sounds(word)} for group in groups]
    return [[_of_part(index, part, found) for found in spelt] for part in _parts()]


def near_parts(index: str, value: str) -> list[list[list[int]]]:
    """As `query_parts`, for a name with a wrong consonant: one word may be off by one sound, the others are as typed.

    Empty for a single word: it would ask for everything.
    """
    words = tokens(value)
    if len(words) < 2:
        return []
    own = [{skeleton(word)} for word in words]
    near = [_one_off(skeleton(word)) for word in words]
    return [
        [_of_part(index, part, near[at] if at == wrong else sounds) for at, sounds in enumerate(own)]
        for part in _parts()
        for wrong in range(len(words))
    ]


def _one_off(sounds: str) -> set[str]:
    """Skeletons that differ in one class: another, one less, one more."""
    found = set()
    for at in range(len(sounds) + 1):
        head, tail = sounds[:at], sounds[at:]
        found |= {head + other + tail for other in CLASSES}
        if tail:
            found |= {head + tail[1:]} | {head + other + tail[1:] for other in CLASSES}
    return {_REPEATED.sub(r"\1", one) or NO_CONSONANT for one in found} - {sounds}


def query_tags(index: str, value: str) -> list[int]:
    """Return the tags of all words of `value` in all parts."""
    parts = query_parts(index, value)
    return sorted({tag for groups in parts for group in groups for tag in group})


def _parts() -> list[tuple[int, int]]:
    """Every partition under every version of the key that may have made tags."""
    return [(number, version) for version in keys.index_versions() for number in range(_partitions())]


def _of_part(index: str, part: tuple[int, int], sounds: Iterable[str]) -> list[int]:
    number, version = part
    return _tags(index, {f"{number}|{sound}" for sound in sounds}, _bits(), version)


def exact_tags(index: str, values: Iterable[str], bits: int = EXACT_BITS) -> list[int]:
    """Return the tags to store for whole values: document and telephone numbers (see `code`), or a compound
    such as skeleton and birth year with fewer bits."""
    return _tags(index, {value for value in values if value}, bits)


def exact_query_tags(index: str, values: Iterable[str], bits: int = EXACT_BITS) -> list[int]:
    """Return the tags to ask for whole values: under every version of the key that may have made them."""
    given = {value for value in values if value}
    return sorted({tag for version in keys.index_versions() for tag in _tags(index, given, bits, version)})


def code(text: str) -> str:
    """Return a document's or telephone's number as it is compared: letters and digits alone."""
    return normalise(text).replace(" ", "")


def _tags(index: str, words: Iterable[str], bits: int, version: int | None = None) -> list[int]:
    """The first `bits` of each word's keyed hash, behind fifteen public bits that keep indexes apart."""
    found = list(words)
    if not found:
        return []
    key, public, cut = keys.subkey(index, version), (crc32(index.encode()) & 0x7FFF) << 16, 32 - bits
    hashes = (hmac.digest(key, word.encode(), hashlib.sha256) for word in found)
    return sorted({public | int.from_bytes(digest[:4], "big") >> cut for digest in hashes})


def _bits() -> int:
    return int(getattr(settings, "VAULT_INDEX_BITS", DEFAULT_BITS))


def _partitions() -> int:
    return int(getattr(settings, "VAULT_INDEX_PARTITIONS", DEFAULT_PARTITIONS))
