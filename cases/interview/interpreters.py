"""Which interpreters can be proposed to a person, and what speaks against each (practice.md P7).

The person decides by sex, origin and way; whom she refused is never proposed to her again. Nothing here forbids a
choice: a warning is said before it, and the event of the choice names it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import acting
from cases import access, dictionary, facts
from cases.interview import refusals
from cases.models import (
    Case,
    ChoiceState,
    Interpreter,
    InterpreterChoice,
    InterpreterWish,
    Mode,
    Origin,
    PersonBiodata,
    Wished,
)
from vault.indexes import normalise
from vault.sealed import open_many

if TYPE_CHECKING:
    from accounts.models import User

# Cases of people tied to this one: family, kept apart. Answered by the floor that knows.
CIRCLE = facts.needs("circle")
SEX_OF = {Wished.WOMAN: "female", Wished.MAN: "male"}
# Shorter words are articles and the like, not places.
SHORTEST_PLACE = 4
WARNINGS: dict[str, str | Promise] = {
    "not_vetted": gettext_lazy("Not vetted, or the vetting has run out."),
    "no_undertaking": gettext_lazy("Has not signed the undertaking of silence."),
    "conflict": gettext_lazy("A conflict is noted in the register: read it first."),
    "nationality": gettext_lazy("From the person's own country: ask whether the person wants that."),
    "place": gettext_lazy("From the same region, town or village: they may know each other's families."),
    "circle": gettext_lazy("Already interprets for somebody of this person's family or circle."),
}


@dataclass(frozen=True)
class Offer:
    """One interpreter as proposed: how many of the person's wishes are met, and codes of WARNINGS."""

    interpreter: Interpreter
    chosen: bool
    fits: int
    warnings: tuple[str, ...]

    @property
    def reasons(self) -> list[str | Promise]:
        """The warnings in words."""
        return [WARNINGS[code] for code in self.warnings]

    @property
    def languages(self) -> str:
        return language_names(self.interpreter)


def language_names(interpreter: Interpreter) -> str:
    """The languages of an interpreter in the reader's language."""
    return ", ".join(dictionary.language_name(code) for code in interpreter.languages)


def wish_of(case: Case) -> InterpreterWish | None:
    """What the person wished, not opened; None where nothing was asked."""
    return InterpreterWish.objects.filter(case=case).first()


def interviewer_notice(case: Case) -> str:
    """For every office that sees the case: who should ask the questions. Empty where nothing is wished."""
    wish = getattr(case, "interpreter_wish", None)  # read with the case by its door
    wished = wish.interviewer if wish else _wished_elsewhere(case)
    if wished == Wished.WOMAN:
        return _("The person wishes to be interviewed by a woman.")
    return _("The person wishes to be interviewed by a man.") if wished == Wished.MAN else ""


def _wished_elsewhere(case: Case) -> str:
    """What she wished last at another case of hers, as long as nothing was noted here; nothing is copied (0243)."""
    if not (others := refusals.linked(case)):
        return ""
    with acting.by_rule(refusals.RULE):
        rows = InterpreterWish.objects.plain().exclude(interviewer="")
        rows = rows.filter(case__in=others, case__closed_to_use_at__isnull=True).order_by("-changed_at")
        return rows.values_list("interviewer", flat=True).first() or ""


def offers(user: "User", case: Case, heard: Sequence[refusals.Word] | None = None) -> list[Offer]:
    """The office's interpreters of the person's languages, the best fitting first; refused ones are left out.

    Refused is also whom she did not want at another case or office; `heard` is what refusals.words gave, if it was
    asked before.

    Opens the register's rows and the bio data to compare places: the caller records that (`viewed`).
    """
    biodata = PersonBiodata.objects.get(case=case)
    spoken = {biodata.primary_language, *(biodata.secondary_languages or ())} - {""}
    wish, chosen = wish_of(case), set(chosen_in(case))
    rows = Interpreter.objects.visible_to(user).working().filter(office=case.office_id)
    if spoken:
        rows = rows.filter(languages__overlap=list(spoken))
    register = open_many(rows.select_related("office"))
    refused = refusals.refused(case, register, heard)
    readable = access.readable_fields(user, case, "biodata")
    in_circle = circle_of(case)
    found = [
        Offer(
            row,
            chosen=row.pk in chosen,
            fits=_fits(row, wish, biodata),
            warnings=tuple(warnings_of(row, biodata, readable, in_circle)),
        )
        for row in register
        if row.pk not in refused
    ]
    return sorted(found, key=lambda one: (not one.chosen, -one.fits, len(one.warnings), one.interpreter.code))


def circle_of(case: Case) -> set[UUID]:
    """Interpreters chosen by people tied to this person. Whose they are is told to nobody."""
    with acting.by_rule(refusals.RULE):
        tied = facts.ask(CIRCLE, case)
        chosen = InterpreterChoice.objects.filter(case__in=tied, state=ChoiceState.CHOSEN)
        return set(chosen.values_list("interpreter", flat=True))


def warnings_of(
    row: Interpreter, biodata: PersonBiodata, readable: Collection[str], in_circle: Collection[UUID]
) -> list[str]:
    """Codes of what speaks against an interpreter for this person, the weightiest first."""
    home = {biodata.birth_country, biodata.habitual_residence_country, *biodata.citizenship} - {""}
    places = [getattr(biodata, key) for key in ("origin_region", "birth_place") if key in readable]
    holds = {
        "not_vetted": not row.is_vetted(),
        "no_undertaking": row.undertaking_on is None,
        "conflict": bool(row.conflicts),
        "nationality": bool(home & set(row.nationalities)),
        "place": bool(_words(row.origin_place) & {word for place in places for word in _words(place)}),
        "circle": row.pk in in_circle,
    }
    return [code for code in WARNINGS if holds[code]]


def _words(place: str | None) -> set[str]:
    return {word for word in normalise(place or "").split() if len(word) >= SHORTEST_PLACE}


def _fits(row: Interpreter, wish: InterpreterWish | None, biodata: PersonBiodata) -> int:
    """How many of the three wishes an interpreter meets; a wish that does not matter counts for nobody."""
    if wish is None:
        return 0
    own = bool({biodata.birth_country, *biodata.citizenship} & set(row.nationalities))
    met = [
        SEX_OF.get(Wished(wish.interpreter)) == row.sex if wish.interpreter else False,
        {Origin.SAME: own, Origin.OTHER: not own}.get(Origin(wish.origin), False) if wish.origin else False,
        {Mode.IN_PERSON: row.in_person, Mode.TELEPHONE: row.by_telephone}[Mode(wish.mode)]
        if wish.mode
        else False,
    ]
    return sum(met)


def chosen_of(case: Case) -> Any:
    """Interpreters the person chose, and still wants, who still work for the office."""
    chosen = set(chosen_in(case))
    rows = Interpreter.objects.plain().working().filter(pk__in=chosen)
    return rows.exclude(pk__in=refusals.refused(case, rows)) if chosen else rows


def chosen_in(case: Case) -> Any:
    """Ids of whom the person chose at this case, wanted still or not."""
    chosen = InterpreterChoice.objects.filter(case=case, state=ChoiceState.CHOSEN)
    return chosen.values_list("interpreter", flat=True)


def suggestions(case: Case) -> list[tuple[str, str]]:
    """(code, languages) of whom the person chose, for the question who interprets."""
    return [(row.code, language_names(row)) for row in chosen_of(case)]
