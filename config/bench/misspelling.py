"""The spelling mistakes that search must forgive, made by chance from right names."""

from collections.abc import Callable
from random import Random

from vault import indexes

VOWELS = "aeiou"
# Consonants that sound alike to many ears: a mistake stays inside its class.
CLASSES = ("bp", "dt", "gkq", "sz", "vf")
PAIRS = (
    ("sh", "ch"), ("ph", "f"), ("kh", "h"), ("ou", "u"), ("w", "v"), ("ck", "k"), ("x", "ks"), ("iy", "y"), ("ij", "y"),
    ("ya", "ia"), ("c", "k"), ("y", "i"), ("i", "y"), ("u", "ou"),
)  # fmt: skip


def _at(text: str, wanted: str, random: Random) -> int | None:
    places = [index for index, letter in enumerate(text.lower()) if letter in wanted and index > 0]
    return random.choice(places) if places else None


def vowel_changed(name: str, random: Random) -> str:
    place = _at(name, VOWELS, random)
    if place is None:
        return name
    other = random.choice([vowel for vowel in VOWELS if vowel != name[place].lower()])
    return name[:place] + other + name[place + 1 :]


def vowel_dropped(name: str, random: Random) -> str:
    place = _at(name, VOWELS, random)
    return name if place is None else name[:place] + name[place + 1 :]


def vowel_added(name: str, random: Random) -> str:
    place = random.randrange(1, len(name))
    return name[:place] + random.choice(VOWELS) + name[place:]


def letter_doubled(name: str, random: Random) -> str:
    place = random.randrange(1, len(name))
    return name[: place + 1] + name[place].lower() + name[place + 1 :] if name[place].isalpha() else name


def accent_dropped(name: str, random: Random) -> str:
    return indexes.normalise(name)


def transliterated(name: str, random: Random) -> str:
    """One letter or pair as another way of writing the sound has it."""
    fitting = [pair for pair in PAIRS if pair[0] in name.lower()]
    one, other = random.choice(fitting) if fitting else ("a", "ah")
    return name.lower().replace(one, other, 1)


def consonant_in_class(name: str, random: Random) -> str:
    place = _at(name, "".join(CLASSES), random)
    if place is None:
        return name
    group = next(group for group in CLASSES if name[place].lower() in group)
    return name[:place] + random.choice(group.replace(name[place].lower(), "")) + name[place + 1 :]


def consonant_at_random(name: str, random: Random) -> str:
    """Not promised to be forgiven; reported beside the others."""
    consonants = "bcdfghjklmnpqrstvwxz"
    place = _at(name, consonants, random)
    return name if place is None else name[:place] + random.choice(consonants) + name[place + 1 :]


Mistake = Callable[[str, Random], str]
FORGIVEN: dict[str, Mistake] = {
    "vowel changed": vowel_changed,
    "vowel dropped": vowel_dropped,
    "vowel added": vowel_added,
    "letter doubled": letter_doubled,
    "accent dropped": accent_dropped,
    "transliteration pair": transliterated,
    "consonant inside its class": consonant_in_class,
}


def misspelt(given: str, family: str, mistake: Mistake, random: Random) -> str:
    """The full name with one mistake in the given or in the family name."""
    if random.random() < 0.5:
        return f"{mistake(given, random)} {family}"
    return f"{given} {mistake(family, random)}"


def swapped(given: str, family: str) -> str:
    """The two names the other way round."""
    return f"{family} {given}"
