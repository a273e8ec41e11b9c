"""Letters of other scripts in Latin ones, for the comparison of names only (vault/indexes.py).

Arabic (with the Persian and Kurdish letters) and Cyrillic (Russian, Ukrainian, Belarusian, Bulgarian,
Serbian, Macedonian, Kazakh, Kyrgyz, Tatar) have tables of their own, because general transliteration
loses what names need. Every other script goes through anyascii.
"""

from typing import Final

ARABIC: Final = {
    "ا": "a", "أ": "a", "إ": "i", "آ": "a", "ٱ": "a", "ى": "a", "ب": "b", "پ": "p", "ت": "t", "ٹ": "t",
    "ث": "th", "ج": "j", "چ": "ch", "ح": "h", "خ": "kh", "د": "d", "ڈ": "d", "ذ": "dh", "ر": "r", "ڕ": "r",
    "ڑ": "r", "ز": "z", "ژ": "zh", "س": "s", "ش": "sh", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "ع": "a",
    "غ": "gh", "ف": "f", "ڤ": "v", "ق": "q", "ك": "k", "ک": "k", "گ": "g", "ڭ": "ng", "ل": "l", "ڵ": "l",
    "م": "m", "ن": "n", "ں": "n", "ه": "h", "ە": "e", "ھ": "h", "ہ": "h", "ة": "h", "ۃ": "h", "و": "w",
    "ؤ": "w", "ۆ": "o", "ۇ": "u", "ي": "y", "ی": "y", "ې": "e", "ێ": "e", "ے": "e", "ئ": "y", "ء": "",
}  # fmt: skip

CYRILLIC: Final = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "ғ": "g", "ѓ": "gj", "д": "d", "ђ": "dj", "е": "e",
    "ё": "e", "є": "ie", "ж": "zh", "җ": "j", "з": "z", "ѕ": "dz", "и": "i", "і": "i", "ї": "i", "й": "y",
    "ј": "y", "к": "k", "қ": "k", "ќ": "kj", "л": "l", "љ": "l", "м": "m", "н": "n", "њ": "n", "ң": "n",
    "о": "o", "ө": "o", "п": "p", "р": "r", "с": "s", "т": "t", "ћ": "ch", "у": "u", "ў": "w", "ү": "u",
    "ұ": "u", "ф": "f", "х": "kh", "һ": "h", "ц": "ts", "ч": "ch", "џ": "dj", "ш": "sh", "щ": "shch",
    "ъ": "", "ы": "y", "ь": "", "э": "e", "ә": "a", "ю": "iu", "я": "ia",
}  # fmt: skip

# Latin letters whose accent makes another consonant, or that have no accent to take off.
LATIN: Final = {
    "ß": "ss", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ə": "a",
    "ħ": "h", "ŋ": "ng", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ç": "c", "č": "ch", "ć": "ch", "ș": "sh", "ş": "sh",
    "š": "sh", "ś": "sh", "ž": "zh", "ź": "zh", "ż": "zh", "ñ": "n", "ț": "t", "ţ": "t",
}  # fmt: skip

TABLE: Final = {ord(letter): latin for letter, latin in (ARABIC | CYRILLIC | LATIN).items()}
