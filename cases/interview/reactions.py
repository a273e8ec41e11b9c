"""Which supportive responses belong to a reaction that was observed.

The codes of the list supportive_response begin with the reaction they answer, as the Padua guidance of 2010 groups
them (domain/codelists.csv, SEED-004); their labels begin with its name, which is said once above them here.
"""

from dataclasses import dataclass
from typing import Any

from cases import dictionary

# Reaction -> how the codes of its responses begin.
BEGINNING = {
    "fear": "fear_",
    "mistrust_others": "mistrust_",
    "mistrust_self": "self_",
    "guilt_shame": "guilt_",
    "anger": "anger_",
    "memory_dissociation": "memory_",
    "isolation": "isolation_",
    "dependence": "dependence_",
}


@dataclass(frozen=True)
class Supportive:
    """A reaction with what helps: (code, words) of each response."""

    code: str
    label: Any
    responses: list[tuple[str, str]]


def supportive() -> list[Supportive]:
    """Every reaction in the order of its list, in the reader's language."""
    offered = [(str(code), str(label)) for code, label in dictionary.choices("supportive_response")]
    return [
        Supportive(
            str(code),
            label,
            [(one, _without_reaction(words)) for one, words in offered if one.startswith(BEGINNING[code])],
        )
        for code, label in dictionary.choices("observed_reaction")
    ]


def _without_reaction(words: str) -> str:
    """ "fear: reassure about confidentiality" -> "Reassure about confidentiality"."""
    _reaction, colon, rest = words.partition(":")
    said = (rest if colon else words).strip()
    return said[:1].upper() + said[1:]
