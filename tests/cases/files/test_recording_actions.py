"""A recording from the upload to the file: sealed as it came, made anew by a worker, lost by nobody."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from accounts.models import OfficeSetting
from audit import retention
from cases import actions, tasks
from cases.actions import files, recordings
from cases.actions.files import Upload, files_of, read_file
from cases.actions.recordings import erase_refused_files, forget_refused, make, take_back, waiting_files
from cases.attachments import cleaning
from cases.attachments.cleaning import FileRefused
from cases.attachments.reach import FilesClosed
from cases.consent.consents import ConsentMissing
from cases.models import Attachment, WaitingFile
from notifications.models import Outbox
from tests.cases.conftest import agree
from tests.cases.files.making import MARK
from tests.cases.files.recordings import sound
from tests.cases.files.test_actions import added, agreed
from vault.blobs import BlobChunk, SealedBlob

__all__ = ["agreed"]
NAME = "Olena speaks.mp3"


@pytest.fixture
def taken(agreed):
    """A case whose office takes sound and film."""
    allow(agreed.office)
    return agreed


def allow(office):
    today = timezone.now().date()
    OfficeSetting.objects.create(office=office, key="cases.sound_and_film", value=True, effective_from=today)


def voice(content=None):
    return Upload(NAME, "audio/mpeg", content or sound("mp3"))


def uploaded(people, case, **more):
    given = {"attachment_type": "other", "description": "Olena at the harbour", "upload": voice()} | more
    return added(people, case, **given)


def test_until_an_office_allows_it_sound_and_film_are_refused(people, agreed, recorded):
    with pytest.raises(FileRefused) as refused:
        uploaded(people, agreed)
    assert refused.value.code == "sound_or_film"
    assert recorded[-1][1]["facts"] == {"reason": "sound_or_film"}
    assert not WaitingFile.objects.exists() and not SealedBlob.objects.filter(scope=agreed.pk).exists()


def test_where_this_machine_cannot_clean_them_they_are_refused_in_words(people, taken, monkeypatch):
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(FileRefused) as refused:
        uploaded(people, taken)
    assert "ffmpeg" in refused.value.reason
    assert not WaitingFile.objects.exists()
    assert recordings.due() == []


def test_it_waits_sealed_and_becomes_a_file_that_is_clean(people, taken, recorded):
    row = uploaded(people, taken)
    assert isinstance(row, WaitingFile) and files_of(people.amina, taken) == []
    assert [one.pk for one in waiting_files(people.amina, taken)] == [row.pk]
    stored = b"".join(bytes(chunk.sealed) for chunk in BlobChunk.objects.all())
    assert MARK not in stored
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(w)::text, encode(envelope, 'escape') FROM cases_waitingfile w")
        assert "Olena" not in str(cursor.fetchall())
    assert make(row.pk)
    (made,) = files_of(people.amina, taken)
    found = read_file(actor=people.amina, case=taken, row=made.pk)
    assert (found.content_type, found.name[-4:]) == ("audio/mp4", ".m4a")
    assert MARK not in found.content
    assert (made.name, made.description, made.added_by) == (NAME, "Olena at the harbour", people.amina)
    assert made.added_at == row.added_at and made.original is None
    assert not WaitingFile.objects.exists()
    assert SealedBlob.objects.filter(scope=taken.pk).count() == 1, "what was uploaded is gone"
    names = [name for name, _given in recorded if name.startswith("file.")]
    assert names == ["file.waiting", "file.added", "file.downloaded"]
    assert NAME not in str(recorded)


def test_as_evidence_the_original_is_kept_too(people, taken):
    content = sound("wav")
    row = uploaded(people, taken, upload=Upload("a.wav", "audio/wav", content), is_evidence=True)
    make(row.pk)
    (made,) = files_of(people.amina, taken)
    assert read_file(actor=people.amina, case=taken, row=made.pk, original=True).content == content


def test_what_cannot_be_made_is_told_and_can_be_had_back(people, taken, recorded):
    broken = b"ID3\x03" + bytes(4000) + MARK
    row = uploaded(people, taken, upload=voice(broken))
    make(row.pk)
    (left,) = waiting_files(people.amina, taken)
    assert (left.state, left.problem) == ("refused", "broken")
    assert recorded[-1][1]["facts"] == {"reason": "broken"}
    assert set(Outbox.objects.filter(event="file.refused").values_list("recipient", flat=True)) == {
        people.amina.pk
    }
    assert take_back(actor=people.amina, case=taken, row=row.pk) == broken
    assert not make(row.pk), "it is not tried again by itself"
    forget_refused(actor=people.amina, case=taken, row=row.pk)
    assert not WaitingFile.objects.exists() and not SealedBlob.objects.filter(scope=taken.pk).exists()


def test_after_thirty_days_what_was_refused_is_erased(people, taken):
    row = uploaded(people, taken, upload=voice(b"ID3\x03" + bytes(4000)))
    make(row.pk)
    assert erase_refused_files() == 0
    WaitingFile.objects.filter(pk=row.pk).update(added_at=timezone.now() - timedelta(days=31))
    assert erase_refused_files() == 1
    assert not SealedBlob.objects.filter(scope=taken.pk).exists()


def test_a_machine_that_was_too_busy_tries_again_twice(people, taken, monkeypatch):
    def busy(**given):
        raise FileRefused("too_slow")

    row = uploaded(people, taken)
    monkeypatch.setattr(cleaning, "make_anew", busy)
    for attempt in (1, 2, 3):
        WaitingFile.objects.filter(pk=row.pk).update(next_at=timezone.now())
        assert make(row.pk)
        row = WaitingFile.objects.get(pk=row.pk)
        assert row.state == ("waiting" if attempt < 3 else "refused")
        assert not make(row.pk), "not at once"


def test_one_is_made_at_a_time_and_a_dead_worker_holds_nothing_up(people, taken):
    first, second = uploaded(people, taken), uploaded(people, taken)
    WaitingFile.objects.filter(pk=first.pk).update(state="running", next_at=timezone.now())
    assert not make(second.pk), "others have work, too"
    WaitingFile.objects.filter(pk=first.pk).update(next_at=timezone.now() - timedelta(minutes=7))
    assert make(first.pk) and make(second.pk)
    assert len(files_of(people.amina, taken)) == 2


def test_removed_while_it_was_made_it_is_gone(people, taken, monkeypatch):
    row = uploaded(people, taken)
    made = cleaning.make_anew

    def meanwhile(**given):
        recordings.erase(WaitingFile.objects.get(pk=row.pk))
        return made(**given)

    monkeypatch.setattr(cleaning, "make_anew", meanwhile)
    make(row.pk)
    assert not Attachment.objects.exists() and not SealedBlob.objects.filter(scope=taken.pk).exists()


@pytest.mark.parametrize("how", ["a no", "a withdrawal"])
def test_after_a_no_nobody_makes_reads_or_takes_back_anything(people, taken, how):
    row = uploaded(people, taken)
    if how == "a no":
        agree(people.amina, taken, "photo_document", consent_status="refused")
    else:
        actions.withdraw_consent(actor=people.amina, case=taken, consent_type="photo_document")
    assert not make(row.pk)
    assert WaitingFile.objects.get(pk=row.pk).state == "waiting", "a withdrawal may be taken back"
    taken.refresh_from_db()
    for attempt in (
        lambda: waiting_files(people.amina, taken),
        lambda: take_back(actor=people.amina, case=taken, row=row.pk),
        lambda: forget_refused(actor=people.amina, case=taken, row=row.pk),
    ):
        with pytest.raises((FilesClosed, recordings.access.FileClosed)):
            attempt()
    with pytest.raises((ConsentMissing, recordings.access.FileClosed)):
        uploaded(people, taken)


@pytest.mark.parametrize("who", ["dana", "emil", "farah", "jonas", "kofi", "hala", "oskar"])
def test_a_third_person_neither_sees_nor_takes_nor_removes(people, taken, who):
    row = uploaded(people, taken, upload=voice(b"ID3\x03" + bytes(4000)))
    make(row.pk)
    third = getattr(people, who)
    assert waiting_files(third, taken) == []
    with pytest.raises(WaitingFile.DoesNotExist):
        take_back(actor=third, case=taken, row=row.pk)
    with pytest.raises((PermissionDenied, WaitingFile.DoesNotExist)):
        forget_refused(actor=third, case=taken, row=row.pk)


def test_what_waits_counts_for_the_quotas(people, taken, monkeypatch):
    given = {"cases.file_megabytes": 20, "cases.picture_megapixels": 50, "cases.files_megabytes_a_day": 1,
             "cases.files_megabytes_a_case": 1000, "cases.sound_and_film": True}  # fmt: skip
    for module in (files, files.room, files.reach, recordings):
        monkeypatch.setattr(module, "setting", lambda name, _office: given[name])
    row = uploaded(people, taken)
    WaitingFile.objects.filter(pk=row.pk).update(pieces=16)
    with pytest.raises(FileRefused) as refused:
        uploaded(people, taken)
    assert refused.value.code == "day_full"


def test_erasing_a_case_takes_along_what_waits(people, taken):
    uploaded(people, taken)
    assert retention.registered()["cases.waitingfile"].erase(taken.pk) == 1
    assert not SealedBlob.objects.filter(scope=taken.pk).exists()


def test_the_upload_asks_a_worker_and_the_timer_asks_again(
    people, taken, monkeypatch, django_capture_on_commit_callbacks
):
    asked = []
    monkeypatch.setattr(tasks.make_recording, "apply_async", lambda args, **how: asked.extend(args))
    with django_capture_on_commit_callbacks(execute=True):
        row = uploaded(people, taken)
    assert asked == [str(row.pk)]
    asked.clear()
    tasks.make_recordings()
    assert asked == [str(row.pk)]
    asked.clear()
    second = uploaded(people, taken)
    tasks.make_recording(str(row.pk))
    assert asked == [str(second.pk)], "the next one follows at once"


@pytest.mark.parametrize("kind", ["data_processing", "photo_document"])
def test_a_recording_that_is_being_made_when_the_person_says_no_waits(people, taken, monkeypatch, kind):
    row = uploaded(people, taken)
    make_anew = cleaning.make_anew

    def slowly(**given):
        made = make_anew(**given)
        actions.withdraw_consent(actor=people.amina, case=taken, consent_type=kind)
        return made

    monkeypatch.setattr(cleaning, "make_anew", slowly)
    assert make(row.pk)
    assert not Attachment.objects.exists(), "an erasure takes it along, or the person changes her mind"
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("waiting", 0)


def test_a_recording_that_is_still_being_looked_at_when_the_person_says_no_is_not_kept(
    people, taken, monkeypatch
):
    checked = cleaning.checked

    def slowly(**given):
        kind = checked(**given)
        actions.withdraw_consent(
            actor=people.amina, case=type(taken).objects.get(pk=taken.pk), consent_type="data_processing"
        )
        return kind

    monkeypatch.setattr(cleaning, "checked", slowly)
    with pytest.raises(PermissionDenied):
        uploaded(people, taken)
    assert not WaitingFile.objects.exists()
