"""Many cases at once, for generated worlds: the rows that the actions would write, in few statements.

Derived values, fullness and search cards are computed as a save would; consents are not asked, because
whoever generates a world decides them. Flat memory: one batch of graphs at a time.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils import timezone

from audit import events
from cases.actions.granting import grant_permission
from cases.finding import cards
from cases.models import (
    Case,
    CaseGrant,
    ChildProtection,
    ConsentRecord,
    Exploitation,
    GrantKind,
    IdentityDocument,
    Person,
    PersonBiodata,
    PersonEducation,
    PersonSocioEconomic,
    RepeatedPart,
    SearchCard,
    Trafficking,
    TransitLeg,
)
from cases.models.person import PersonSection
from cases.record import conditions, derive
from cases.record.conditions import Surroundings
from cases.sections import SECTIONS
from vault import bulk as vault_bulk
from vault import keys

BATCH = 200


@dataclass
class CaseDraftGraph:
    """One case and what hangs on it, all unsaved; `link` sets the relations, so rows need not know each other.

    Without `grants` the case's owner gets one, as open_case would give it.
    """

    case: Case
    person: Person = field(default_factory=Person)
    biodata: PersonBiodata = field(default_factory=PersonBiodata)
    socio: PersonSocioEconomic = field(default_factory=PersonSocioEconomic)
    education: PersonEducation = field(default_factory=PersonEducation)
    recruitment: Trafficking = field(default_factory=Trafficking)
    exploitations: list[Exploitation] = field(default_factory=list)
    # Rows of every other section that this case has.
    parts: list[Any] = field(default_factory=list)
    consents: list[ConsentRecord] = field(default_factory=list)
    grants: list[CaseGrant] = field(default_factory=list)

    def link(self) -> None:
        """Tie every row to the case and the person."""
        self.person.case = self.case
        for row in (self.biodata, self.socio, self.education):
            row.case, row.person = self.case, self.person
        self.recruitment.case = self.case
        numbers: Counter[type] = Counter()
        for row in (*self.exploitations, *self.parts):
            row.case = self.case
            if isinstance(row, PersonSection):
                row.person = self.person
            if isinstance(row, RepeatedPart):
                numbers[type(row)] += 1
                row.number = numbers[type(row)]
        for consent in self.consents:
            consent.case = self.case


def write(graphs: Iterable[CaseDraftGraph], batch: int = BATCH) -> int:
    """Write all graphs and give their number; each batch is one transaction with one audit event."""
    waiting, written = iter(graphs), 0
    permission = grant_permission(GrantKind.OWNER)
    while True:
        # Drawing the graphs included: their thousands of objects would set off the collector all the time.
        with vault_bulk.uncollected():
            if not (chunk := list(islice(waiting, batch))):
                return written
            with keys.session(), transaction.atomic():
                _write_batch(chunk, permission)
        written += len(chunk)


def _write_batch(chunk: list[CaseDraftGraph], permission: int) -> None:
    for graph in chunk:
        graph.link()
        _derive(graph)
    # Parents first; all in one call, so that every case's manifest is written once.
    rows: list[Any] = [graph.case for graph in chunk]
    rows += [graph.person for graph in chunk]
    rows += [row for graph in chunk for row in _sealed_rows(graph)]
    vault_bulk.create(rows, batch=len(rows))
    CaseGrant.objects.bulk_create([grant for graph in chunk for grant in _grants(graph, permission)])
    events.record("case.generated", facts={"count": len(chunk)})


def _sealed_rows(graph: CaseDraftGraph) -> list[Any]:
    documents = [row for row in graph.parts if isinstance(row, IdentityDocument)]
    card = cards.fill(SearchCard(case=graph.case), graph.case, graph.biodata, documents)
    sections = [graph.biodata, graph.socio, graph.education, graph.recruitment]
    # Consents before what relies on them.
    return [*sections, *graph.consents, *graph.exploitations, *graph.parts, card]


def _derive(graph: CaseDraftGraph) -> None:
    biodata, today = graph.biodata, timezone.localdate()
    derive.derive_biodata(biodata, graph.case.registration_date, today)
    graph.recruitment.majority_at_entry = derive.majority_at_entry(graph.recruitment, biodata)
    graph.case.referring_organisation_type = derive.referring_organisation_type(graph.case.referral_source)
    home = derive.home_country(biodata)
    for episode in graph.exploitations:
        derive.derive_exploitation(episode, home)
    legs = [row for row in graph.parts if isinstance(row, TransitLeg)]
    derive.derive_journey(graph.case, graph.exploitations, legs, home)
    for row in graph.parts:
        if isinstance(row, ChildProtection):
            row.bid_required = derive.bid_required(biodata.majority_status, "", row.child_accompaniment)
    _fill(graph)


def _fill(graph: CaseDraftGraph) -> None:
    granted = {
        consent.consent_type for consent in graph.consents if consent.consent_status.startswith("granted")
    }
    around = Surroundings(majority_status=graph.biodata.majority_status, granted=frozenset(granted))
    singles = [graph.biodata, graph.socio, graph.education, graph.recruitment]
    for row in (graph.case, *singles, *graph.exploitations, *graph.parts):
        row.filled = conditions.quarters_filled(SECTIONS[row.SECTION], row, around)


def _grants(graph: CaseDraftGraph, permission: int) -> list[CaseGrant]:
    grants = graph.grants or [CaseGrant(user_id=graph.case.owner_id, given_by_id=graph.case.owner_id)]
    for grant in grants:
        grant.content_object, grant.permission_id = graph.case, permission
        grant.office_id = grant.office_id or graph.case.office_id
    return grants
