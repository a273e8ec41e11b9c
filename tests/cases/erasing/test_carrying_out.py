"""An erasure carried out: then nothing is left, whatever happens in the middle."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from cases import access, actions
from cases.consent import consents
from cases.erasing import certificate, erasure
from cases.models import (
    Case,
    ErasureNotice,
    Person,
    PersonBiodata,
    SectionDraft,
    SectionVersion,
)
from tests.cases.conftest import agree, open_for, save
from tests.cases.erasing.conftest import check, confirm, confirmed, erased, withdraw
from vault import keys, ledger, ring
from vault.blobs import SealedBlob
from vault.models import Manifest, RingKey, ScopeKey

pytestmark = pytest.mark.django_db


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
