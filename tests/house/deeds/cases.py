"""The record, consent, access, files, erasure, duplicates, handing over."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cases import actions
from cases.actions.files import remove_file
from cases.actions.flags import lock_location
from cases.finding.search import SearchQuery, find
from cases.models import (
    CaseGrant,
    ConsentException,
    DuplicatePair,
    ErasureNotice,
    Exploitation,
    GrantKind,
    GrantReason,
    HandOverCase,
    LocalQuestion,
)
from cases.sections import SECTIONS
from tests.cases.conftest import agree, save
from tests.cases.files.making import picture
from tests.house.matrix_deed import Deed, Given
from tests.house.matrix_world import LOSSES, World

SAID = {"consent_language": "en", "consent_form": "written", "consent_giver": "beneficiary"}
TYPED = {"first_name": "Typed by a test"}
EPISODE = {"exp_place": "Typed by a test"}


def asked_nothing_yet(world: World) -> Given:
    """A case whose first questions are open."""
    cast = world.cast
    made = find(cast.amina, SearchQuery(name="Nobody Known")).made
    case = actions.open_case(
        actor=cast.amina, office=cast.harbour, search=made, data_source="case_management"
    )
    return {"case_id": case.pk}


def hala_works_on_it(world: World) -> Given:
    return {"grant_id": CaseGrant.objects.get(content_object=world.cases["own"], user=world.cast.hala).pk}


def a_suspect(world: World) -> None:
    save(
        world.cast.amina, world.cases["own"], "child", {"guardian_type": "parent", "guardian_conflict": "yes"}
    )


def a_draft(section: str, row: Any = None) -> Any:
    def kept(world: World) -> None:
        actions.save_draft(
            actor=world.cast.amina,
            case=world.cases["own"],
            section=section,
            payload=TYPED if section == "biodata" else EPISODE,
            base_version=0,
            row=row(world) if row else None,
        )

    return kept


def episode_of(world: World) -> Any:
    return Exploitation.objects.filter(case=world.cases["own"]).first().pk


def a_pair(world: World) -> Given:
    own, other = world.cases["own"], world.cases["same office"]
    pair = DuplicatePair.objects.get(first__in=(own, other), second__in=(own, other))
    return {"pair_id": pair.pk}


def a_linked_pair(world: World) -> Given:
    given = a_pair(world)
    actions.decide_pair(
        actor=world.cast.vera, pair=DuplicatePair.objects.get(pk=given["pair_id"]), outcome="same"
    )
    return given


def an_erasure(world: World) -> None:
    actions.ask_erasure(actor=world.cast.amina, case=world.cases["own"], extent="whole", reason="asked")


def an_episode_removed(world: World) -> None:
    actions.remove_entry(
        actor=world.cast.amina, case=world.cases["own"], section="exploitation", row=episode_of(world)
    )


def a_file_removed(world: World) -> None:
    row = world.cases["own"].attachments.first()
    remove_file(actor=world.cast.amina, case=world.cases["own"], row=row.pk)


def a_locked_location(world: World) -> None:
    """Amina has the second key."""
    cast, own = world.cast, world.cases["own"]
    lock_location(actor=cast.bruno, case=own, reason="threat")
    given = {"kind": GrantKind.LOCATION, "reason": GrantReason.KNOWS_LOCATION}
    actions.grant_access(case=own, user=cast.amina, given_by=cast.bruno, **given)


def restricted(world: World) -> None:
    actions.restrict_case(actor=world.cast.bruno, case=world.cases["own"], reason="threat")


def offered_to_vera(world: World) -> Given:
    return {"offer_id": HandOverCase.objects.get(case=world.cases["own"]).pk}


def a_test_agreed(world: World) -> None:
    agree(world.cast.amina, world.cases["own"], "medical_test")


def help_taken_back(world: World) -> None:
    actions.withdraw_consent(actor=world.cast.amina, case=world.cases["own"], consent_type="assistance")


def saved_twice(world: World) -> None:
    for name in ("Before", "After"):
        save(world.cast.amina, world.cases["own"], "biodata", {"first_name": name})


def a_case_not_offered(world: World) -> None:
    asked_nothing_yet(world)


def told_without_consent(world: World) -> None:
    own = world.cases["own"]
    row = ConsentException.objects.get(case=own)
    actions.use_exception(actor=world.cast.amina, case=own, exception=row, how="by_word")


def somebody_to_tell(world: World) -> Given:
    notice = ErasureNotice.objects.filter(erasure__case_uuid=world.erased).first()
    return {"erasure_id": notice.erasure_id, "notice_id": notice.pk}


def a_picture(_world: World, _given: Given) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("photo.jpg", picture(), content_type="image/jpeg")}


def after_a_search(world: World, _given: Given) -> str:
    made = find(world.cast.amina, SearchQuery(name="Nobody Known")).made
    return f"{reverse('cases:open')}?search={made.pk}"


def somebody_elses(world: World, _given: Given) -> dict[str, str]:
    return {"wanted": str(world.cases["same office"].pk)}


def an_interview(world: World) -> None:
    actions.start_interview(actor=world.cast.amina, case=world.cases["own"])


def not_to_be_asked(world: World) -> None:
    save(world.cast.amina, world.cases["own"], "biodata", {}, not_again=["religion"])


def a_pause(world: World) -> None:
    an_interview(world)
    actions.pause_interview(actor=world.cast.amina, case=world.cases["own"])


def an_answer(_world: World, _given: Given) -> dict[str, str]:
    return {str(question.pk): "Written by a test" for question in LocalQuestion.objects.all()}


def answered_twice(world: World) -> None:
    for version, said in enumerate(("Before", "After")):
        answers = {str(question.pk): said for question in LocalQuestion.objects.all()}
        actions.answer_local_questions(
            actor=world.cast.amina, case=world.cases["own"], answers=answers, base_version=version
        )


def new_worker(world: World, _given: Given) -> dict[str, str]:
    return {"to": str(world.cast.dana.pk)}


def a_paper_form(world: World) -> Given:
    cast, own = world.cast, world.cases["own"]
    return {
        "row_id": actions.begin_paper_form(actor=cast.amina, case=own, values={}, interviewer=cast.amina).pk
    }


def typed(section: str) -> frozenset[str]:
    """What a draft keeps as it was typed, and on top of which version."""
    return frozenset((*SECTIONS[section].all_fields, "base_version"))


DEEDS: dict[str, Deed] = {
    "cases:house_assess_again": Deed(may="bruno vera"),
    "cases:conflict_review": Deed(may="bruno vera"),
    "cases:emergency_review": Deed(may="bruno farah vera"),
    "cases:access_end": Deed("bruno", page="cases:access", before=hala_works_on_it),
    "cases:blank_forms": Deed(shows=True),
    "cases:consent": Deed(before=asked_nothing_yet, sent={"status_screening_interview": "granted", **SAID}),
    "cases:consent_record": Deed(sent={"status_assistance": "granted", **SAID}),
    "cases:wording": Deed(sent={"text": "We would like to help you.", "step": "publish"}),
    "cases:sharing_told": Deed(before=told_without_consent),
    "cases:draft": Deed(
        may="amina bruno vera", knows="hala", by_script=True, sent=TYPED, takes=typed("biodata")
    ),
    "cases:draft_discard": Deed(
        may="amina", knows="bruno hala vera", page="cases:section", before=a_draft("biodata")
    ),
    # A health worker changes the health section and no other.
    "cases:section": Deed(sent=TYPED, may="amina bruno vera", knows="hala"),
    "cases:former": Deed(may="amina bruno vera", knows="hala", before=saved_twice, shows=True),
    "cases:duplicate_decide": Deed("vera", may="bruno vera", page="cases:duplicate", before=a_pair),
    "cases:duplicate_undo": Deed("vera", may="bruno vera", page="cases:duplicate", before=a_linked_pair),
    "cases:emergency": Deed(sent=somebody_elses),
    "cases:erasure_check": Deed(before=an_erasure, sent={"told": LOSSES}),
    "cases:erasure_take_back": Deed(before=an_erasure),
    "cases:erasure_recipient": Deed("bruno", may="bruno vera", before=somebody_to_tell),
    "cases:entry": Deed(may="amina bruno vera", knows="hala", sent=EPISODE),
    "cases:entry_add": Deed(may="amina bruno vera", knows="hala", sent=EPISODE),
    "cases:entry_draft": Deed(
        may="amina bruno vera", knows="hala", by_script=True, sent=EPISODE, takes=typed("exploitation")
    ),
    "cases:entry_draft_new": Deed(
        may="amina bruno vera", knows="hala", by_script=True, sent=EPISODE, takes=typed("exploitation")
    ),
    "cases:entry_draft_discard": Deed(
        may="amina", knows="bruno hala vera", page="cases:entry", before=a_draft("exploitation", episode_of)
    ),
    "cases:entry_draft_discard_new": Deed(
        may="amina", knows="bruno hala vera", page="cases:entry_add", before=a_draft("exploitation")
    ),
    "cases:entry_former": Deed(may="amina bruno vera", knows="hala", shows=True),
    "cases:consent_effect": Deed(page="cases:consent", before=help_taken_back),
    "cases:consent_use": Deed(before=a_test_agreed, sent={"used_for": "A test"}),
    "cases:entry_restore": Deed(
        may="amina bruno vera", knows="hala", page="cases:entries", before=an_episode_removed
    ),
    "cases:files": Deed(sent=a_picture),
    "cases:file_restore": Deed(page="cases:files", before=a_file_removed),
    "cases:filter_remove": Deed(may="amina", page="cases:list"),
    "cases:filter_save": Deed(page="cases:list?status=screening"),
    "cases:find": Deed(sent={"name": "Nobody Known"}, shows=True),
    "cases:hand_over_accept": Deed(
        "vera", may="vera", knows="bruno", page="cases:hand_over_offer", before=offered_to_vera
    ),
    "cases:hand_over_decline": Deed(
        "vera", may="vera", knows="bruno", page="cases:hand_over_offer", before=offered_to_vera
    ),
    "cases:hand_over_withdraw": Deed(
        "bruno", may="bruno vera", page="cases:hand_over_offer", before=offered_to_vera
    ),
    "cases:hand_over_wizard": Deed(
        "bruno", may="amina bruno vera", before=a_case_not_offered, sent=new_worker
    ),
    "cases:hold_lift": Deed("bruno", page="cases:hold"),
    "cases:interview_start": Deed(may="amina bruno vera", knows="hala"),
    "cases:interview_pause": Deed(
        may="amina bruno vera", knows="hala", page="cases:interview", before=an_interview
    ),
    "cases:interview_resume": Deed(
        may="amina bruno vera", knows="hala", page="cases:interview", before=a_pause
    ),
    "cases:interview_end": Deed(may="amina bruno vera", knows="hala", before=an_interview),
    "cases:interview_reactions": Deed(
        may="amina bruno vera",
        knows="hala",
        page="cases:interview",
        before=an_interview,
        sent={"reactions": ["fear"], "responses": ["fear_accompany"]},
    ),
    "cases:ask_again": Deed(
        may="amina bruno vera", knows="hala", page="cases:section", before=not_to_be_asked
    ),
    "cases:interview_stop": Deed(may="amina bruno vera", knows="hala", before=an_interview),
    "cases:location": Deed(may="amina", knows="bruno vera", before=a_locked_location, shows=True),
    "cases:location_unlock": Deed("bruno", before=a_locked_location),
    "cases:entry_remove": Deed(may="amina bruno vera", knows="hala"),
    "cases:alert_lift": Deed(page="cases:alerts"),
    "cases:risk_ask": Deed(page="cases:risk"),
    "cases:local_answers": Deed(sent=an_answer),
    "cases:local_former": Deed(before=answered_twice, shows=True),
    "cases:local_question_retire": Deed("jonas", may="jonas", page="cases:local_questions"),
    "cases:place_merge": Deed("jonas", may="jonas"),
    "cases:interpreter_change": Deed(may="bruno vera"),
    "cases:interpreter_left": Deed("bruno", may="bruno vera", page="cases:interpreter"),
    "cases:interpreter_wish": Deed(sent={"interviewer": "woman"}),
    "cases:interpreter_choose": Deed(takes=frozenset({"again", "choose", "refuse"})),
    "cases:interpreter_book": Deed(sent={"time": "10:00", "minutes": "45"}),
    "cases:booking_cancel": Deed(page="cases:booking"),
    # Amina has decided: until somebody else has looked, nobody but her decides anew.
    "cases:determination_decide": Deed(may="amina", knows="bruno vera"),
    "cases:determination_look": Deed("bruno", may="bruno vera", knows="amina"),
    # Amina has written the assessment: somebody else looks.
    "cases:child_look": Deed("bruno", may="bruno vera", knows="amina", sent={"agrees": "yes"}),
    "cases:child_suspicion": Deed(sent={"guardian": "parent", "reason": "unfounded"}, before=a_suspect),
    "cases:child_tracing": Deed(sent={"to": "not_in_interest"}),
    "cases:unrestrict": Deed("bruno", may="bruno", before=restricted),
    "cases:open": Deed(page=after_a_search),
    "cases:paper_form_begin": Deed(may="amina bruno hala vera"),
    # Whoever entered it looks at no sheet of theirs.
    "cases:paper_form_check": Deed("bruno", may="bruno vera"),
    "cases:paper_form_finish": Deed(
        may="amina", knows="bruno hala vera", page="cases:paper_form", before=a_paper_form
    ),
    "cases:person_file": Deed(shows=True),
}
