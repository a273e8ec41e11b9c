"""Adding, reading and removing files; what is stored, and what a change of it does."""

import hashlib
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from accounts import policy
from accounts.permissions import HEALTH_STANDS_IN
from audit import retention
from cases import access, actions
from cases.actions import files
from cases.actions.files import (
    Upload,
    add_file,
    files_of,
    read_file,
    remove_file,
    removed_files,
    restore_file,
)
from cases.attachments import reach
from cases.attachments.cleaning import FileRefused
from cases.consent.consents import ConsentMissing
from cases.models import Attachment, Case
from tests.cases.conftest import agree, open_for
from tests.cases.files.making import MARK, picture
from vault.blobs import BlobChunk, SealedBlob
from vault.envelope import Tampered

NAME = "Olena in front of the house.jpg"


def photo(**more):
    return Upload(NAME, "image/jpeg", picture(**more))


def added(people, case, **more):
    given = {"attachment_type": "photo", "description": "Olena at the harbour"} | more
    given.setdefault("upload", photo())
    return add_file(actor=given.pop("actor", people.amina), case=case, **given)


@pytest.fixture
def agreed(people, case):
    agree(people.amina, case, "photo_document")
    return case


def sql(statement, *args):
    with connection.cursor() as cursor:
        cursor.execute(statement, args)
        return cursor.rowcount


def test_a_file_is_kept_sealed_and_comes_back_clean(people, agreed, recorded):
    row = added(people, agreed)
    found = read_file(actor=people.amina, case=agreed, row=row.pk)
    assert found.name == f"{str(row.pk)[:8]}.jpg"
    assert MARK not in found.content
    stored = b"".join(bytes(chunk.sealed) for chunk in BlobChunk.objects.all())
    assert found.content[:40] not in stored
    names = [name for name, _given in recorded]
    assert names[-2:] == ["file.added", "file.downloaded"]
    assert NAME not in str(recorded)


def test_its_name_and_description_are_nowhere_in_clear(people, agreed):
    row = added(people, agreed)
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(a)::text, encode(envelope, 'escape') FROM cases_attachment a")
        dump = str(cursor.fetchall())
    assert "Olena" not in dump
    assert "photo" not in dump
    assert Attachment.objects.get(pk=row.pk).name == NAME


def test_the_original_is_kept_as_evidence_only(people, agreed):
    plain, evidence = added(people, agreed), added(people, agreed, is_evidence=True)
    assert plain.original is None
    found = read_file(actor=people.amina, case=agreed, row=evidence.pk, original=True)
    assert MARK in found.content
    assert found.content_type == "application/octet-stream"
    assert hashlib.sha256(found.content).hexdigest() == evidence.original_sha256
    assert evidence.original.key_class == evidence.file.key_class == "evidence"
    with pytest.raises(Attachment.DoesNotExist):
        read_file(actor=people.amina, case=agreed, row=plain.pk, original=True)


def test_without_consent_to_photographs_and_documents_nothing_is_taken(people, case):
    with pytest.raises(ConsentMissing) as missing:
        added(people, case)
    assert (missing.value.consent_type, Attachment.objects.count()) == ("photo_document", 0)


def test_a_withdrawal_closes_every_file_and_a_new_consent_opens_them(people, agreed):
    row = added(people, agreed)
    actions.withdraw_consent(actor=people.amina, case=agreed, consent_type="photo_document")
    for attempt in (
        lambda: read_file(actor=people.amina, case=agreed, row=row.pk),
        lambda: read_file(actor=people.bruno, case=agreed, row=row.pk),
        lambda: files_of(people.amina, agreed),
        lambda: remove_file(actor=people.amina, case=agreed, row=row.pk),
    ):
        with pytest.raises(access.FileClosed):
            attempt()
    agree(people.amina, agreed, "photo_document", "data_processing")
    assert [found.pk for found in files_of(people.amina, agreed)] == [row.pk]


@pytest.mark.parametrize("kind", ["medical_exam", "medical_test", "medical_sharing"])
def test_a_withdrawn_medical_consent_closes_medical_files(people, agreed, kind, monkeypatch):
    may = access.may
    # Everybody here works for health.
    monkeypatch.setattr(
        access,
        "may",
        lambda user, code, case, **more: code in HEALTH_STANDS_IN or may(user, code, case, **more),
    )
    medical = added(people, agreed, attachment_type="medical")
    plain, removed = added(people, agreed), added(people, agreed, attachment_type="medical")
    remove_file(actor=people.amina, case=agreed, row=removed.pk)
    assert {row.pk for row in files_of(people.amina, agreed)} == {medical.pk, plain.pk}
    actions.withdraw_consent(actor=people.amina, case=agreed, consent_type=kind)
    case = Case.objects.get(pk=agreed.pk)
    for reader in (people.amina, people.bruno):
        assert {row.pk for row in files_of(reader, case)} == {plain.pk}
        with pytest.raises(Attachment.DoesNotExist):
            read_file(actor=reader, case=case, row=medical.pk)
    assert {pk for pk, _label in reach.offered(people.amina, case, "")} == {str(plain.pk)}
    assert removed_files(people.amina, case) == []
    with pytest.raises(Attachment.DoesNotExist):
        remove_file(actor=people.amina, case=case, row=medical.pk)


def test_a_no_to_photographs_and_documents_after_a_yes_closes_the_file_as_a_withdrawal(people, agreed):
    row = added(people, agreed)
    agree(people.amina, agreed, "photo_document", consent_status="refused")
    with pytest.raises(access.FileClosed):
        read_file(actor=people.amina, case=agreed, row=row.pk)
    assert Case.objects.get(pk=agreed.pk).is_closed_to_use


@pytest.mark.parametrize("who", ["dana", "emil", "farah", "jonas", "kofi", "hala", "oskar"])
def test_a_third_person_neither_adds_nor_reads(people, agreed, who):
    row = added(people, agreed)
    third = getattr(people, who)
    with pytest.raises(PermissionDenied):
        added(people, agreed, actor=third)
    with pytest.raises(Attachment.DoesNotExist):
        read_file(actor=third, case=agreed, row=row.pk)
    assert files_of(third, agreed) == []


def test_what_a_file_is_about_asks_for_the_permission_of_its_section(people, agreed, monkeypatch):
    row = added(people, agreed, attachment_type="legal", sensitivity="restricted")
    may = access.may
    for missing in ("legal_read", "restricted_read", "document_read"):
        monkeypatch.setattr(
            access,
            "may",
            lambda user, code, case, missing=missing, **more: code.value != missing and may(user, code, case),
        )
        assert files_of(people.amina, agreed) == []
        with pytest.raises(Attachment.DoesNotExist):
            read_file(actor=people.amina, case=agreed, row=row.pk)


def test_an_emergency_grant_opens_no_files_and_no_export():
    allowed = policy.GRANT_ALLOWS[policy.GrantKind.BREAK_GLASS]
    assert not {code for code in allowed if code.value.startswith(("document", "export", "location"))}


def test_another_persons_file_is_not_reached_through_ones_own_case(people, agreed):
    other = open_for(people.amina)
    agree(people.amina, other, "photo_document")
    row = added(people, agreed)
    with pytest.raises(Attachment.DoesNotExist):
        read_file(actor=people.amina, case=other, row=row.pk)


@pytest.mark.parametrize(
    "trick",
    [
        "UPDATE cases_attachment SET file_id = (SELECT file_id FROM cases_attachment WHERE id = %s) WHERE id = %s",
        "UPDATE vault_blobchunk c SET sealed = (SELECT sealed FROM vault_blobchunk o JOIN cases_attachment a ON"
        " a.file_id = o.blob_id WHERE a.id = %s AND o.number = 0) FROM cases_attachment b"
        " WHERE c.blob_id = b.file_id AND b.id = %s",
    ],
)
def test_a_file_put_in_the_place_of_another_is_noticed(people, agreed, trick):
    one, two = added(people, agreed), added(people, agreed, upload=photo(size=(32, 32)))
    assert sql(trick, two.pk, one.pk) >= 1
    with pytest.raises(Tampered):
        read_file(actor=people.amina, case=agreed, row=one.pk)


def test_a_file_cut_short_is_noticed(people, agreed):
    row = added(people, agreed)
    big = SealedBlob.write(agreed.pk, "evidence", [b"x" * 200_000])
    sql("DELETE FROM vault_blobchunk WHERE blob_id = %s AND is_last", big.pk)
    sql("UPDATE cases_attachment SET file_id = %s WHERE id = %s", big.pk, row.pk)
    with pytest.raises(Tampered):
        read_file(actor=people.amina, case=agreed, row=row.pk)


def test_a_removed_file_can_be_brought_back_for_thirty_days(people, agreed):
    row = added(people, agreed)
    remove_file(actor=people.amina, case=agreed, row=row.pk)
    assert files_of(people.amina, agreed) == []
    with pytest.raises(Attachment.DoesNotExist):
        read_file(actor=people.amina, case=agreed, row=row.pk)
    restore_file(actor=people.amina, case=agreed, row=row.pk)
    assert [found.pk for found in files_of(people.amina, agreed)] == [row.pk]


def test_after_thirty_days_it_is_erased_with_its_content(people, agreed):
    row = added(people, agreed, is_evidence=True)
    remove_file(actor=people.amina, case=agreed, row=row.pk)
    then = timezone.now() - timedelta(days=31)
    Attachment.with_removed.filter(pk=row.pk).update(removed_at=then)
    with pytest.raises(actions.TooLate):
        restore_file(actor=people.amina, case=agreed, row=row.pk)
    assert files.erase_removed_files() == 1
    assert not SealedBlob.objects.filter(pk__in=[row.file_id, row.original_id]).exists()


@pytest.mark.parametrize(
    ("key", "code"), [("files_megabytes_a_day", "day_full"), ("files_megabytes_a_case", "case_full")]
)
def test_quotas_of_a_day_and_of_a_case(people, agreed, monkeypatch, key, code):
    given = {"cases.file_megabytes": 20, "cases.picture_megapixels": 50, "cases.files_megabytes_a_day": 1,
             "cases.files_megabytes_a_case": 1} | {f"cases.{key}": 1}  # fmt: skip
    other = {"files_megabytes_a_day", "files_megabytes_a_case"} - {key}
    given[f"cases.{other.pop()}"] = 1000
    for module in (files, files.room, files.reach):
        monkeypatch.setattr(module, "setting", lambda name, _office: given[name])
    row = added(people, agreed)
    Attachment.objects.filter(pk=row.pk).update(pieces=16)
    with pytest.raises(FileRefused) as refused:
        added(people, agreed)
    assert refused.value.code == code


def test_a_refused_file_is_an_event_without_its_name(people, agreed, recorded):
    with pytest.raises(FileRefused):
        added(people, agreed, upload=Upload("Olena.exe", "image/jpeg", picture()))
    assert recorded[-1][0] == "file.refused"
    assert recorded[-1][1]["facts"] == {"reason": "ending"}


def test_erasing_a_case_takes_its_files_along(people, agreed):
    row = added(people, agreed, is_evidence=True)
    erase = retention.registered()["cases.attachment"].erase
    assert erase(agreed.pk) == 1
    assert not SealedBlob.objects.filter(scope=agreed.pk, pk=row.file_id).exists()
    assert Case.objects.filter(pk=agreed.pk).exists()


@pytest.mark.parametrize("kind", ["data_processing", "photo_document"])
def test_a_file_that_is_still_being_cleaned_when_the_person_says_no_is_not_kept(
    people, agreed, monkeypatch, kind
):
    clean = files.cleaning.clean

    def slowly(**given):
        cleaned = clean(**given)
        actions.withdraw_consent(actor=people.amina, case=Case.objects.get(pk=agreed.pk), consent_type=kind)
        return cleaned

    monkeypatch.setattr(files.cleaning, "clean", slowly)
    with pytest.raises((access.FileClosed, ConsentMissing)):
        added(people, agreed)
    assert not Attachment.objects.exists() and not SealedBlob.objects.filter(scope=agreed.pk).exists()


def test_a_file_that_somebody_may_not_read_is_not_offered_to_them_with_its_hour(people, agreed, monkeypatch):
    row, legal = added(people, agreed), added(people, agreed, attachment_type="legal")
    may = access.may
    monkeypatch.setattr(
        access,
        "may",
        lambda user, permission, case: permission != "legal_read" and may(user, permission, case),
    )
    assert [pk for pk, _label in reach.offered(people.amina, agreed, "")] == [str(row.pk)]
    chosen = dict(reach.offered(people.amina, agreed, str(legal.pk)))
    assert chosen[str(legal.pk)] == "The file chosen before"
