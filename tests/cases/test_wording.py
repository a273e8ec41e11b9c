"""The words of a consent in versions, and the signature under it."""

import base64
import io
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from PIL import Image

from cases import actions
from cases.actions.files import Upload, read_file
from cases.actions.signing import DRAWN, drawing, written
from cases.attachments.cleaning import FileRefused
from cases.consent import consents, wordings
from cases.models import Attachment, ConsentRecord, ConsentWording
from tests.cases.conftest import GIVEN, agree, open_for
from tests.cases.files.making import MARK, picture

pytestmark = pytest.mark.django_db
KHMER = {"consent_type": "assistance", "language": "km", "text": "First.\n\nSecond."}


def publish(people, **different):
    return actions.publish_wording(actor=people.kofi, **{**KHMER, **different})


def drawn():
    image, out = Image.new("RGB", (300, 80), "white"), io.BytesIO()
    image.putpixel((20, 20), (0, 0, 0))
    image.save(out, "PNG")
    return DRAWN + base64.b64encode(out.getvalue()).decode()


def test_a_new_version_leaves_the_earlier_one_as_it_was(people):
    first = publish(people)
    second = publish(people, text="Better.", easy_text="Easy.")
    assert (first.number, second.number) == (1, 2)
    assert [row.text for row in wordings.newest(["assistance"])] == ["Better."]
    assert ConsentWording.objects.get(pk=first.pk).text == KHMER["text"]
    with pytest.raises(RuntimeError):
        first.save()


@pytest.mark.parametrize("name", ["amina", "bruno", "hala"])
def test_only_who_changes_settings_publishes(people, name):
    with pytest.raises(PermissionDenied):
        actions.publish_wording(actor=getattr(people, name), **KHMER)


@pytest.mark.parametrize("wrong", [{"text": ""}, {"language": "xx"}, {"consent_type": "other"}], ids="-".join)
def test_a_wording_has_a_text_a_kind_and_a_language(people, wrong):
    with pytest.raises(ValidationError):
        publish(people, **wrong)


def test_a_picture_is_cleaned_and_stays_with_the_next_version(people):
    publish(people, picture=Upload("house.jpg", "image/jpeg", picture()))
    row = publish(people, text="Better.")
    assert row.picture_kind == "jpeg" and MARK not in bytes(row.picture)
    with pytest.raises(FileRefused):
        publish(people, picture=Upload("text.pdf", "application/pdf", b"%PDF-1.4 nothing"))


def test_what_was_on_the_page_counts_though_a_new_version_came(people):
    first = publish(people)
    shown = timezone.now()
    ConsentWording.objects.filter(pk=first.pk).update(published_at=shown - timedelta(minutes=5))
    publish(people, text="Better.")
    assert wordings.used(["assistance"], "km", shown)["assistance"] == first
    assert wordings.used(["assistance"], "fr", shown) == {}


def test_the_version_read_out_stays_with_the_consent(people, case):
    row = publish(people)
    agree(people.amina, case, "assistance", wording=row, consent_language="km")
    assert consents.newest(case)["assistance"].wording == row


def test_one_drawn_signature_stands_under_every_decision_made_together(people):
    fresh = open_for(people.amina)
    rows = [{"consent_type": kind, **GIVEN} for kind in ("screening_interview", "data_processing")]
    made = actions.record_consents(actor=people.amina, case=fresh, rows=rows, signed=drawing(drawn()))
    kept = Attachment.objects.get(case=fresh)
    assert {row.consent_document for row in made} == {str(kept.pk)}
    assert (kept.attachment_type, kept.attachment_sensitivity) == ("consent", "identifying")
    assert read_file(actor=people.amina, case=fresh, row=kept.pk).content_type == "image/png"


@pytest.mark.parametrize("name", ["Zoë Invented", "زينب", "សុខា"])
def test_a_typed_name_is_kept_as_a_picture_and_as_letters(people, case, name):
    rows = [{"consent_type": "assistance", **GIVEN, "consent_form": "electronic", "signed_name": name}]
    (row,) = actions.record_consents(actor=people.amina, case=case, rows=rows, signed=written(name))
    assert ConsentRecord.objects.get(pk=row.pk).signed_name == name
    content = read_file(actor=people.amina, case=case, row=row.consent_document).content
    shown = Image.open(io.BytesIO(content)).convert("L")
    assert min(shown.tobytes()) < 64 and shown.size == (900, 220)


@pytest.mark.parametrize("given", ["", "data:text/html;base64,PGI+", DRAWN + "!!!", DRAWN + "A" * 600_000])
def test_what_is_no_drawing_is_refused(given):
    with pytest.raises(FileRefused):
        drawing(given)


def test_what_cannot_be_kept_leaves_nothing_recorded(people, case):
    bad = Upload("signature.png", "image/png", b"\x89PNG\r\n\x1a\nnothing")
    with pytest.raises(FileRefused):
        actions.record_consents(
            actor=people.amina, case=case, rows=[{"consent_type": "research", **GIVEN}], signed=bad
        )
    assert "research" not in consents.newest(case) and not Attachment.objects.exists()


def test_a_file_of_another_case_is_no_signature(people, case):
    agree(people.amina, case, "research")
    other = open_for(people.amina)
    rows = [{"consent_type": "assistance", **GIVEN}]
    (row,) = actions.record_consents(actor=people.amina, case=other, rows=rows, signed=written("Zoë"))
    stranger = Attachment.objects.get(pk=row.consent_document)
    with pytest.raises(ValidationError):
        agree(people.amina, case, "assistance", document=stranger)


@pytest.mark.parametrize("name", ["hala", "dana", "emil"])
def test_who_may_not_record_consent_signs_nothing(people, case, name):
    rows = [{"consent_type": "assistance", **GIVEN}]
    with pytest.raises(PermissionDenied):
        actions.record_consents(actor=getattr(people, name), case=case, rows=rows, signed=drawing(drawn()))


def test_the_version_that_stood_on_the_page_is_kept_with_the_consent(people, case):
    first = publish(people)
    shown = timezone.now()
    ConsentWording.objects.filter(pk=first.pk).update(published_at=shown - timedelta(minutes=5))
    publish(people, text="Better.")
    rows = [{"consent_type": "assistance", **GIVEN, "consent_language": "km"}]
    record = {"actor": people.amina, "case": case, "rows": rows}
    (row,) = actions.record_consents(**record, shown_at=shown)
    assert row.wording == first
    (later,) = actions.record_consents(**record, shown_at=shown + timedelta(days=2))
    assert later.wording.number == 2, "a moment that has not come counts as now"
