"""Turns stories into unsaved rows for cases.bulk."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from random import Random
from typing import Any
from uuid import UUID

from django.db import connections

from accounts.models import Membership
from accounts.permissions import Role
from cases import bulk
from cases.bulk import CaseDraftGraph
from cases.generation.aftermath import Entry
from cases.generation.stories import Story, StoryTeller
from cases.models import (
    Case,
    ConsentRecord,
    Determination,
    Exploitation,
    Interview,
    PersonBiodata,
    PersonEducation,
    PersonSocioEconomic,
    RiskAssessment,
    Trafficking,
)
from cases.sections import SECTIONS

Place = tuple[UUID, UUID]  # a user's and an office's id


def caseworkers() -> list[Place]:
    """Who may own generated cases: every caseworker with the office of the membership."""
    members = Membership.objects.valid().filter(role=Role.CASEWORKER, user__is_active=True)
    return list(members.order_by("user__email").values_list("user_id", "office_id"))


def graph(story: Story, place: Place) -> CaseDraftGraph:
    """The rows of one story, owned by `place`."""
    user, office = place
    registration = {key: value for key, value in story.registration.items() if value}
    case = Case(owner_id=user, office_id=office, registering_office_id=office, **registration)
    return CaseDraftGraph(
        case=case,
        biodata=PersonBiodata(**story.biodata),
        socio=PersonSocioEconomic(**story.socio_economic),
        education=PersonEducation(**story.education),
        recruitment=Trafficking(**story.recruitment),
        exploitations=[Exploitation(**story.exploitation)] if story.exploitation else [],
        parts=[_row(key, entry, user) for key, entries in story.parts.items() for entry in entries],
        consents=[ConsentRecord(recorded_by_id=user, **consent) for consent in story.consents],
    )


def _row(key: str, entry: Entry, user: UUID) -> Any:
    """One entry of a section; `user` interviewed, assessed and decided."""
    row: Any = SECTIONS[key].model(**entry.told, **entry.decided)
    if isinstance(row, Interview):
        row.interviewer_id = user
    if isinstance(row, RiskAssessment):
        row.risk_assessor_id = user
    if isinstance(row, Determination) and row.determination:
        row.determination_by_id = user
    return row


@dataclass(frozen=True)
class Batch:
    """Some of the cases of one run; each batch draws for itself, so that batches may be written side by side."""

    seed: str
    count: int
    today: date
    places: tuple[Place, ...]

    def graphs(self) -> Iterator[CaseDraftGraph]:
        """The cases of the batch, one at a time."""
        random = Random(self.seed)
        tell = StoryTeller(random, self.today)
        for _ in range(self.count):
            yield graph(tell(), random.choice(self.places))

    def write(self) -> int:
        """Write the cases of the batch; how many."""
        return bulk.write(self.graphs(), batch=self.count)


def batches(count: int, seed: int, today: date, places: Sequence[Place]) -> Iterator[Batch]:
    """`count` invented cases in batches; the same seed, day and places tell the same stories."""
    for first in range(0, count, bulk.BATCH):
        yield Batch(f"{seed}/{first}", min(bulk.BATCH, count - first), today, tuple(places))


def write(count: int, seed: int, today: date, places: Sequence[Place], processes: int = 1) -> int:
    """Write `count` invented cases with so many processes; how many were written."""
    waiting = batches(count, seed, today, places)
    if processes < 2:
        return sum(map(Batch.write, waiting))
    connections.close_all()  # a connection cannot be shared; every process opens its own
    with ProcessPoolExecutor(processes, mp_context=get_context("fork")) as pool:
        return sum(pool.map(Batch.write, waiting))
