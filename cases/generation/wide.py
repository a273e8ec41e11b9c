"""Many more invented names than a demonstration needs: as a whole country has them, for measuring searches.

As many spellings as design/confidentiality.md 4 measured with: 6,666 given and 30,000 family names, each
drawn by its rank to the power of -0.9 and -0.8, so that a few names are shared by very many people.
"""

from bisect import bisect
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from random import Random

SEED = 1
GIVEN, FAMILY = 6_666, 30_000
GIVEN_FALL, FAMILY_FALL = 0.9, 0.8
ONSETS = (
    "b", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z", "sh", "ch", "kh", "br", "dr", "kr",
    "tr", "st", "gr", "pl", "sl", "y", "j", "th", "w",
)  # fmt: skip
VOWELS = ("a", "a", "a", "e", "e", "i", "i", "o", "o", "u", "ia", "ei", "ou")
CODAS = ("", "", "", "", "n", "r", "l", "s", "k", "m", "t", "nd", "sk", "rt")
GIVEN_ENDS = ("a", "ia", "o", "an", "e", "in", "ina", "")
FAMILY_ENDS = ("enko", "ova", "escu", "ez", "i", "ini", "ari", "uk", "son", "a", "o", "")


@dataclass(frozen=True)
class Names:
    """Spellings with weights that fall with their rank."""

    spellings: tuple[str, ...]
    steps: tuple[float, ...]

    def draw(self, random: Random) -> str:
        return self.spellings[bisect(self.steps, random.random() * self.steps[-1])]


@cache
def given_names() -> Names:
    return _names(GIVEN, GIVEN_FALL, GIVEN_ENDS, (1, 2, 2))


@cache
def family_names() -> Names:
    return _names(FAMILY, FAMILY_FALL, FAMILY_ENDS, (2, 2, 3))


def _names(count: int, fall: float, ends: tuple[str, ...], lengths: tuple[int, ...]) -> Names:
    random, found = Random(f"{SEED}/{count}"), dict[str, None]()
    while len(found) < count:
        syllables = [_syllable(random) for _ in range(random.choice(lengths))]
        found["".join([*syllables, random.choice(ends)]).capitalize()] = None
    steps = accumulate(rank**-fall for rank in range(1, count + 1))
    return Names(tuple(found), tuple(steps))


def _syllable(random: Random) -> str:
    return random.choice(ONSETS) + random.choice(VOWELS) + random.choice(CODAS)
