"""Turns stories into unsaved rows for cases.bulk."""

from collections.abc import Iterator, Sequence
from datetime import date
from random import Random
from uuid import UUID

from accounts.models import Membership
from accounts.permissions import Role
from cases.bulk import CaseDraftGraph
from cases.generation.stories import Story, StoryTeller
from cases.models import (
    Case,
    ConsentRecord,
    Exploitation,
    PersonBiodata,
    PersonEducation,
    PersonSocioEconomic,
    Trafficking,
)

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
        consents=[ConsentRecord(recorded_by_id=user, **consent) for consent in story.consents],
    )


def graphs(count: int, seed: int, today: date, places: Sequence[Place]) -> Iterator[CaseDraftGraph]:
    """`count` invented cases one at a time; the same seed, day and places tell the same stories."""
    random = Random(seed)
    tell = StoryTeller(random, today)
    for _ in range(count):
        yield graph(tell(), random.choice(places))
