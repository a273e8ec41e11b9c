"""References and code names: what a case and a person are called where no name may stand.

Both are drawn at random. Neither carries an office, a year, a sequence or anything of the real name.
"""

import secrets

# Crockford's base 32: no I, L, O or U, so that a reference read over a bad line is written down right.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ"
READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0"})
LENGTH = 9

ADJECTIVES = (
    "amber", "autumn", "blue", "brave", "bright", "calm", "clear", "clever", "cool", "copper", "coral", "crisp",
    "deep", "early", "even", "fair", "fast", "fine", "fresh", "gentle", "glad", "golden", "grand", "green", "happy",
    "high", "honest", "jade", "keen", "kind", "large", "late", "light", "lively", "long", "lucky", "mellow", "merry",
    "mild", "modest", "neat", "new", "noble", "olive", "open", "patient", "plain", "polite", "proud", "pure", "quick",
    "quiet", "rapid", "ready", "round", "royal", "ruby", "silver", "simple", "smart", "smooth", "soft", "solid",
    "spring", "steady", "still", "strong", "summer", "sunny", "sweet", "swift", "tall", "teal", "tender", "tidy",
    "true", "velvet", "violet", "warm", "wide", "winter", "wise", "witty", "young",
)  # fmt: skip
NOUNS = (
    "acorn", "anchor", "apple", "arrow", "aspen", "badger", "bay", "beach", "bell", "birch", "bridge", "brook",
    "candle", "canyon", "cedar", "cherry", "clover", "cloud", "coast", "comet", "cove", "crane", "creek", "daisy",
    "dawn", "delta", "dolphin", "dune", "eagle", "elm", "falcon", "fern", "field", "finch", "fjord", "forest",
    "fountain", "garden", "glade", "grove", "harvest", "hazel", "heron", "hill", "island", "ivy", "jasmine", "kite",
    "lagoon", "lake", "lantern", "lark", "laurel", "lemon", "lily", "linden", "maple", "meadow", "mesa", "mint",
    "moon", "morning", "moss", "mountain", "oak", "oasis", "ocean", "orchard", "otter", "owl", "palm", "pearl",
    "pebble", "pine", "plum", "pond", "poplar", "prairie", "quartz", "rain", "reef", "ridge", "river", "robin",
    "sail", "sparrow", "star", "stone", "stork", "stream", "swallow", "thistle", "tulip", "valley", "wave",
    "willow", "wind", "wren",
)  # fmt: skip


def new_reference() -> str:
    """A letter, seven random characters and a check character, for example W7F3K2QXM."""
    # 256 is a multiple of 32: every character is as likely as any other.
    drawn = secrets.token_bytes(LENGTH - 2)
    body = secrets.choice(LETTERS) + "".join(ALPHABET[byte % len(ALPHABET)] for byte in drawn)
    return body + check_character(body)


def check_character(body: str) -> str:
    """The character that makes a mistyped or swapped one show (weights 1, 3, 5 … modulo 32).

    Odd weights have an inverse modulo 32, so any single wrong character is noticed.
    """
    total = sum((2 * place + 1) * ALPHABET.index(character) for place, character in enumerate(body))
    return ALPHABET[total % len(ALPHABET)]


def read_reference(text: str) -> str | None:
    """The reference somebody typed or read out, tidied; None when it cannot be one."""
    tidy = "".join(text.split()).replace("-", "").upper().translate(READ_AS)
    if len(tidy) != LENGTH or any(character not in ALPHABET for character in tidy):
        return None
    return tidy if check_character(tidy[:-1]) == tidy[-1] else None


def new_short_code() -> str:
    """A letter and five random characters: what an interpreter or a booking is called where no name may stand."""
    drawn = secrets.token_bytes(5)
    return secrets.choice(LETTERS) + "".join(ALPHABET[byte % len(ALPHABET)] for byte in drawn)


def new_code_name() -> str:
    """A pair of everyday words, for example "quiet heron". Two persons may share one; the reference tells them apart."""
    return f"{secrets.choice(ADJECTIVES)} {secrets.choice(NOUNS)}"
