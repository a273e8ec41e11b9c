"""The one list of events, and `record`, the one way to write one.

An event is written in the transaction of what it tells: no event, no deed. Reads are events too.
`record` never gets a value somebody typed; see facts.py.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from audit import context, store
from audit.facts import FactNotAllowed, checked
from vault import keys

RESULTS = ("done", "refused", "failed")


class UnknownEvent(ValueError):
    """The event's name is not in the list."""


@dataclass(frozen=True)
class Event:
    """A kind of event: its code, its sentence for the history page, and the facts it may carry."""

    name: str
    sentence: str | Promise
    facts: frozenset[str] = frozenset()
    # It changes the sealed rows of a case, and says which state they are in now (case_states.py).
    writes: bool = False
    # Written by an earlier release: read as ever, written no more.
    retired: bool = False


def _event(
    name: str, sentence: str | Promise, facts: str = "", *, writes: bool = False, retired: bool = False
) -> Event:
    state = ("serial", "scope_digest") if writes else ()
    return Event(name, sentence, frozenset((*facts.split(), *state)), writes, retired)


# One block per floor, in alphabetical order inside it. The placeholder %(actor)s is the person's name or the
# system process; %(count)s is the fact of that name.
_LIST = [
    # audit
    _event("access.refused", _("%(actor)s was refused access"), "permission view reason"),
    _event("audit.exported", _("%(actor)s took a copy of the audit"), "scope rows file_hash"),
    _event("audit.proven", _("%(actor)s made a proof of an event")),
    _event("audit.read", _("%(actor)s read the audit"), "scope count filters"),
    _event("audit.unusual_viewed", _("%(actor)s looked for unusual reading"), "count"),
    _event("audit.verified", _("The audit was checked"), "count seals problems"),
    _event("request.failed", _("A request by %(actor)s failed"), "view status"),
    _event("request.refused", _("%(actor)s asked for a page that was refused"), "view status"),
    _event("backup.made", _("A backup was made"), "file_hash number"),
    _event("backup.restored", _("A backup was restored"), "rows number"),
    _event("backup.verified", _("A backup was tried: everything in it opens"), "file_hash rows problems"),
    _event("vault.unreadable", _("A sealed section could not be read"), "section reason"),
    _event("unusual.found", _("Something unusual was found"), "user reason count"),
    _event(
        "unusual.looked_into", _("%(actor)s looked into unusual reading"), "user reason decision effect_from"
    ),
    # accounts
    _event("approval.approved", _("%(actor)s approved what somebody else asked for"), "kind approval"),
    _event(
        "approval.asked", _("%(actor)s asked for something that takes two people"), "kind approval reason"
    ),
    _event("approval.expired", _("Nobody decided in time what was asked for"), "kind approval"),
    _event("approval.refused", _("%(actor)s refused what somebody else asked for"), "kind approval reason"),
    _event("approval.used", _("What two people agreed on was begun"), "kind approval"),
    _event("approval.withdrawn", _("%(actor)s withdrew what was asked for"), "kind approval"),
    _event("conduct.accepted", _("%(actor)s accepted the code of conduct"), "number language"),
    _event("conduct.published", _("%(actor)s published a new code of conduct"), "number"),
    _event("device.new", _("%(actor)s signed in from a new device")),
    _event("duress.password_removed", _("%(actor)s removed the emergency password")),
    _event("duress.password_set", _("%(actor)s set an emergency password")),
    _event("duress.signed_in", _("%(actor)s signed in under duress")),
    _event("duty.ended", _("%(actor)s ended a duty of a member of staff"), "user duty"),
    _event("duty.given", _("%(actor)s gave a duty to a member of staff"), "user duty"),
    _event("evacuation.planned", _("%(actor)s wrote the evacuation plan of an office"), "count"),
    _event("evacuation.rehearsed", _("%(actor)s noted an evacuation drill"), "count minutes"),
    _event("holiday.changed", _("%(actor)s changed the holidays of an office"), "count"),
    _event("lockdown.confirmed", _("%(actor)s confirmed the end of a lockdown"), "count"),
    _event("lockdown.declared", _("%(actor)s declared a lockdown"), "reason scope"),
    _event("lockdown.reopened", _("A lockdown ended with the confirmation of %(actor)s")),
    _event("office.changed", _("%(actor)s changed an office"), "fields"),
    _event("page.printed", _("%(actor)s printed a page"), "view number count"),
    _event("password.changed", _("%(actor)s changed the password")),
    _event(
        "qualification.given",
        _("%(actor)s entered a qualification of a member of staff"),
        "user kind effect_from",
    ),
    _event(
        "qualification.withdrawn", _("%(actor)s withdrew a qualification of a member of staff"), "user kind"
    ),
    _event("role.ended", _("%(actor)s ended a role of a member of staff"), "user role"),
    _event("role.narrowed", _("%(actor)s took something out of a role"), "role permission"),
    _event("role.restored", _("%(actor)s gave a narrowed role something back"), "role permission"),
    _event("role.given", _("%(actor)s gave a role to a member of staff"), "user role"),
    _event("role.reviewed", _("%(actor)s reviewed a role of a member of staff"), "user role decision"),
    _event("second_factor.enrolled", _("%(actor)s set up a second factor"), "method"),
    _event("second_factor.recovery_used", _("%(actor)s used a recovery code"), "count"),
    _event("second_factor.refused", _("A second factor was refused"), "method reason"),
    _event("second_factor.removed", _("%(actor)s removed a second factor"), "method user"),
    _event("second_factor.reset", _("%(actor)s reset the second factors of a member of staff"), "user"),
    _event(
        "second_factor.reset_asked",
        _("%(actor)s asked to reset the second factors of a member of staff"),
        "user",
    ),
    _event("second_factor.used", _("%(actor)s used the second factor"), "method"),
    _event("session.ended", _("A session of %(actor)s was ended"), "reason count user"),
    _event("session.left", _("%(actor)s left the page in a hurry")),
    _event("session.raised", _("%(actor)s confirmed who they are"), "method"),
    _event("session.refused", _("A sign-in was refused"), "reason method"),
    _event("session.signed_in", _("%(actor)s signed in"), "method"),
    _event("session.signed_out", _("%(actor)s signed out")),
    _event("setting.changed", _("%(actor)s changed a setting"), "setting old new effect_from reason"),
    _event("settings.exported", _("%(actor)s exported the settings"), "count file_hash"),
    _event("settings.imported", _("%(actor)s imported settings"), "count file_hash"),
    _event("staff.extended", _("%(actor)s set the end of an account"), "user effect_from"),
    _event("staff.invited", _("%(actor)s invited a member of staff"), "user role"),
    _event("staff.joined", _("%(actor)s accepted the invitation"), "role"),
    _event("staff.listed", _("%(actor)s looked at the list of staff"), "count page"),
    _event("staff.reinstated", _("%(actor)s let a member of staff in again"), "user"),
    _event("staff.suspended", _("%(actor)s suspended a member of staff"), "user reason"),
    _event("staff.suspension_refused", _("%(actor)s was not let suspend one more colleague"), "count"),
    _event("talk.listed", _("%(actor)s read what was noted of supervision talks"), "user count"),
    _event("talk.recorded", _("%(actor)s noted a supervision talk"), "user kind"),
    # cases
    _event("blank_form.taken", _("%(actor)s took a blank form"), "kind scope language"),
    _event("break_glass.opened", _("%(actor)s opened the case in an emergency"), "reason"),
    _event("break_glass.overdue", _("The review of an emergency opening is overdue")),
    _event("break_glass.refused", _("An emergency opening by %(actor)s was refused"), "reason"),
    _event("break_glass.reviewed", _("%(actor)s reviewed an emergency opening"), "decision user"),
    _event("case.access_ended", _("%(actor)s ended somebody's access to the case"), "user kind reason"),
    _event("case.assigned", _("%(actor)s gave a colleague access to the case"), "user reason kind"),
    _event("case.closed", _("%(actor)s closed the case"), "reason"),
    _event("case.generated", _("%(actor)s generated %(count)s invented cases"), "count"),
    _event("case.listed", _("%(actor)s looked at a list of %(count)s cases"), "count ids_hash page filters"),
    _event("case.opened", _("%(actor)s opened the case"), "sections fields status reason", writes=True),
    _event("case.location_locked", _("%(actor)s locked where the person is"), "reason"),
    _event("case.location_unlocked", _("%(actor)s unlocked where the person is"), "reason"),
    _event("case.restricted", _("%(actor)s restricted the case to named staff"), "reason"),
    _event("case.search_refused", _("A search by %(actor)s was refused"), "reason count"),
    _event("case.searched", _("%(actor)s searched for a person"), "tags_hash tags_hashes count filters"),
    _event("case.unrestricted", _("%(actor)s opened the restricted case to the office again"), "reason"),
    _event("case.viewed", _("%(actor)s viewed the case"), "reach sections"),
    _event("conflict.decided", _("%(actor)s decided about a conflict of interest"), "decision user"),
    _event("conflict.declared", _("%(actor)s recorded a conflict of interest"), "reason user"),
    _event("conflict.found", _("A colleague's name is like one in the case"), "user"),
    _event(
        "consent.marked_error",
        _("%(actor)s marked a consent as entered in error"),
        "consent_type status",
        writes=True,
    ),
    _event(
        "child.came_of_age", _("Somebody has turned 18: consents of guardians ended"), "count", writes=True
    ),
    _event("child.assessed", _("%(actor)s wrote an assessment of best interests"), "number", writes=True),
    _event(
        "child.assessment_looked_at",
        _("%(actor)s looked at an assessment of best interests as the second person"),
        "decision",
        writes=True,
    ),
    _event(
        "child.determined",
        _("%(actor)s recorded what a panel determined about best interests"),
        "outcome",
        writes=True,
    ),
    _event("child.tracing_moved", _("%(actor)s took a step of tracing the family"), "status", writes=True),
    _event("consent.ended", _("A consent ended by itself"), "consent_type status reason", writes=True),
    _event(
        "consent.recorded",
        _("%(actor)s recorded a consent decision"),
        "consent_type status number",
        writes=True,
    ),
    _event(
        "consent.withdrawn",
        _("%(actor)s recorded the withdrawal of a consent"),
        "consent_type status number",
        writes=True,
    ),
    _event("country_risk.assessed", _("%(actor)s assessed the danger of a country"), "countries number"),
    _event("country_risk.viewed", _("%(actor)s viewed the assessment of a country")),
    _event(
        "determination.decided",
        _("%(actor)s decided whether the person was trafficked"),
        "decision suggested differs",
        writes=True,
    ),
    _event(
        "determination.looked_at",
        _("%(actor)s looked at a determination as one more person"),
        "decision step differs",
        writes=True,
    ),
    _event(
        "disclosure.recorded",
        _("%(actor)s recorded that data was given to somebody"),
        "categories method recipient_kind",
        writes=True,
    ),
    _event("draft.discarded", _("%(actor)s discarded a draft"), "section", writes=True),
    _event("draft.read", _("%(actor)s opened a draft"), "section"),
    _event("draft.saved", _("%(actor)s saved a draft"), "section", writes=True),
    _event("erasure.asked", _("%(actor)s asked for an erasure; the file was closed"), "reason scope"),
    _event("erasure.certificate_taken", _("%(actor)s took the certificate of an erasure"), "format number"),
    _event("erasure.checked", _("%(actor)s checked the wish for an erasure"), "method scope"),
    _event("erasure.confirmed", _("%(actor)s confirmed an erasure as the second person"), "scope count"),
    _event("erasure.done", _("What was to be erased is erased"), "scope number rows", writes=True),
    _event("erasure.recipient_answered", _("%(actor)s noted what a recipient said"), "status recipient_kind"),
    _event("erasure.stopped", _("An erasure could not go on"), "reason step"),
    _event("erasure.taken_back", _("%(actor)s took an erasure back"), "scope"),
    _event("erasure.viewed", _("%(actor)s looked at the record of an erasure"), "status"),
    _event("duplicate.decided", _("%(actor)s decided on a possible duplicate"), "decision"),
    _event("duplicate.found", _("Two cases look like the same person"), "count"),
    _event("duplicate.link_undone", _("%(actor)s undid a link between two cases")),
    _event(
        "duplicate.listed", _("%(actor)s looked at a list of %(count)s possible duplicates"), "count page"
    ),
    _event("duplicate.viewed", _("%(actor)s compared two cases"), "fields"),
    _event("entry.added", _("%(actor)s added an entry to a section"), "section number", writes=True),
    _event(
        "entry.changed", _("%(actor)s changed an entry of a section"), "section number fields", writes=True
    ),
    _event("entry.removed", _("%(actor)s removed an entry of a section"), "section number", writes=True),
    _event(
        "entry.restored", _("%(actor)s brought back an entry of a section"), "section number", writes=True
    ),
    *(
        _event(f"exploitation.{done}", sentence, facts, writes=True, retired=True)
        for done, sentence, facts in (
            ("added", _("%(actor)s added an exploitation"), "number"),
            ("changed", _("%(actor)s changed an exploitation"), "number fields"),
            ("removed", _("%(actor)s removed an exploitation"), "number"),
            ("restored", _("%(actor)s brought back an exploitation"), "number"),
        )
    ),
    _event("facility_risk.assessed", _("%(actor)s assessed the safety of a house"), "number"),
    _event("facility_risk.viewed", _("%(actor)s viewed the assessment of a house")),
    _event("file.added", _("%(actor)s added a file to the case"), "format file_hash restricted", writes=True),
    _event("file.downloaded", _("%(actor)s downloaded a file of the case"), "format file_hash code"),
    _event("file.refused", _("A file that %(actor)s wanted to add was not taken"), "reason"),
    _event("file.removed", _("%(actor)s removed a file of the case"), "format", writes=True),
    _event("file.restored", _("%(actor)s brought back a file of the case"), "format", writes=True),
    _event("file.waiting", _("%(actor)s added a recording, which is made anew"), "format", writes=True),
    _event("filter.removed", _("%(actor)s removed a named filter")),
    _event("filter.saved", _("%(actor)s saved a named filter")),
    _event("hold.lifted", _("%(actor)s ended a legal hold"), "reason"),
    _event("hold.placed", _("%(actor)s put the case under legal hold"), "reason"),
    _event("hand_over.accepted", _("%(actor)s took the case over"), "user"),
    _event("hand_over.begun", _("%(actor)s began to hand over cases"), "user count effect_from"),
    _event("hand_over.declined", _("%(actor)s did not take the case over"), "user reason"),
    _event("hand_over.offered", _("%(actor)s offered the case to a new worker"), "user effect_from"),
    _event("hand_over.withdrawn", _("%(actor)s took back the offer of the case"), "user"),
    _event("identity.recorded", _("%(actor)s recorded who the person is"), "fields", writes=True),
    _event("identity.read", _("%(actor)s read who the person is"), "fields"),
    _event(
        "paper_form.begun", _("%(actor)s began to enter a form filled in on paper"), "number", writes=True
    ),
    _event(
        "paper_form.checked",
        _("%(actor)s compared an entered paper form with its sheets"),
        "outcome count",
        writes=True,
    ),
    _event("paper_form.entered", _("%(actor)s entered a form filled in on paper"), "count sampled"),
    _event("person_file.prepared", _("%(actor)s prepared the person's own file"), "sections method"),
    _event("interpreter.booked", _("%(actor)s booked an interpreter"), "minutes kind"),
    _event("interpreter.booking_cancelled", _("%(actor)s cancelled an interpreter's hour")),
    _event("interpreter.changed", _("%(actor)s changed the register of interpreters"), "fields"),
    _event("interpreter.chosen", _("%(actor)s noted which interpreter the person chose"), "categories"),
    _event("interpreter.left", _("%(actor)s noted that an interpreter works no longer")),
    _event("interpreter.listed", _("%(actor)s looked at the register of interpreters"), "count"),
    _event(
        "interpreter.refusal_taken_back",
        _("%(actor)s noted that the person no longer refuses an interpreter"),
    ),
    _event("interpreter.refused", _("%(actor)s noted that the person refused an interpreter")),
    _event("interpreter.registered", _("%(actor)s put an interpreter on the register"), "fields"),
    _event("interpreter.viewed", _("%(actor)s viewed an interpreter on the register")),
    _event(
        "interpreter.wished", _("%(actor)s noted with whom the person wishes to speak"), "fields", writes=True
    ),
    _event("law.entered", _("%(actor)s entered the law of a country"), "countries"),
    _event(
        "wording.published", _("%(actor)s published the words of a consent"), "consent_type language number"
    ),
    _event(
        "exception.agreed",
        _("%(actor)s agreed to tell something without consent"),
        "recipient_kind",
        writes=True,
    ),
    _event(
        "exception.asked",
        _("%(actor)s asked to tell something without consent"),
        "recipient_kind",
        writes=True,
    ),
    _event(
        "exception.not_told", _("%(actor)s found it unsafe to tell the person of it yet"), "recipient_kind"
    ),
    _event(
        "exception.told",
        _("%(actor)s told the person what was told about them"),
        "recipient_kind",
        writes=True,
    ),
    _event("exception.used", _("%(actor)s told something without consent"), "recipient_kind", writes=True),
    *(
        _event(f"interview.{kind}", sentence, "number")
        for kind, sentence in (
            ("started", _("%(actor)s began an interview")),
            ("paused", _("%(actor)s paused an interview")),
            ("resumed", _("%(actor)s went on with an interview")),
            ("ended", _("%(actor)s ended an interview")),
        )
    ),
    _event("interview.stopped", _("The person stopped the interview; %(actor)s noted it"), "number decision"),
    _event(
        "interview.answers_erased",
        _("%(actor)s erased what was typed at an interview, as the person decided"),
        "number count",
        writes=True,
    ),
    _event("location.revealed", _("%(actor)s looked at where the person is"), "fields"),
    _event(
        "question.not_again",
        _("The person asked not to be asked something again; %(actor)s noted it"),
        "section fields",
        writes=True,
    ),
    _event(
        "question.asked_again",
        _("%(actor)s noted that the person speaks of something again"),
        "section fields",
        writes=True,
    ),
    _event("risk.alert_taken", _("%(actor)s took up an immediate risk")),
    _event("risk.alert_viewed", _("%(actor)s opened the notice of an immediate risk")),
    _event("place.added", _("%(actor)s added a place to the office's list"), "countries"),
    _event("place.merged", _("%(actor)s merged a place of the office's list"), "countries"),
    _event("local_question.added", _("%(actor)s added a question of the office"), "kind"),
    _event(
        "local_question.answered",
        _("%(actor)s wrote answers to the office's questions"),
        "count",
        writes=True,
    ),
    _event("local_question.retired", _("%(actor)s retired a question of the office")),
    _event(
        "risk.assessed",
        _("A level of risk was computed and set"),
        "risk suggested immediate number",
        writes=True,
    ),
    _event(
        "risk.level_set",
        _("%(actor)s set another level of risk than the computed one"),
        "risk suggested",
        writes=True,
    ),
    _event("safety.listed", _("%(actor)s looked at the safety of countries and houses"), "count"),
    _event("section.read", _("%(actor)s read a section of the record"), "section sections fields"),
    _event(
        "section.saved", _("%(actor)s saved a section of the record"), "section fields version", writes=True
    ),
    _event("section.stale", _("A save by %(actor)s met a newer version"), "section version"),
    _event("task.overdue", _("A task of the case is overdue"), "kind"),
    _event("task.raised", _("Something has to be done about the case"), "kind reason effect_from"),
    _event("task.settled", _("%(actor)s did what had to be done about the case"), "kind late"),
    _event("tally.recorded", _("%(actor)s counted a refused interview"), "reason"),
    # exchange
    _event(
        "case.exported", _("%(actor)s took data of the case into an export"), "sections fields restricted"
    ),
    _event("export.asked", _("%(actor)s asked for an export of identifying data"), "fields scope format"),
    _event("export.downloaded", _("%(actor)s downloaded an export"), "file_hash format rows watermark"),
    _event("export.failed", _("An export could not be made"), "reason"),
    _event("export.made", _("An export was made"), "rows count file_hash format fields"),
    _event("export.password_shown", _("%(actor)s saw the password of an export")),
    _event("export.shredded", _("An export was destroyed"), "reason"),
    _event("export.viewed", _("%(actor)s looked at an export"), "status"),
    _event("exports.listed", _("%(actor)s looked at the list of exports"), "count"),
    # contact
    _event("enquiry.changed", _("%(actor)s wrote in an enquiry"), "fields"),
    _event("enquiry.erased", _("An enquiry was erased"), "reason"),
    _event("enquiry.listed", _("%(actor)s looked at the enquiries"), "count"),
    _event("enquiry.taken", _("%(actor)s took an enquiry")),
    _event("enquiry.viewed", _("%(actor)s viewed an enquiry")),
    _event("apart.ended", _("%(actor)s noted that two people may meet again"), writes=True),
    _event("apart.noted", _("%(actor)s noted that two people are kept apart"), writes=True),
    _event("family.joined", _("%(actor)s put the person into a family"), "count"),
    _event("family.left", _("%(actor)s took the person out of a family")),
    _event("group.begun", _("%(actor)s began to register a group")),
    _event("group.changed", _("%(actor)s wrote in the table of a group"), "count"),
    _event("group.ended", _("%(actor)s erased the table of a group")),
    _event("group.listed", _("%(actor)s looked at the groups"), "count"),
    _event("group.registered", _("%(actor)s registered a group"), "count"),
    _event("group.viewed", _("%(actor)s viewed the table of a group")),
    # redress
    _event("breach.assessed", _("%(actor)s assessed the danger of a breach for the person"), "risk decision"),
    _event("breach.changed", _("%(actor)s changed the register of a breach"), "fields"),
    _event("breach.closed", _("%(actor)s closed a breach")),
    _event("breach.person_added", _("%(actor)s named a person whom a breach concerns")),
    _event("breach.person_told", _("%(actor)s told the person of a breach"), "early"),
    _event("breach.recorded", _("%(actor)s recorded a breach"), "kind"),
    _event("breach.viewed", _("%(actor)s viewed a breach")),
    _event("complaint.changed", _("%(actor)s worked on a complaint"), "count"),
    _event("complaint.closed", _("%(actor)s closed a complaint"), "outcome"),
    _event("complaint.listed", _("%(actor)s looked at the complaints"), "count page"),
    _event("complaint.received", _("A complaint was received"), "channel"),
    _event("complaint.viewed", _("%(actor)s viewed a complaint")),
    _event("request.answered", _("%(actor)s answered a request of the person"), "outcome"),
    _event("request.recorded", _("%(actor)s noted a request of the person"), "kind"),
    _event("request.viewed", _("%(actor)s viewed a request of the person")),
    # reports
    _event("figures.exported", _("%(actor)s took tables of figures"), "figures offices scope rows file_hash"),
    _event("figures.viewed", _("%(actor)s looked at figures"), "figures offices scope suppressed"),
    _event("report.cancelled", _("%(actor)s cancelled a report"), "reason"),
    _event("report.downloaded", _("%(actor)s downloaded a report"), "file_hash format watermark"),
    _event("report.failed", _("A report could not be made"), "reason"),
    _event(
        "report.queued", _("%(actor)s asked for a report"), "figures offices scope format language restricted"
    ),
    _event("report.rendered", _("A report was made"), "count figures suppressed file_hash rows format"),
    _event("report.viewed", _("%(actor)s looked at a report"), "figures status"),
    # config
    _event("key.destroyed", _("An old key was destroyed"), "key version"),
    _event("key.operated_alone", _("A key operation was done without a second person"), "step reason"),
    _event("key.rotation_begun", _("A key began to be replaced"), "key version count"),
    _event("key.rotation_ended", _("A key was replaced"), "key version count problems"),
    _event("key.rotation_stuck", _("A key could not be replaced"), "key version count problems"),
    _event("root.changed", _("The root key was changed"), "count"),
    _event("root.recovered", _("The root key was put together from its shares"), "number"),
    _event("root.rehearsed", _("Recovering the root key was rehearsed"), "number"),
    _event("root.split", _("The root key was split among officers"), "number count"),
]
EVENTS: dict[str, Event] = {event.name: event for event in _LIST}

Subject = models.Model | tuple[str, uuid.UUID | str | int]


def record(
    name: str,
    *,
    subject: Subject | None = None,
    office: uuid.UUID | None = None,
    facts: Mapping[str, Any] | None = None,
    purpose: str = "",
    result: str = "done",
    actor: Any = None,
    scope: uuid.UUID | None = None,
    apart: bool = False,
) -> uuid.UUID:
    """Write one event in the transaction under way and give its number used once.

    `subject` is a model instance or (label, id); `scope`, the case it belongs to, is taken from the
    instance's vault_scope() unless given. `office` is taken from the record or its case, else it is the
    only office of whoever acts. `actor` is a person or an id where the context is not to be used.
    A refusal or failure inside a request is written after its transaction, so that it stays although that
    rolls back (outcome.py); elsewhere `apart` does the same over a connection of its own. Raises
    UnknownEvent, FactNotAllowed, or NotRecorded: then what was to be recorded must not happen either.
    """
    prepared = prepare(name, subject, office, facts, purpose, result, actor, scope)
    if result != "done" and store.wait(prepared):
        pass
    elif apart:
        store.write_apart([prepared])
    else:
        store.write([prepared])
    return uuid.UUID(prepared[0])


def record_many(prepared: Iterable[tuple[str | None, ...]]) -> None:
    """Write many prepared events in one statement, for work in bulk."""
    store.write(list(prepared))


def prepare(
    name: str,
    subject: Subject | None = None,
    office: uuid.UUID | None = None,
    facts: Mapping[str, Any] | None = None,
    purpose: str = "",
    result: str = "done",
    actor: Any = None,
    scope: uuid.UUID | None = None,
) -> tuple[str | None, ...]:
    """The fields of an event, checked and under their code, as `record_many` takes them."""
    if name not in EVENTS or EVENTS[name].retired:
        raise UnknownEvent(f"{name} is not in the list of events that are written")
    if result not in RESULTS:
        raise FactNotAllowed(f"{name}: the result is one of {', '.join(RESULTS)}")
    label, number = _named(subject)
    if scope is None:
        belongs_to = getattr(subject, "vault_scope", None)
        scope = belongs_to() if belongs_to else None
    given = dict(facts or {})
    if EVENTS[name].writes and scope is not None and (state := keys.scope_state(scope)):
        given["serial"], given["scope_digest"] = state
    return store.prepare(
        name=name,
        object_label=label,
        object_id=number,
        office=office or _office_of(subject, actor),
        scope=scope,
        on_behalf_of=_stood_in_for(subject),
        purpose=purpose,
        result=result,
        actor=getattr(actor, "pk", actor),
        facts=checked(name, EVENTS[name].facts, given),
    )


def _office_of(subject: Subject | None, actor: Any) -> uuid.UUID | None:
    """The office of a record or of its case; where there is none, the only office of whoever acts."""
    for record in (subject, _case_of(subject)):
        found = getattr(record, "office_id", None)
        if found:
            return uuid.UUID(str(found))
    person = actor if hasattr(actor, "only_office_id") else context.current().person
    return getattr(person, "only_office_id", None)


def _stood_in_for(subject: Subject | None) -> uuid.UUID | None:
    """Whose absence gave access to this case (the door notes it on the case)."""
    return getattr(_case_of(subject) or subject, "reached_for", None)


def _case_of(subject: Subject | None) -> Any:
    try:
        return getattr(subject, "case", None)
    except ObjectDoesNotExist:
        return None


def _named(subject: Subject | None) -> tuple[str | None, str | None]:
    if subject is None:
        return None, None
    if isinstance(subject, tuple):
        return subject[0], str(subject[1])
    return subject._meta.label_lower, str(subject.pk)


def sentence(row: Mapping[str, Any], actor: str) -> str:
    """The sentence of an event as reading.py gives it, with the name the caller found for its actor."""
    facts = {"count": "", **(row.get("facts") or {})}
    return str(EVENTS[row["name"]].sentence) % {**facts, "actor": actor}
