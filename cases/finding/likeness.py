"""Whether a colleague's name may be a name in a case: by sound first, then by spelling. Pure."""

from rapidfuzz import fuzz

from vault import indexes

# A single word in common is half the country's surname; two are somebody.
WORDS_NEEDED = 2
ALIKE = 75.0
MOST_WORDS = 12


def is_like(colleague: str, name: str) -> bool:
    """True when two words of the shorter name sound like words of the longer one, and the spelling is near enough."""
    mine, theirs = _words(colleague), _words(name)
    shorter, longer = sorted((mine, theirs), key=len)
    if len(shorter) < WORDS_NEEDED or len(longer) > MOST_WORDS:
        return False
    if not indexes.matches(" ".join(shorter), " ".join(longer)):
        return False
    return fuzz.token_set_ratio(" ".join(shorter), " ".join(longer)) >= ALIKE


def _words(name: str) -> list[str]:
    return indexes.normalise(name).split()
