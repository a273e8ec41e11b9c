"""The invented world: cases told by cases.generation and built through the real actions.

It is repeatable for its seed and can be interrupted: every case is one transaction, and a later run goes on
after the last one.
"""

from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts import acting
from accounts.models import User
from cases import access, actions
from cases.finding import search
from cases.generation.stories import Story, StoryTeller
from cases.models import Case
from cases.sections import SECTIONS
from config.demonstration import interviews, life, providers
from config.demonstration.people import make_cast
from vault import keys

SEED = 20260101
FIRST = 20
WHOLE = 200
# Who opens cases, in turn: five offices in four regions.
WORKERS = ("amina", "lina", "marta", "paola", "samira", "amina", "dana")


def tell_case(worker: User, story: Story) -> Case:
    """Live one story through the actions a caseworker would use, as `worker`."""
    with acting.as_user(worker), keys.session(), transaction.atomic():
        name = f"{story.biodata.get('first_name', '')} {story.biodata.get('family_name', '')}".strip()
        found = search.find(worker, search.SearchQuery(name=name, code_name="" if name else "nobody yet"))
        case = actions.open_case(
            actor=worker,
            office=worker.memberships_now()[0].office,
            search=found.made,
            **{key: value for key, value in story.registration.items() if value},
        )
        for consent in story.consents:
            actions.record_consent(actor=worker, case=case, **consent)
        for section in ("biodata", "socio_economic", "education", "recruitment"):
            version = SECTIONS[section].row_of(case).version
            actions.save_section(
                actor=worker, case=case, section=section, values=getattr(story, section), base_version=version
            )
        if story.exploitation:
            actions.add_entry(actor=worker, case=case, section="exploitation", values=story.exploitation)
        _tell_further(worker, case, story)
    return case


def _tell_further(worker: User, case: Case, story: Story) -> None:
    """What goes beyond the story, as far as this worker may write it; decisions are left to whoever decides."""
    for key, entries in story.parts.items():
        writable = access.writable_fields(worker, case, key)
        for entry in entries:
            values = {name: value for name, value in entry.told.items() if name in writable}
            if not values:
                continue
            given: dict[str, Any] = {"actor": worker, "case": case, "section": key, "values": values}
            if SECTIONS[key].repeats:
                actions.add_entry(**given)
            else:
                version = SECTIONS[key].row_of(case).version
                actions.save_section(**given, base_version=version)


def leave_draft(worker: User, case: Case) -> None:
    """Something typed and not yet saved, so that the home page has a draft to finish."""
    with acting.as_user(worker), keys.session():
        actions.save_draft(
            actor=worker,
            case=case,
            section="education",
            payload={
                "education_level": ["primary"],
                "vocational_skills": ["weaving, wants to learn bookkeeping"],
            },
            base_version=SECTIONS["education"].row_of(case).version,
        )


def stories(cast: dict[str, User]) -> Iterator[tuple[User, Story]]:
    """The world's stories in order, each with who tells it; always the same."""
    random = Random(SEED)
    tell = StoryTeller(random, timezone.localdate())
    for number in range(WHOLE):
        yield cast[WORKERS[number % len(WORKERS)]], tell()


def build(upto: int, progress: Callable[[int], None] = lambda done: None) -> int:
    """Make the cast and the world's cases until there are `upto` (at most WHOLE). Returns how many were made."""
    with acting.as_system("generate_cases", label="seed"), keys.session():
        cast = make_cast()
        there = Case.objects.filter(owner__is_demonstration=True).count()
    made = 0
    for number, (worker, story) in enumerate(stories(cast)):
        if not there <= number < upto:
            continue
        case = tell_case(worker, story)
        if number == 0:
            leave_draft(worker, case)
        made += 1
        progress(number + 1)
    if upto >= FIRST:
        interviews.tell(cast)
        life.live(cast)
        providers.register(cast)
    return made
