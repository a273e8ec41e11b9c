"""A world with one object of every kind that a route can name, for the access matrix.

Made once for the whole module, by the actions of the house, so that the rows are what they are in operation.
What a placeholder means is in tests/house/matrix_objects.py.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from accounts import actions as staff
from accounts import approvals
from accounts.models import Approval, KeptForm, User
from agenda import actions as agenda
from cases import actions, dictionary
from cases.actions.files import Upload, add_file
from cases.actions.flags import UNRESTRICT
from cases.erasing import erasure
from cases.finding.search import SearchQuery, find
from cases.models import (
    Case,
    CaseGrant,
    ConflictOfInterest,
    ConsentException,
    DuplicatePair,
    GrantKind,
    GrantReason,
    WaitingFile,
)
from contact.actions import begin_group, keep_apart, take_enquiry
from exchange.actions import ask_export
from legal import actions as legal
from notifications.models import InboxItem
from redress import actions as redress
from redress.models import Affected
from reports.actions import queue_report
from reports.figures.scope import Request
from resources import actions as resources
from tests.cases.conftest import agree
from tests.cases.files.making import picture
from tests.house.matrix_asking import Visitor
from vault import keys
from vault.blobs import SealedBlob

NOBODY = "nobody"
# Who must not be able to tell which case from nothing. A case that is not named here is visible to the person.
HIDDEN = {
    "amina": ("same office", "other office", "restricted", "in conflict", "erased"),
    "bruno": ("other office", "restricted", "in conflict", "erased"),
    "emil": ("own", "same office", "restricted", "in conflict", "erased"),
    "goran": ("own", "other office", "erased"),
}
# Who works on the own case and may change it.
ON_THE_OWN_CASE = ("amina", "bruno", "vera")
LOSSES = ("permit", "wages", "family")


@dataclass
class World:
    """The cast, a case in every state, and what hangs on them."""

    cast: SimpleNamespace
    cases: dict[str, Case] = field(default_factory=dict)
    erased: UUID = field(default_factory=uuid4)
    visitors: dict[str, Visitor] = field(default_factory=dict)

    def visitor(self, name: str, *, forced: bool = False) -> Visitor:
        """Somebody of the cast, signed in once; `forced` signed in under duress. "nobody" is a browser never seen."""
        if name == NOBODY:
            return self.visitors.setdefault(name, Visitor())
        key = f"{name} {forced}"
        if key not in self.visitors:
            self.visitors[key] = Visitor(self.cast.people[name], forced=forced)
        return self.visitors[key]

    def anew(self) -> World:
        """The same world without what was done to its people and cases in memory and undone in the database."""
        people = User.objects.in_bulk([one.pk for one in self.cast.people.values()])
        people = {name: people[one.pk] for name, one in self.cast.people.items()}
        cases = Case.objects.select_related("office", "owner").in_bulk(
            [one.pk for one in self.cases.values()]
        )
        offices = dict(self.cast.offices)
        cast = SimpleNamespace(**people, **offices, offices=offices, people=people)
        again = {name: cases[one.pk] for name, one in self.cases.items()}
        visitors = {name: one for name, one in self.visitors.items() if name != NOBODY}
        return World(cast, again, self.erased, visitors)

    def ids(self) -> dict[str, UUID]:
        """The id of a case in each state; `random` was never there."""
        return {
            **{name: case.pk for name, case in self.cases.items()},
            "erased": self.erased,
            "random": uuid4(),
        }


def open_for(actor: Any) -> Case:
    """A case of somebody's with consents, an episode, risk, determination, best interests, a file, and who received data."""
    made = find(actor, SearchQuery(name="Nobody Known")).made
    office = actor.memberships_now()[0].office
    case = actions.open_case(actor=actor, office=office, search=made, data_source="case_management")
    agree(actor, case, "screening_interview", "data_processing", "photo_document")
    actions.add_entry(actor=actor, case=case, section="exploitation")
    actions.add_entry(actor=actor, case=case, section="risk", values={"risk_type": "individual"})
    actions.decide_determination(actor=actor, case=case, determination="victim", base_version=0)
    actions.assess_best_interests(actor=actor, case=case)
    actions.record_determination(actor=actor, case=case, outcome="not_decided", base_version=0)
    sent = Upload("photo.jpg", "image/jpeg", picture())
    add_file(actor=actor, case=case, upload=sent, attachment_type="photo", is_evidence=True)
    refused_recording(actor, case)
    form = actions.begin_paper_form(actor=actor, case=case, values={}, interviewer=actor)
    actions.finish_paper_form(actor=actor, case=case, form=form.pk)
    given = {"recipient": "Linden House", "recipient_kind": "provider", "how": "paper"}
    actions.record_disclosure(actor=actor, case=case, ground="consent", categories=["needs"], **given)
    return case


def refused_recording(actor: Any, case: Case) -> None:
    """A recording that could not be made anew: what was uploaded can be had back."""
    row = WaitingFile(
        case=case, added_by=actor, attachment_type="photo", attachment_sensitivity="identifying"
    )
    row.name, row.kind, row.state, row.problem = "voice.mp3", "mp3", WaitingFile.State.REFUSED, "broken"
    row.original = SealedBlob.write(case.pk, "evidence", [b"ID3 nothing to be heard"])
    row.pieces = 1
    row.save()


def build(cast: SimpleNamespace) -> World:
    """The world; everything belongs to Harbour but the case of the other office."""
    world = World(cast)
    with keys.session():
        world.cases = {
            "own": open_for(cast.amina),
            "same office": open_for(cast.dana),
            "other office": open_for(cast.paola),
            "restricted": open_for(cast.dana),
            "in conflict": open_for(cast.amina),
        }
        _legal(world)
        _providers(world)
        _hand_overs(world)
        _redress(world)
        _consents(world)
        _erasures(world)
        _states(world)
        _reach(world)
        _own_things(world)
        _safety(world)
        _interpreters(world)
        words = {"en": "Which boat?", "fr": "Quel bateau ?", "es": "¿Qué barco?"}
        actions.add_local_question(actor=cast.jonas, office=cast.harbour, kind="text", wording=words)
        for name in ("Reed Hills", "Reed Hill"):
            actions.add_place(actor=cast.amina, office=cast.harbour, country="MD", name=name)
        _staff(world)
    for name in cast.people:
        world.visitor(name)
    return world


def _hand_overs(world: World) -> None:
    """Every case is offered to the supervisor who offers it."""
    for case in world.cases.values():
        boss = world.cast.emil if case.owner == world.cast.paola else world.cast.vera
        day = timezone.localdate() + timedelta(days=30)
        actions.begin_hand_over(actor=boss, leaver=case.owner, last_day=day, choices={case.pk: boss})


def _redress(world: World) -> None:
    """A breach that concerns everybody, a request of everybody, complaints about two offices."""
    cast = world.cast
    lost = timezone.now() - timedelta(days=1)
    breach = redress.record_breach(
        actor=cast.farah, office=cast.harbour, kind="device_lost", discovered_at=lost, what="A bag"
    )
    for case in world.cases.values():
        Affected(breach=breach, case=case).save()
        asked = {"kind": "correction", "what": "Spring", "received_on": timezone.localdate()}
        redress.record_request(actor=case.owner, case=case, **asked)
    given = {"channel": "paper", "text": "Nobody listens"}
    # Oskar is the focal point: he does not see what is about his own office, nor what names him.
    redress.take_complaint(actor=cast.emil, office=cast.harbour, **given)
    redress.take_complaint(actor=cast.samira, office=cast.linden, **given)
    naming = redress.take_complaint(actor=cast.amina, office=cast.harbour, **given)
    redress.work_on_complaint(
        actor=cast.oskar, complaint=naming, office=cast.harbour, named=[cast.oskar], notes="It is about me"
    )


def _consents(world: World) -> None:
    """Words of consent with a picture, and in every case something that may be told without consent."""
    cast, drawn = world.cast, picture("PNG", mark=False)
    actions.publish_wording(
        actor=cast.kofi,
        consent_type="assistance",
        language="en",
        text="We would like to help you.",
        picture=Upload("house.png", "image/png", drawn),
    )
    for case in world.cases.values():
        row = ConsentException(
            case=case, ground="vital_interest", recipient_kind="police_or_court", asked_by=case.owner
        )
        row.recipient, row.reason, row.safety, row.categories = "Police", "Fire", "Spoken with", ["needs"]
        row.approved_by, row.approved_at = cast.vera, timezone.now()
        row.expires_at = timezone.now() + timedelta(days=1)
        row.save()


def _erasures(world: World) -> None:
    """One case is erased for good, with somebody to be told; nothing of it can be reached by its id."""
    cast, gone = world.cast, open_for(world.cast.amina)
    world.erased = gone.pk
    actions.ask_erasure(actor=cast.bruno, case=gone, extent="whole", reason="asked")
    request = actions.check_erasure(
        actor=cast.bruno, case=gone, checked_how="in_person", told=LOSSES, at_once=True
    )
    approvals.approve(actor=cast.vera, approval=Approval.objects.get(pk=request.approval))
    assert erasure.run(request.pk)


def _states(world: World) -> None:
    """The cases become what they are called; each is held by law."""
    cast, hidden = world.cast, world.cases["restricted"]
    for case in world.cases.values():
        boss = cast.emil if case.owner == cast.paola else cast.vera
        actions.place_hold(
            actor=boss, case=case, reason="court_order", authority="Court", held_from=timezone.localdate()
        )
    # Vera restricts it: Bruno, supervisor of the same office, is not named.
    actions.restrict_case(actor=cast.vera, case=hidden, reason="threat")
    approvals.ask(UNRESTRICT, actor=cast.vera, subject=hidden, office=hidden.office, reason="over")
    actions.ask_erasure(actor=cast.vera, case=hidden, extent="files", reason="asked")
    actions.check_erasure(actor=cast.vera, case=hidden, checked_how="in_person", told=LOSSES, at_once=False)
    met = world.cases["in conflict"]
    for user in (cast.amina, cast.bruno):
        ConflictOfInterest.objects.create(case=met, user=user, office=met.office, source="name")


def _reach(world: World) -> None:
    """Ways to the own case that are over or stand beside it, and pairs within and across offices."""
    cast, own = world.cast, world.cases["own"]
    wanted = {"wanted": str(own.pk), "reason": "danger", "purpose": "protect"}
    actions.break_glass(actor=cast.dana, stepped_up=True, **wanted)
    CaseGrant.objects.filter(kind=GrantKind.BREAK_GLASS).update(valid_to=timezone.now())
    ConflictOfInterest.objects.create(case=own, user=cast.dana, office=own.office, source="name")
    given = {"kind": GrantKind.CO_WORKER, "reason": GrantReason.SPECIAL_SKILL}
    actions.grant_access(case=own, user=cast.hala, given_by=cast.bruno, **given)
    keep_apart(actor=cast.bruno, case=own, other=world.cases["same office"])
    for other in ("same office", "other office", "restricted"):
        first, second = sorted((own, world.cases[other]), key=lambda one: one.pk)
        DuplicatePair(first=first, second=second).save()


def _own_things(world: World) -> None:
    """What belongs to one person alone."""
    cast = world.cast
    actions.save_filter(actor=cast.amina, name="Mine", query="status=screening")
    InboxItem.objects.create(outbox_id=uuid4(), recipient=cast.amina, event="case.opened")
    KeptForm(user=cast.amina, sent={"path": "/", "fields": []}).save()
    day = timezone.localdate()
    asked = Request(period_from=day, period_to=day, office_ids=(cast.harbour.pk,), figures=("R4",))
    take_enquiry(actor=cast.dana, office=cast.harbour)
    begin_group(actor=cast.dana, office=cast.harbour)
    queue_report(actor=cast.bruno, request=asked, language="en")
    ask_export(
        actor=cast.amina,
        office=cast.harbour,
        purpose="case_work",
        recipient="internal",
        chosen=["age_at_registration", "sex"],
    )


def _safety(world: World) -> None:
    """A country, a house of Harbour, and the alarm of an immediate risk."""
    cast = world.cast
    actions.sound_alarm(actor=cast.amina, case=world.cases["own"], cause="threat")
    given = {"actor": cast.bruno, "office": cast.harbour, "on": timezone.localdate()}
    scores = dict.fromkeys(dictionary.codes("generic_risk_indicator"), 1)
    actions.assess_country(country="MD", scores=scores, source="A report", **given)
    ratings = dict.fromkeys(dictionary.codes("security_area"), 1)
    actions.assess_facility(name="Blue door", ratings=ratings, measures={}, **given)


def _interpreters(world: World) -> None:
    """One whom the person of the own case chose and has an hour with, and one more."""
    cast, own = world.cast, world.cases["own"]
    for name in ("Sona of the tests", "Tavi of the tests"):
        row = actions.register_interpreter(
            actor=cast.bruno, office=cast.harbour, name=name, languages=["km"], contact="555 0100"
        )
    actions.choose_interpreter(actor=cast.amina, case=own, interpreter=row)
    hour = {"starts_at": timezone.now() + timedelta(days=2), "minutes": 60, "mode": "telephone"}
    actions.book_interpreter(actor=cast.amina, case=own, interpreter=row, **hour)


def _providers(world: World) -> None:
    """A provider of Harbour's register with an agreement, and of every case something that is asked of it."""
    cast = world.cast
    row = resources.register_provider(
        actor=cast.bruno,
        office=cast.harbour,
        name="Birch Clinic",
        services=["medical"],
        organisation=cast.birch.organisation,
    )
    resources.enter_agreement(
        actor=cast.bruno,
        provider=row,
        office=cast.harbour,
        begins=cast.harbour.today(),
        allows=["sharing"],
    )
    values = {"assist_type": "medical", "assist_status": "planned"}
    for case in world.cases.values():
        item = actions.add_entry(actor=case.owner, case=case, section="assistance", values=values)
        resources.enquire_at_provider(actor=case.owner, item=item, provider=row)


def _legal(world: World) -> None:
    """In every case an application to stay, somebody who is held, a proceeding, an alert, a task and a visit."""
    for case in world.cases.values():
        until = case.office.today() + timedelta(days=3)
        agenda.give_todo(actor=case.owner, case=case, what="Ring", assignee=case.owner, due_on=until)
        soon = timezone.now() + timedelta(hours=3)
        agenda.make_appointment(
            actor=case.owner, case=case, kind="home_visit", starts_at=soon, companion=case.owner, place="Hill"
        )
        actions.set_alert(actor=case.owner, case=case, reason="contact", until=until, words="Ring twice")
        legal.enter_permit(actor=case.owner, case=case, kind="temporary_humanitarian", state="applied")
        legal.note_custody(actor=case.owner, case=case, kind="detention", since=timezone.now())
        court = legal.enter_proceeding(actor=case.owner, case=case, kind="labour", stage="filed")
        legal.enter_hearing(actor=case.owner, proceeding=court, starts_at=timezone.now() + timedelta(days=9))
        legal.enter_claim(actor=case.owner, proceeding=court, kind="wages")


def _staff(world: World) -> None:
    """A lockdown and a suspension that are over, and what waits for a second person."""
    cast = world.cast
    lockdown = staff.lock_down(actor=cast.bruno, office=cast.harbour, reason="drill")
    voters = iter((cast.bruno, cast.vera, cast.farah))
    while not staff.confirm_reopening(actor=next(voters), lockdown=lockdown):
        pass
    day = timezone.localdate()
    staff.give_qualification(actor=cast.jonas, user=cast.amina, kind="assessor", since=day, evidence="Course")
    staff.record_talk(actor=cast.bruno, user=cast.amina, held_on=day, kind="debriefing", note="Long nights")
    staff.suspend(actor=cast.bruno, user=cast.ines, reason="other")
    staff.reinstate(actor=cast.jonas, user=cast.ines)
    asked = staff.ask_reset(actor=cast.farah, user=cast.kofi)
    # An open one would have every page of a supervisor look for who stands in.
    approvals.refuse(actor=cast.vera, approval=asked, reason="not_needed")
