"""What is read out before consent is asked, and which points belong to which kind of consent.

The seven points follow HTCDS 2.0 (domain/consent.md, facts) and P12: the limits of confidentiality come
before the first question. A point that was not explained makes the consent incomplete, never unsaved.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases import dictionary
from cases.consent import laws
from cases.consent.validity import points_of
from cases.models import ConsentWording, CountryLaw

POINTS: dict[str, str | Promise] = {
    "informed_purpose": _(
        "We would like to talk with you to understand what you need and how we can help. "
        "You need not answer a question, and you can stop at any time."
    ),
    "informed_voluntary": _("The choice is yours. Whatever you decide, we help you just the same."),
    "informed_data_use": _(
        "We would like to write down what you tell us, so that you need not tell it again. "
        "It is kept locked. Only the people who help you read it. Nobody else gets it unless you agree."
    ),
    "informed_access": _("You can ask to see what we have written about you, and to have it corrected."),
    "informed_retention": _(
        "We keep it for as long as we help you and for a limited time afterwards. Then it is destroyed."
    ),
    "informed_withdrawal": _(
        "You can change your mind at any time and need not say why. Tell any of us, and we stop using it at once."
    ),
    "informed_research": _(
        "Numbers without names help others to understand trafficking. "
        "We count you in such numbers only if you agree. Nobody can recognise you in them."
    ),
}

# What each further kind is about, said first. No word of it tells what kind of help this is: it is printed, too (P5).
ASKS: dict[str, str | Promise] = {
    "assistance": _(
        "We would like to plan help with you and give it: a place to stay, a doctor, advice, work. "
        "You choose what you want."
    ),
    "share_mission": _(
        "We would like to tell another office of ours what you need, so that it can help you. "
        "You choose what it is told."
    ),
    "share_provider": _(
        "We would like to tell somebody who can help you, and whom we name to you, what they need to know. "
        "You choose what they are told."
    ),
    "share_authority": _(
        "We would like to tell the police, a court or an authority, which we name to you, what you agree to. "
        "You choose what they are told."
    ),
    "family_contact": _(
        "We would like to look for your family or speak with them. You choose whom we speak with and what we say."
    ),
    "medical_exam": _(
        "We would like a doctor or a nurse to examine and treat you. Each step is explained to you before."
    ),
    "medical_test": _(
        "We would like to offer you a test of your health. Only you are told the result, and whom you choose."
    ),
    "medical_sharing": _(
        "We would like to tell those who treat or receive you what they need to know about your health."
    ),
    "photo_document": _(
        "We would like to take a picture of you or to copy your papers. They are kept locked."
    ),
    "shelter_stay": _(
        "We would like to offer you a place to stay, and to explain the rules of the house. "
        "You can leave at any time."
    ),
    "return": _(
        "We would like to help you to travel back. You decide whether, when and where. "
        "We ask you again shortly before you leave."
    ),
    "reintegration": _("We would like to make a plan with you for the time after, and to help you with it."),
    "follow_up": _("We would like to ask you later how you are. You choose how and how often."),
    "media": _(
        "Somebody would like to tell your story in public. Think about it for as long as you like. "
        "What is public cannot be taken back everywhere."
    ),
}

LIMITS: str | Promise = _(
    "There are limits to what we can keep to ourselves. If a child is in danger or somebody's life is at risk, "
    "we may have to tell others. Whenever we can, we speak with you first."
)


@dataclass(frozen=True)
class ReadOut:
    """The text to read out in one language: `points` in order, the limits of confidentiality, and duties to report."""

    code: str
    name: str
    points: list[str]
    limits: str
    duties: list[str]
    worded: list["Worded"] = field(default_factory=list)


@dataclass(frozen=True)
class Worded:
    """What an administrator published for one kind in this language: read out instead of our own sentences about it."""

    label: Any
    text: list[str]
    easy_text: list[str]
    picture: UUID | None


def paragraphs(text: str) -> list[str]:
    """A text by its empty lines."""
    return [part.strip() for part in text.replace("\r", "").split("\n\n") if part.strip()]


def _worded(row: ConsentWording) -> Worded:
    label = dictionary.code_label("consent_type", row.consent_type)
    picture = row.pk if row.picture_kind else None
    return Worded(label, paragraphs(row.text), paragraphs(row.easy_text), picture)


def points_for(types: tuple[str, ...]) -> list[str]:
    """The information points of these kinds of consent together, in the order in which they are read out."""
    wanted = {point for kind in types for point in points_of(kind)}
    return [point for point in POINTS if point in wanted]


def _spoken(types: tuple[str, ...]) -> list[str]:
    """Our own sentences about these kinds: what each is about, then the points of all of them."""
    about = [str(ASKS[kind]) for kind in types if kind in ASKS]
    return about + [str(POINTS[point]) for point in points_for(types)]


def read_outs(
    types: tuple[str, ...],
    languages: Iterable[tuple[str, Any]],
    first: str,
    law: CountryLaw | None,
    published: Iterable[ConsentWording] = (),
) -> list[ReadOut]:
    """The same text in every language of the interface, each named in itself, the reader's own first.

    With it what `law` obliges the office to report (P12). `published` wordings stand in place of our
    own sentences, in languages of the interface and in any other; in those the limits are for the interpreter.
    """
    ours = dict(languages)
    by_language: dict[str, list[ConsentWording]] = {}
    for row in published:
        by_language.setdefault(row.language, []).append(row)
    order = sorted(ours, key=lambda code: code != first) + sorted(by_language.keys() - ours.keys())
    texts = []
    for code in order:
        rows = by_language.get(code, [])
        unsaid = tuple(kind for kind in types if kind not in {row.consent_type for row in rows})
        with translation.override(code if code in ours else first):
            name = str(ours[code]) if code in ours else dictionary.language_name(code)
            points = _spoken(unsaid) if unsaid and code in ours else []
            duties = list(laws.limits(law))
            texts.append(ReadOut(code, name, points, str(LIMITS), duties, [_worded(row) for row in rows]))
    return texts
