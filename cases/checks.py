"""What must hold before the application starts."""

from typing import Any

from django.core.checks import CheckMessage, Error, register

from cases import dictionary, facts
from cases.sections import SECTIONS


@register()
def every_question_is_answered(**_options: Any) -> list[CheckMessage]:
    """A fact that a rule of cases asks for must be registered by an upper floor."""
    return [
        Error(f"cases asks for the fact {name!r} and no app registers an answer", id="cases.E001")
        for name in facts.unanswered()
    ]


@register()
def every_section_is_known(**_options: Any) -> list[CheckMessage]:
    """A section must stand in the dictionary with at least one field of ours."""
    known = {entry.section for entry in dictionary.fields().values()}
    return [
        Error(f"section {section.key!r} is not in the dictionary or asks nothing", id="cases.E002")
        for section in SECTIONS.values()
        if not set(section.of_dictionary or (section.key,)) <= known or not section.all_fields
    ]
