"""Cases by the hundred thousand: plain columns, who the person is, and search cards, and nothing else.

For measuring lists and searches at the sizes of a large installation. Each case is a real one as far as it
goes (its own keys, envelopes, manifest and grant); sections beyond the bio data have no row, so its pages
other than lists and search results are not for looking at. `build.py` writes whole ones.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from multiprocessing import get_context
from random import Random
from typing import Any
from uuid import UUID, uuid4

import orjson
from django.db import connection, connections, transaction

from audit import events
from cases.actions.granting import grant_permission
from cases.finding import cards
from cases.generation import wide
from cases.generation.build import Place
from cases.generation.distributions import FactDrawer
from cases.generation.insertion import insert, insert_columns
from cases.models import Case, CaseGrant, GrantKind, Person, PersonBiodata, SearchCard
from cases.record import derive
from cases.reference import new_code_name, new_reference
from vault import bulk as vault_bulk
from vault import fresh, indexes, keys
from vault.fresh import Cell
from vault.sealed import SealedModel

BATCH = 1000
WHOLE_IN = 100
PHONE_SHARE = 0.4
CASE = (
    "id", "version", "envelope", "reference", "office", "registering_office", "owner", "registration_date", "opened_at",
    "data_source", "identification_country",
)  # fmt: skip
PERSON = ("id", "case", "code_name")
BIODATA = (
    "id", "version", "envelope", "case", "person", "sex", "gender", "citizenship", "birth_country",
    "age_at_registration", "age_band", "majority_status",
)  # fmt: skip
CARD = ("id", "version", "envelope", "case", "office", "ix_v", "tags")
GRANT = ("user", "content_object", "permission", "office", "given_by")
SCOPE_KEY = {
    "scope": "uuid",
    "key_class": "text",
    "generation": "int",
    "kek_version": "int",
    "wrapped": "bytea",
}
MANIFEST = {"scope": "uuid", "payload": "bytea", "mac": "bytea"}
Rows = list[tuple[Any, ...]]


@dataclass
class Tables:
    """Rows to insert, and what seals and stamps them."""

    sealer: fresh.Sealer = field(default_factory=fresh.Sealer)
    stamp: int = field(default_factory=indexes.stamp)
    cases: Rows = field(default_factory=list)
    people: Rows = field(default_factory=list)
    biodata: Rows = field(default_factory=list)
    cards: Rows = field(default_factory=list)
    grants: Rows = field(default_factory=list)
    scope_keys: Rows = field(default_factory=list)
    manifests: Rows = field(default_factory=list)

    def write(self) -> None:
        """Insert everything, parents first."""
        insert(Case, CASE, self.cases)
        insert(Person, PERSON, self.people)
        insert(PersonBiodata, BIODATA, self.biodata)
        insert(SearchCard, CARD, self.cards)
        insert(CaseGrant, GRANT, self.grants)
        insert_columns("vault_scopekey", SCOPE_KEY, self.scope_keys)
        insert_columns("vault_manifest", MANIFEST, self.manifests)


@dataclass(frozen=True)
class Batch:
    """Some of the cases of one run, drawn for themselves, so that batches may be written side by side."""

    seed: str
    count: int
    today: date
    places: tuple[Place, ...]

    def write(self) -> int:
        """Write the cases of the batch in one transaction with one audit event; how many."""
        with vault_bulk.uncollected(), keys.session(), transaction.atomic():
            _wait_for_no_disk()
            made, permission = Tables(), grant_permission(GrantKind.OWNER)
            random = Random(self.seed)
            facts = FactDrawer(random, self.today.year)
            for _ in range(self.count):
                _add(made, random, facts(), random.choice(self.places), self.today, permission)
            made.write()
            events.record("case.generated", facts={"count": self.count})
        return self.count


def write(count: int, seed: str, today: date, places: Sequence[Place], processes: int = 1) -> int:
    """Write `count` light cases with so many processes; how many were written.

    Whole ones, one in WHOLE_IN, are for the caller to add (`build.write`)."""
    waiting: Iterator[Batch] = (
        Batch(f"{seed}/{first}", min(BATCH, count - first), today, tuple(places))
        for first in range(0, count, BATCH)
    )
    if processes < 2:
        return sum(map(Batch.write, waiting))
    connections.close_all()  # a connection cannot be shared; every process opens its own
    with ProcessPoolExecutor(processes, mp_context=get_context("fork")) as pool:
        return sum(pool.map(Batch.write, waiting))


def _wait_for_no_disk() -> None:
    """Batches may be lost in a crash: whoever grows the world counts what is there and goes on."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")


def _add(made: Tables, random: Random, facts: Any, place: Place, today: date, permission: int) -> None:
    """One case: its facts from the calibration, its name from the wide list."""
    owner, office = place
    case, person, biodata, card = uuid4(), uuid4(), uuid4(), uuid4()
    registered = _registered(random, facts.year, today)
    named, home = _named(random, registered, facts.age), facts.citizenship or ""
    indexed = _card(named, [home] if home else [])
    sealed = made.sealer.seal(
        case,
        [
            _cell(Case, case, {}),
            _cell(PersonBiodata, biodata, named),
            _cell(SearchCard, card, {"card": indexed}),
        ],
    )
    first, second, third = sealed.envelopes
    known = (new_reference(), office, office, owner, registered, registered, facts.data_source)
    made.cases.append((case, 1, first, *known, facts.exp_country or ""))
    made.people.append((person, case, new_code_name()))
    sex = "female" if facts.gender == "woman" else "male"
    age = (facts.age, derive.age_band(facts.age), derive.majority_status(facts.age, ""))
    made.biodata.append(
        (biodata, 1, second, case, person, sex, facts.gender, indexed["citizenship"], home, *age)
    )
    made.cards.append((card, 1, third, case, office, made.stamp, cards.tags_of(indexed)))
    made.grants.append((owner, case, permission, office, owner))
    made.scope_keys += sealed.scope_keys
    made.manifests.append(sealed.manifest)


def _cell(model: type[SealedModel], row: UUID, content: dict[str, Any]) -> Cell:
    sealed = model.Sealed
    packed = orjson.dumps(content, option=orjson.OPT_SORT_KEYS)
    return Cell(model.sealed_place(), row, sealed.section, sealed.key_class, packed)


def _registered(random: Random, year: int, today: date) -> date:
    first = date(year, 1, 1)
    last = today if year == today.year else date(year, 12, 31)
    return first + timedelta(days=random.randint(0, (last - first).days))


def _named(random: Random, registered: date, age: int | None) -> dict[str, Any]:
    """The sealed part of the bio data."""
    named: dict[str, Any] = {
        "first_name": wide.given_names().draw(random),
        "family_name": wide.family_names().draw(random),
    }
    if age is not None:
        born = registered - timedelta(days=age * 365 + random.randint(1, 360))
        named["birth_date"] = born.isoformat()
    if random.random() < PHONE_SHARE:
        named["phone"] = f"+999 {random.randint(10**8, 10**9 - 1)}"
    return named


def _card(named: dict[str, Any], citizenship: list[str]) -> dict[str, Any]:
    """The card's contents as `cards.contents` has them, from names that were taken apart before."""
    return {
        "given": _words(named["first_name"]),
        "family": _words(named["family_name"]),
        "others": [],
        "birth": named.get("birth_date", ""),
        "phones": [cards.tidy_phone(named["phone"])] if "phone" in named else [],
        "document": "",
        "papers": [],
        "email": "",
        "citizenship": citizenship,
    }


@cache
def _words(name: str) -> list[str]:
    return indexes.stored_tokens(name)
