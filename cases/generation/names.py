"""Invented names by region of the world, built from syllables so that no list of real people is needed.

Each region has its own stems and endings; common names are drawn more often than rare ones (weights
fall with rank), because search is only tested honestly when many people share a name.
"""

from dataclasses import dataclass
from functools import cache
from random import Random

from anyascii import anyascii


@dataclass(frozen=True)
class Region:
    """Parts of names: stems and endings of given names (women's, men's) and of family names, each a string of words."""

    stems: str
    women: str
    men: str
    family_stems: str
    family: str
    script: str = "latin"


REGIONS = {
    "slavic": Region(
        "Vel Mir Oles Zor Lub Rad Stan Dar Mil Bor Nad Sve Ol Yar Kat Tat Iv Hal Pol",
        "ana ena ina ka ya ija etta ela",
        "an ko o en ij av omir oslav",
        "Kor Bond Shev Mel Pol Kov Hry Tka Lys Vor Zub Mor Hol Dem Sav Bil Rud",
        "enko chuk ova sky ina eiko ash uk oviy",
        "cyrillic",
    ),
    "romance": Region(
        "Mar Lum Ros El Cor Val Don Fel Sim Vio Luc Ren Ad Oct Bea Cris Ner",
        "ina ela ica ana eta ia ora isa",
        "in el ian u eo ius or io",
        "Cod Mun Rus Tur Pop Ced Alb Lup Bal Cor Mor Ver Sal Cab Rom",
        "reanu escu ari oiu eanu ero ado illo aga ini",
    ),
    "islands": Region(
        "Ma Jo Ro Li Che Ana Gra Per Lo Ris Na Di Em Ja Ri",
        "lyn belle rose sol nie cel lita mae",
        "nel rico vin son dro mar jun bert",
        "Dela Mag Bat Sala Cat Pan Bau Tal Lim Gat Mana Dim Ala",
        "cruz tangol alis wigan bayan sipon tuan lao dao nisa",
    ),
    "mekong": Region(
        "So Cha Sre Van Ra Ty Da Bo Pi Ki Mo Ne",
        "phea nary leap neth thida rom vy mom",
        "rith vuth pheak sal ny kosal rin da",
        "Ke Sok Che Nhe Chho Phou Yi Mea Se Lo",
        "o ng m t n k p r u an",
        "latin",
    ),
    "nusantara": Region(
        "Sri Dew Ind Rat War Sut Har Pur Nur Kus Win Tri",
        "ati ani iyah inah ayu asih una i",
        "anto adi ono iman oyo awan oko i",
        "Wid Sus Har Set Kus Pra Mul Bud Gun Rah",
        "odo anti awan iawan yono mono tono ayat ardi",
    ),
    "west_africa": Region(
        "Ama Ko Adwo Ab Ny Ef Ye Kwa Es Fa Ai Mari Bin Ous",
        "na la sa ssa tou ma dzi mah",
        "fi jo ku bo ne dou mar kwe",
        "Men Ansa Owu Boa Dial Tra Cou Kei Ba Di Toure Qua Asi",
        "sah h su teng lo ore libaly ta rry op nko edu",
    ),
    "levant": Region(
        "Sam Hal Nad Rim Lay Mun Kha Fad Zay Ash Far Jam Abd",
        "ira ima ya ah een iha la at",
        "ir el im iq ar ed an il",
        "Had Kha Maa Naj Sab Qas Shar Zah Ham Bak",
        "dad lil louf jar bagh sem rawi rani dan kri",
        "arabic",
    ),
    "north": Region(
        "El Mad Bri Kay Ash Tay Jor Har Mor Dev Ly Bay",
        "anna ison elle lee lyn een a ette",
        "en on ey an er ton as o",
        "Whit Brook Marl Hart Cald Thorn Ash Wex Lang Fair",
        "field well owe man by wood ley more stead ridge",
    ),
}
REGION_OF = {
    "UA": "slavic", "BY": "slavic", "BG": "slavic", "KG": "slavic", "KZ": "slavic", "UZ": "slavic", "TJ": "slavic",
    "TM": "slavic", "MD": "romance", "RO": "romance", "AL": "romance", "CO": "romance", "MX": "romance",
    "BO": "romance", "GW": "west_africa", "PH": "islands", "KH": "mekong", "LA": "mekong", "TH": "mekong",
    "VN": "mekong", "MM": "mekong", "CN": "mekong", "KR": "mekong", "ID": "nusantara", "LK": "nusantara",
    "BD": "nusantara", "NP": "nusantara", "MG": "nusantara", "AF": "levant", "ER": "levant", "US": "north",
    "HT": "romance",
}  # fmt: skip

CYRILLIC = [
    ("shch", "щ"), ("sh", "ш"), ("ch", "ч"), ("zh", "ж"), ("kh", "х"), ("ts", "ц"), ("ya", "я"), ("yu", "ю"),
    ("ye", "є"), ("ij", "ій"), ("iy", "ій"), ("a", "а"), ("b", "б"), ("v", "в"), ("g", "г"), ("h", "г"), ("d", "д"),
    ("e", "е"), ("z", "з"), ("i", "и"), ("y", "й"), ("k", "к"), ("l", "л"), ("m", "м"), ("n", "н"), ("o", "о"),
    ("p", "п"), ("r", "р"), ("s", "с"), ("t", "т"), ("u", "у"), ("f", "ф"), ("c", "ц"), ("j", "й"), ("w", "в"),
    ("x", "кс"), ("q", "к"),
]  # fmt: skip
ARABIC = [
    ("sh", "ش"), ("kh", "خ"), ("gh", "غ"), ("th", "ث"), ("dh", "ذ"), ("aa", "ا"), ("ee", "ي"), ("ou", "و"),
    ("a", "ا"), ("b", "ب"), ("t", "ت"), ("j", "ج"), ("h", "ه"), ("d", "د"), ("r", "ر"), ("z", "ز"), ("s", "س"),
    ("f", "ف"), ("q", "ق"), ("k", "ك"), ("l", "ل"), ("m", "م"), ("n", "ن"), ("w", "و"), ("y", "ي"), ("i", "ي"),
    ("u", "و"), ("e", ""), ("o", "و"), ("p", "ب"), ("v", "ف"), ("g", "غ"), ("c", "ك"), ("x", "كس"),
]  # fmt: skip

DOUBLE_FAMILY_NAMES = 0.12  # share of people with two family names joined by a hyphen


@dataclass(frozen=True)
class Name:
    """An invented name; `original` is its spelling in the region's own script, empty for Latin."""

    given: str
    family: str
    original: str = ""


def in_script(text: str, script: str) -> str:
    """`text` (Latin) letter by letter in Cyrillic or Arabic; empty for any other script."""
    table = {"cyrillic": CYRILLIC, "arabic": ARABIC}.get(script)
    if table is None:
        return ""
    text = anyascii(text).casefold()
    for latin, letter in table:
        text = text.replace(latin, letter)
    return text.title() if script == "cyrillic" else text


@cache
def spellings(region: str, part: str) -> tuple[tuple[str, ...], tuple[float, ...]]:
    """Every name of one part (`women`, `men`, `family`) with weights that fall with its rank."""
    parts = REGIONS[region]
    stems = (parts.family_stems if part == "family" else parts.stems).split()
    names = tuple(stem + end for end in getattr(parts, part).split() for stem in stems)
    cumulative, total = [], 0.0
    for rank in range(1, len(names) + 1):
        total += rank**-0.6
        cumulative.append(total)
    return names, tuple(cumulative)


def draw(random: Random, citizenship: str | None, gender: str) -> Name:
    """An invented name fit for the region of `citizenship` (ISO alpha-2) and `gender` (woman | man)."""
    region = REGION_OF.get(citizenship or "", "west_africa")
    given = _one(random, region, "women" if gender == "woman" else "men")
    family = _one(random, region, "family")
    if random.random() < DOUBLE_FAMILY_NAMES:
        family += "-" + _one(random, region, "family")
    return Name(given, family, in_script(f"{given} {family}", REGIONS[region].script))


def _one(random: Random, region: str, part: str) -> str:
    names, cumulative = spellings(region, part)
    return random.choices(names, cum_weights=cumulative)[0]
