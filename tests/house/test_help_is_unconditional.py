"""P10: no screen calls help conditional, in any of the three languages."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.conf import settings

from tests.services import ROOT

HELP = {
    "en": r"\b(help\w*|assist\w*|support\w*|shelter\w*|(medical|health) care|food)\b",
    "fr": r"\b(aid(e|es|er|ée?s?)|assist\w+|soutien|souten\w+|appui|héberge\w*|soins?|nourriture)\b",
    "es": r"\b(ayud\w+|asist\w+|apoy\w+|albergue|alojamiento|acogida|atención médica|comida)\b",
}
CONDITION = {
    "en": r"\b(only (if|when|after|once|for victims)|unless|eligib\w+|entitled|qualif\w+|conditional\w*|on condition"
    r"|depends? (up)?on|provided that|in exchange|in return for|must first|requires?|until|wait(s|ing)? for"
    r"|once (she|he|they|identified|determined)|after (the )?determination|if (she|he|they) cooperates?)\b",
    "fr": r"\b(seulement (si|quand|après|lorsqu\w*)|uniquement (si|quand|après)|sauf si|à moins|éligib\w+|droit à"
    r"|condition\w*|dépend\w*|pourvu que|en échange|en contrepartie|sous réserve|exige\w*|tant que|jusqu\w*"
    r"|attend\w*|une fois (identifiée?|déterminée?)|après (la )?détermination|si (elle|il) coopère)\b",
    "es": r"\b((solo|sólo|únicamente) (si|cuando|después)|salvo que|a menos|elegib\w+|derecho a|condici\w+"
    r"|depend\w*|siempre que|a cambio|exige\w*|requiere\w*|hasta|espera\w*|una vez (identificada|determinada)"
    r"|después de la determinación|si coopera)\b",
}
# Said the other way round: that it does not depend, wait or end.
DENIED = re.compile(
    r"\b(not|never) (depend|wait)|waits? for (nothing|none)|n['’](en )?(dépend|attend)\w* (pas|jamais|rien)"
    r"|n['’]attend\w* (rien|aucun)|\b(no|nunca) (depend|espera)|no exige|asks for nothing|in exchange for money"
    r"|en échange d['’]argent|a cambio de dinero",
    re.IGNORECASE,
)
# About something else than whether somebody is helped: the words by which the sentence is known, and why.
HARMLESS = {
    "only if it helps": "whether words are written down",
    "seulement si cela l'aide": "whether words are written down",
    "solo si le ayuda": "whether words are written down",
}
STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
IN_TEMPLATE = re.compile(r"""\{% translate (?:"([^"]+)"|'([^']+)')|\b_\("([^"]+)"\)""")


def catalogue(language: str) -> Iterator[str]:
    """Every text of a language: the English ones are those that are translated."""
    source = "fr" if language == "en" else language
    text = (ROOT / "locale" / source / "LC_MESSAGES/django.po").read_text("utf-8")
    wanted = "msgid" if language == "en" else "msgstr"
    for entry in re.findall(rf'^{wanted}(?:_plural|\[\d\])? ((?:"(?:[^"\\]|\\.)*"\n?)+)', text, re.MULTILINE):
        yield "".join(STRING.findall(entry)).replace('\\"', '"')


def shown(language: str) -> set[str]:
    """Catalogue and, of the templates, what nobody has put into it yet."""
    found = set(catalogue(language))
    if language == "en":
        for path in (ROOT / "templates").rglob("*.html"):
            found |= {"".join(one) for one in IN_TEMPLATE.findall(path.read_text("utf-8"))}
    return found


def conditional(text: str, language: str) -> list[str]:
    """The sentences of a text that speak of help and of a condition."""
    sentences = re.split(r"(?<=[.!?:;]) ", text)
    return [
        one
        for one in sentences
        if re.search(HELP[language], one, re.IGNORECASE)
        and re.search(CONDITION[language], one, re.IGNORECASE)
        and not DENIED.search(one)
        and not any(known in one for known in HARMLESS)
    ]


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_no_text_makes_help_conditional(language: str) -> None:
    texts = shown(language)
    assert len(texts) > 1000
    assert [one for text in texts for one in conditional(text, language)] == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Shelter is given only after the determination."),
        ("en", "She is eligible for assistance."),
        ("en", "Medical care depends on cooperation with the police."),
        ("fr", "L’aide est accordée sous réserve de la détermination."),
        ("fr", "L’hébergement est possible si elle coopère."),
        ("es", "La ayuda se da siempre que coopere."),
        ("es", "Solo si se determina que es víctima recibe alojamiento."),
    ],
)
def test_what_the_search_is_for_is_found(language: str, text: str) -> None:
    assert conditional(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Help does not depend on it."),
        ("fr", "L'aide n'en dépend pas."),
        ("es", "La ayuda nunca depende de ello."),
    ],
)
def test_that_help_depends_on_nothing_may_be_said(language: str, text: str) -> None:
    assert conditional(text, language) == []


def test_exceptions_are_still_said_somewhere() -> None:
    texts = {text for code, _name in settings.LANGUAGES for text in shown(code)}
    assert [known for known in HARMLESS if not any(known in text for text in texts)] == []
