"""An erasure from the wish to the certificate: closed at once, two people, time to change one's mind, then nothing."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.http import Http404
from django.test import override_settings
from django.utils import timezone

from accounts import approvals
from accounts.models import Approval
from cases import access, actions, certificate, consents, erasure
from cases.models import (
    Case,
    ConsentRecord,
    ErasureNotice,
    ErasureRequest,
    Person,
    PersonBiodata,
    SearchCard,
    SectionDraft,
    SectionVersion,
)
from config.backup import restoring
from tests.cases.conftest import agree, open_for, save
from vault import keys, ledger, ring
from vault.blobs import SealedBlob
from vault.models import Manifest, RingKey, ScopeKey

pytestmark = pytest.mark.django_db
LOSSES = {"permit", "wages", "family"}


@pytest.fixture(autouse=True)
def _ledger_file(tmp_path):
    with override_settings(ERASURE_LEDGER=tmp_path / "erasures.jsonl"):
        yield


@pytest.fixture
def full(people, case):
    save(people.amina, case, "biodata", {"first_name": "Zoë", "birth_date": "2001-03", "sex": "female"})
    save(people.amina, case, "biodata", {"first_name": "Zoe"})
    actions.add_entry(
        actor=people.amina, case=case, section="exploitation", values={"debt_amount": ["5", "EUR"]}
    )
    actions.save_draft(
        actor=people.amina, case=case, section="education", payload={"a": ["b"]}, base_version=1
    )
    SealedBlob.write(case.pk, "evidence", [b"a picture"], name="picture.png")
    actions.record_disclosure(
        actor=people.amina,
        case=case,
        recipient="Linden House",
        recipient_kind="provider",
        ground="consent",
        categories=["needs"],
        how="paper",
    )
    return Case.objects.get(pk=case.pk)


def check(people, case, **changed):
    given = {"checked_how": "in_person", "told": LOSSES, "at_once": False, **changed}
    return actions.check_erasure(actor=people.amina, case=case, **given)


def confirm(people, request):
    approvals.approve(actor=people.bruno, approval=Approval.objects.get(pk=request.approval))
    return ErasureRequest.objects.get(pk=request.pk)


def withdraw(people, case, kind="data_processing"):
    actions.withdraw_consent(actor=people.amina, case=case, consent_type=kind)
    return ErasureRequest.objects.get(case_uuid=case.pk)


def confirmed(people, case, **changed):
    withdraw(people, case)
    return confirm(people, check(people, case, **changed))


def erased(people, case):
    request = confirmed(people, case, at_once=True)
    assert erasure.run(request.pk)
    request.refresh_from_db()
    return request


def test_a_withdrawal_closes_the_file_and_starts_an_erasure(people, full):
    request = withdraw(people, full)
    assert (request.state, request.extent, request.reason) == ("asked", "whole", "withdrawn")
    with pytest.raises(access.FileClosed):
        access.get_case_for(people.amina, full.pk, viewed=["biodata"])
    assert not SearchCard.objects.filter(case=full).exists()
    assert erasure.due(timezone.now() + timedelta(days=400)) == [], (
        "nothing happens before two people confirm"
    )


def test_withdrawing_photos_starts_one_for_the_files_which_the_other_widens(people, full):
    agree(people.amina, full, "photo_document")
    request = withdraw(people, full, "photo_document")
    assert request.extent == "files" and Case.objects.get(pk=full.pk).is_closed_to_use
    check(people, full)
    actions.withdraw_consent(actor=people.amina, case=full, consent_type="data_processing")
    request.refresh_from_db()
    assert (request.extent, request.state, request.approval) == ("whole", "asked", None)
    assert ErasureRequest.objects.count() == 1


def test_what_is_lost_must_have_been_said(people, full):
    withdraw(people, full)
    with pytest.raises(ValidationError):
        check(people, full, told={"permit"})
    with pytest.raises(ValidationError):
        check(people, full, checked_how="by_guess")
    with pytest.raises(ValidationError):
        check(people, full, checked_how="no_person")


def test_it_takes_two_who_reach_the_case(people, full):
    withdraw(people, full)
    approval = Approval.objects.get(pk=check(people, full).approval)
    for stranger in (people.amina, people.dana, people.emil, people.farah, people.kofi):
        with pytest.raises(PermissionDenied):
            approvals.approve(actor=stranger, approval=approval)
    request = confirm(people, ErasureRequest.objects.get())
    assert request.state == "confirmed" and request.approved_by == people.bruno
    assert request.due_at - request.approved_at == timedelta(days=30)


@pytest.mark.parametrize("who", ["dana", "emil", "farah", "kofi", "hala"])
def test_nobody_else_asks_or_takes_back(people, full, who):
    stranger = getattr(people, who)
    with pytest.raises(PermissionDenied):
        actions.ask_erasure(actor=stranger, case=full, extent="whole", reason="asked")
    withdraw(people, full)
    with pytest.raises(PermissionDenied):
        actions.take_back_erasure(actor=stranger, case=full)
    with pytest.raises(PermissionDenied):
        check(type("P", (), {"amina": stranger}), full)


def test_taking_back_restores_everything(people, full):
    before = {key: getattr(PersonBiodata.objects.get(case=full), key) for key in ("first_name", "sex")}
    confirmed(people, full)
    actions.take_back_erasure(actor=people.amina, case=Case.objects.get(pk=full.pk))
    case = access.get_case_for(people.amina, full.pk, viewed=["biodata"])
    assert {key: getattr(PersonBiodata.objects.get(case=case), key) for key in before} == before
    assert consents.valid(case, "data_processing") and SearchCard.objects.filter(case=case).exists()
    assert ErasureRequest.objects.get().state == "taken_back"
    assert not ErasureNotice.objects.exists()
    assert erasure.due(timezone.now() + timedelta(days=400)) == []


def test_a_new_consent_takes_it_back_too(people, full):
    confirmed(people, full)
    agree(people.amina, Case.objects.get(pk=full.pk), "data_processing")
    assert ErasureRequest.objects.get().state == "taken_back"
    assert not Case.objects.get(pk=full.pk).is_closed_to_use


def test_an_approval_of_what_was_taken_back_does_nothing(people, full):
    withdraw(people, full)
    approval = Approval.objects.get(pk=check(people, full).approval)
    actions.take_back_erasure(actor=people.bruno, case=Case.objects.get(pk=full.pk))
    with pytest.raises(ValidationError):
        approvals.approve(actor=people.vera, approval=approval)
    assert ErasureRequest.objects.get().state == "taken_back"


def test_it_waits_for_its_day(people, full):
    request = confirmed(people, full)
    assert not erasure.run(request.pk)
    assert erasure.due() == [] and erasure.due(timezone.now() + timedelta(days=31)) == [request.pk]
    assert PersonBiodata.objects.get(case=full).first_name == "Zoe"


def test_it_waits_for_a_hold(people, full):
    request = confirmed(people, full, at_once=True)
    with pytest.raises(PermissionDenied):
        actions.place_hold(
            actor=people.amina, case=full, reason="court_order", authority="x", held_from=timezone.localdate()
        )
    hold = actions.place_hold(
        actor=people.bruno,
        case=full,
        reason="court_order",
        authority="Court of Harbour",
        held_from=timezone.localdate(),
    )
    assert not erasure.run(request.pk) and Case.objects.filter(pk=full.pk).exists()
    actions.lift_hold(actor=people.bruno, hold=hold)
    assert erasure.run(request.pk) and not Case.objects.filter(pk=full.pk).exists()


def test_nothing_is_left_and_the_door_says_not_there(people, full):
    request = erased(people, full)
    holds = request.certificate["holds"]
    assert {label: n for label, n in holds.items() if n} == {
        "cases.erasurerequest": 1,
        "vault.erasureledger": 1,
        "vault.manifest": 1,
        "accounts.approval": 1,
    }
    assert request.certificate["held"]["cases.personbiodata"] == 1
    assert all(store.is_clear for store in certificate.stores(request))
    for person in (people.amina, people.bruno):
        with pytest.raises(Http404):
            access.get_case_for(person, full.pk)
    assert not Person.objects.filter(case=full.pk).exists()
    assert not SectionDraft.objects.exists() and not SectionVersion.objects.exists()
    assert not ScopeKey.objects.filter(scope=full.pk).exists() and not SealedBlob.objects.exists()


def test_the_ledger_says_so_in_the_database_and_in_its_file(people, full, settings):
    request = erased(people, full)
    entries = ledger.entries()
    ledger.verify(entries, ring.get())
    assert [(entry.scope, entry.classes, entry.reason) for entry in entries] == [
        (full.pk, "all", "withdrawn")
    ]
    assert request.ledger_n == 1 and ledger.read_file(settings.ERASURE_LEDGER) == entries


def test_running_it_again_changes_nothing(people, full):
    request = erased(people, full)
    assert not erasure.run(request.pk)
    assert len(ledger.entries()) == 1


@pytest.mark.parametrize("moment", ["rows", "file", "finish"])
def test_a_kill_at_any_moment_is_made_good(people, full, monkeypatch, moment):
    request = confirmed(people, full, at_once=True)

    class Killed(BaseException):
        pass

    def die(*given, **named):
        raise Killed

    with monkeypatch.context() as patch:
        target = {
            "rows": (erasure.ledger, "append"),
            "file": (erasure.ledger, "write_file"),
            "finish": (erasure, "finish"),
        }
        patch.setattr(*target[moment], die)
        with pytest.raises(Killed):
            erasure.run(request.pk)
    assert Case.objects.filter(pk=full.pk).exists() == (moment == "rows")
    assert erasure.due() == [request.pk] and erasure.run(request.pk)
    assert len(ledger.entries()) == 1 and not Case.objects.filter(pk=full.pk).exists()


def test_a_forged_manifest_holds_nothing_up(people, full):
    request = confirmed(people, full, at_once=True)
    Manifest.objects.filter(scope=full.pk).update(mac=bytes(32))
    assert erasure.run(request.pk) and not ScopeKey.objects.filter(scope=full.pk).exists()


def test_statistics_stay_only_with_consent_to_research(people, full):
    agree(people.amina, full, "research")
    request = erased(people, full)
    assert request.keeps_statistics
    kept = Case.objects.get(erased_at__isnull=False)
    assert kept.pk != full.pk and kept.reference != full.reference and kept.registration_date.day == 1
    biodata = PersonBiodata.objects.get(case=kept)
    assert biodata.sex == "female" and bytes(biodata.envelope) == b"" and not biodata.primary_language
    assert not ScopeKey.objects.filter(scope=kept.pk).exists()
    for person in (people.amina, people.bruno):
        with pytest.raises(Http404):
            access.get_case_for(person, kept.pk)
    from django.core.management import call_command

    call_command("check_vault", "--open")


def test_without_it_none_stay(people, full):
    assert not erased(people, full).keeps_statistics
    assert not Case.objects.exists() and not PersonBiodata.objects.exists()


def test_identity_goes_apart_from_the_rest(people, full):
    request = actions.ask_erasure(actor=people.amina, case=full, extent="identity", reason="asked")
    assert Case.objects.get(pk=full.pk).is_closed_to_use
    request = confirm(people, check(people, full, at_once=True))
    with keys.session():
        old = bytes(PersonBiodata.objects.get(case=full).envelope)
    assert erasure.run(request.pk)
    case = access.get_case_for(people.amina, full.pk, viewed=["biodata"])
    biodata = PersonBiodata.objects.get(case=case)
    assert (biodata.first_name, biodata.sex) == ("", "") and bytes(biodata.envelope) != old
    assert case.exploitations.get().debt_amount is not None, "the rest goes on"
    assert not SectionDraft.objects.exists() and not SectionVersion.objects.exists()
    assert SealedBlob.objects.count() == 1
    assert {key.generation for key in ScopeKey.objects.filter(scope=full.pk, key_class="identity")} == {2}
    assert consents.granted_among(consents.statuses(case)) >= {"data_processing"}
    save(people.amina, case, "biodata", {"first_name": "New"})
    assert ledger.entries()[0].key_classes == {"identity"}


def test_files_go_apart_from_the_rest(people, full):
    agree(people.amina, full, "photo_document")
    withdraw(people, full, "photo_document")
    request = confirm(people, check(people, full, at_once=True))
    assert erasure.run(request.pk)
    assert not SealedBlob.objects.exists()
    access.get_case_for(people.amina, full.pk, viewed=["biodata"])
    assert PersonBiodata.objects.get(case=full).first_name == "Zoe"


def test_recipients_are_listed_and_their_names_go_with_the_last_answer(people, full):
    request = erased(people, full)
    notice = ErasureNotice.objects.get()
    assert notice.recipient == "Linden House"
    with pytest.raises(PermissionDenied):
        actions.answer_notice(actor=people.emil, notice=notice, answer="erased")
    actions.answer_notice(actor=people.bruno, notice=notice, answer="erased")
    assert not ScopeKey.objects.filter(scope=request.pk).exists()
    assert [row.answer for row in certificate.recipients(request)] == ["erased"]


def test_who_received_data_after_the_confirmation_is_told_too(people, full):
    request = confirmed(people, full, at_once=True)
    for recipient in ("Lantern clinic", "Linden House"):
        actions.record_disclosure(
            actor=people.bruno,
            case=Case.objects.get(pk=full.pk),
            recipient=recipient,
            recipient_kind="provider",
            ground="consent",
            categories=["needs"],
            how="paper",
        )
    assert erasure.run(request.pk)
    assert sorted(row.recipient for row in ErasureNotice.objects.all()) == ["Lantern clinic", "Linden House"]


def test_only_its_own_case_is_erased(people, full):
    other = open_for(people.amina)
    agree(people.amina, other, "screening_interview", "data_processing")
    save(people.amina, other, "biodata", {"first_name": "Nadja"})
    erased(people, full)
    assert PersonBiodata.objects.get(case=other).first_name == "Nadja"


def test_the_wrapping_keys_are_followed_until_they_are_gone(people, full):
    request = erased(people, full)
    assert request.rewrapped_at is None
    RingKey.objects.filter(name__startswith="kek.").update(state="retired", state_since=timezone.now())
    erasure.follow_up(request.pk)
    request.refresh_from_db()
    assert request.rewrapped_at is not None


def test_replaying_the_ledger_erases_again_what_came_back(people, full):
    assert erasure.replay(full.pk, None)
    assert not Case.objects.filter(pk=full.pk).exists() and not erasure.replay(full.pk, None)
    assert not erasure.replay(uuid.uuid4(), frozenset({"identity"}))


def part_erased(people, case, extent):
    """Erase a class, and let the person agree to go on; the entries of the ledger then."""
    actions.ask_erasure(actor=people.amina, case=case, extent=extent, reason="asked")
    assert erasure.run(confirm(people, check(people, case, at_once=True)).pk)
    return ledger.entries()


def test_a_restore_leaves_what_was_told_after_a_part_was_erased(people, full):
    entries = part_erased(people, full, "identity")
    save(people.amina, Case.objects.get(pk=full.pk), "biodata", {"first_name": "Ilka"})
    assert restoring.erase_again(entries, in_bulk=len(entries), say=str) == 0
    assert PersonBiodata.objects.get(case=full).first_name == "Ilka"


def test_a_restore_erases_a_part_again_that_the_data_are_older_than(people, full):
    entries = part_erased(people, full, "identity")
    save(
        people.amina, Case.objects.get(pk=full.pk), "biodata", {"first_name": "Zoe"}
    )  # as an older dump has it
    assert restoring.erase_again([*entries, *entries], in_bulk=0, say=str) == 1
    assert PersonBiodata.objects.get(case=full).first_name == ""


def test_a_restore_leaves_a_picture_that_was_added_after_pictures_were_erased(people, full):
    entries = part_erased(people, full, "files")
    added = SealedBlob.write(full.pk, "evidence", [b"another picture"], name="new.png")
    assert restoring.erase_again(entries, in_bulk=len(entries), say=str) == 0
    assert b"".join(SealedBlob.objects.get(pk=added.pk).read()) == b"another picture"


@pytest.mark.parametrize("in_bulk", [0, 1])
def test_a_restore_opens_no_closed_file(people, full, in_bulk):
    entries = part_erased(people, full, "files")
    case = Case.objects.get(pk=full.pk)
    actions.ask_erasure(actor=people.amina, case=case, extent="whole", reason="mistake")
    restoring.erase_again(entries, in_bulk=in_bulk, say=str)
    assert Case.objects.get(pk=full.pk).is_closed_to_use
    assert not SearchCard.objects.filter(case=full).exists()


def test_the_database_itself_wants_two_people(people, full):
    request = confirmed(people, full)
    with pytest.raises(Exception, match="erasure_needs_two_people"), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_erasurerequest SET approved_by_id = checked_by_id WHERE id = %s", [request.pk]
        )


def test_the_newest_consent_is_a_copy_of_the_last_one_given(people, full):
    confirmed(people, full)
    actions.take_back_erasure(actor=people.bruno, case=Case.objects.get(pk=full.pk))
    rows = ConsentRecord.objects.filter(case=full, consent_type="data_processing").order_by("recorded_at")
    assert [row.consent_status for row in rows] == ["granted", "withdrawn", "granted"]
    assert rows[2].consent_language == rows[0].consent_language and rows[2].recorded_by == people.bruno
