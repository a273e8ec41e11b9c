"""From asking to destroying: two people, one download, and a line that stays."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.utils import timezone

from accounts import approvals
from accounts.models import Membership
from cases import actions as case_actions
from cases.models import CaseGrant, Disclosure
from exchange import actions, destroying, presentation, tasks
from exchange.actions import NotPossibleNow
from exchange.models import Export, ExportPart
from tests.cases.conftest import agree, save
from tests.exchange.conftest import NAME, agree_to, ask, made, make_case, opened, taken
from vault.blobs import BlobChunk, SealedBlob
from vault.models import ScopeKey


def names(rows):
    return [row[2] for row in rows[1:]]


def test_what_two_people_agreed_on_can_be_downloaded_once(people, case):
    export = made(people)
    assert (export.state, export.rows, export.left_out, export.approved_by) == ("ready", 1, 0, people.bruno)
    content, password = taken(people, export)
    assert names(opened(content, password)) == [NAME]
    with pytest.raises(NotPossibleNow):
        actions.release(actor=people.amina, export=export)
    with pytest.raises(NotPossibleNow):
        actions.show_password(actor=people.amina, export=export)


def test_after_the_download_nothing_of_the_file_is_left_but_its_line(people, case):
    export = made(people)
    parts = list(ExportPart.objects.filter(export=export).values_list("pk", flat=True))
    taken(people, export)
    export.refresh_from_db()
    assert export.state == "released"
    assert len(export.sha256) == 64
    assert not ExportPart.objects.exists()
    assert not SealedBlob.objects.filter(scope__in=parts).exists()
    assert not BlobChunk.objects.filter(blob__scope__in=parts).exists()
    assert not ScopeKey.objects.filter(scope__in=parts).exists()


def test_one_person_alone_gets_nothing(people, case):
    export = ask(people)
    tasks.make(str(export.pk))
    assert Export.objects.get(pk=export.pk).state == "asked"
    with pytest.raises(approvals.NotForYou):
        agree_to(people, export, by=people.amina)
    with pytest.raises(NotPossibleNow):
        actions.release(actor=people.amina, export=export)


def test_a_supervisor_does_not_agree_with_herself(people, case):
    export = ask(people, actor=people.bruno)
    with pytest.raises(approvals.NotForYou):
        agree_to(people, export, by=people.bruno)


def test_the_database_itself_wants_two_people(people, case):
    export = ask(people)
    for state, by in (("ready", None), ("ready", people.amina)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Export.objects.filter(pk=export.pk).update(state=state, approved_by=by)


@pytest.mark.parametrize("who", ["emil", "oskar", "dana", "jonas", "kofi", "hala"])
def test_nobody_else_agrees(people, case, who):
    export = ask(people)
    with pytest.raises(approvals.NotForYou):
        agree_to(people, export, by=getattr(people, who))


def test_what_was_agreed_on_cannot_be_changed_afterwards(people, case):
    export = ask(people)
    Export.objects.filter(pk=export.pk).update(columns=["first_name", "phone"])
    with pytest.raises(ValidationError):
        agree_to(people, export)


def test_the_file_is_for_who_asked(people, case):
    export = made(people)
    for other in (people.bruno, people.dana, people.emil, people.farah):
        with pytest.raises(PermissionDenied):
            actions.release(actor=other, export=export)
        with pytest.raises(PermissionDenied):
            actions.show_password(actor=other, export=export)


def test_rights_lost_after_the_asking_count_when_it_is_made(people, case):
    export = agree_to(people, ask(people))
    Membership.objects.filter(user=people.amina).update(valid_to=timezone.now())
    tasks.make(str(export.pk))
    export.refresh_from_db()
    assert (export.state, export.problem) == ("failed", "not_allowed")


def test_a_case_taken_away_after_the_asking_is_not_in_the_file(people, case):
    other = make_case(people, first_name="Vira")
    export = agree_to(people, ask(people))
    CaseGrant.objects.filter(content_object=case).delete()
    tasks.make(str(export.pk))
    export.refresh_from_db()
    content, password = taken(people, export)
    assert names(opened(content, password)) == ["Vira"]
    assert export.cases == [str(other.pk)]


def test_a_case_opened_in_an_emergency_is_never_exported(people, case):
    until = timezone.now() + timedelta(hours=1)
    CaseGrant.objects.filter(content_object=case, user=people.amina).update(
        kind="break_glass", valid_to=until
    )
    export = made(people)
    assert (export.state, export.problem) == ("failed", "empty")


def test_cases_whose_person_says_no_are_left_out_and_counted(people, case):
    make_case(people, consent=False)
    export = made(people)
    assert (export.rows, export.left_out) == (1, 1)


def test_a_file_closed_to_every_use_is_not_even_counted(people, case):
    closed = make_case(people)
    case_actions.withdraw_consent(actor=people.amina, case=closed, consent_type="data_processing")
    export = made(people)
    assert (export.rows, export.left_out) == (1, 0)


def test_what_leaves_the_office_needs_a_consent_that_names_who_gets_it(people, case):
    to = {"recipient": "provider", "recipient_name": "Lantern clinic", "purpose": "hand_over"}
    assert made(people, **to).problem == "empty"
    given = {"consent_recipients": ["Lantern clinic"], "consent_data_categories": ["identity"]}
    agree(people.amina, case, "share_provider", **given)
    save(people.amina, case, "biodata", {"primary_language": "ro"})
    export = made(people, **to)
    assert export.rows == 1
    assert made(people, **{**to, "recipient_name": "Another clinic"}).problem == "empty"
    assert made(people, **to, chosen=["first_name", "phone"]).problem == "empty", (
        "contact is another kind of data"
    )
    taken(people, export)
    (disclosure,) = Disclosure.objects.filter(case=case)
    assert (disclosure.recipient, disclosure.how, disclosure.ground) == (
        "Lantern clinic",
        "export",
        "consent",
    )
    assert disclosure.categories == ["identity"]


def test_what_stays_in_the_office_is_no_disclosure(people, case):
    taken(people, made(people))
    assert not Disclosure.objects.exists()


def test_a_recipient_outside_has_a_name(people, case):
    with pytest.raises(ValidationError):
        ask(people, recipient="provider", recipient_name="  ")


def test_places_are_left_out_unless_asked_for_by_who_may_read_them(people, case):
    content, password = taken(people, made(people))
    assert "Rope Walk" not in str(opened(content, password))
    content, password = taken(people, made(people, chosen=["first_name", "current_street"]))
    assert "Rope Walk 4" in str(opened(content, password))


def test_a_locked_place_stays_empty(people, case):
    case.location_locked = True
    type(case).objects.filter(pk=case.pk).update(location_locked=True)
    content, password = taken(people, made(people, chosen=["first_name", "current_street"]))
    assert "Rope Walk" not in str(opened(content, password))


@pytest.mark.parametrize("who", ["hala", "farah", "jonas", "kofi", "emil"])
def test_nobody_asks_for_an_office_or_a_column_that_is_not_theirs(people, case, who):
    with pytest.raises(PermissionDenied):
        ask(people, actor=getattr(people, who))
    with pytest.raises(PermissionDenied):
        ask(people, chosen=["narrative_summary"])


def test_after_its_hours_it_is_destroyed_without_a_download(people, case, recorded):
    export = made(people)
    Export.objects.filter(pk=export.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(NotPossibleNow):
        actions.release(actor=people.amina, export=export)
    assert destroying.shred_overdue() == 2
    export.refresh_from_db()
    assert (export.state, export.sha256 != "") == ("expired", True)
    assert destroying.shred_overdue() == 0
    assert recorded[-1][0] == "export.shredded"


def test_every_step_is_an_event_and_each_case_knows(people, case, recorded):
    taken(people, made(people))
    seen = [name for name, _given in recorded]
    for name in (
        "export.asked",
        "case.exported",
        "export.made",
        "export.password_shown",
        "export.downloaded",
    ):
        assert name in seen
    assert NAME not in str(recorded)


def test_nothing_of_the_file_or_its_password_is_in_the_database_in_clear(people, case):
    export = made(people)
    password = ExportPart.objects.get(export=export, what="password").password
    with connection.cursor() as cursor:
        for table in ("exchange_export", "exchange_exportpart", "vault_blobchunk", "vault_sealedblob"):
            cursor.execute(f"SELECT t::text FROM {table} t")  # noqa: S608  # names of ours
            dump = str(cursor.fetchall())
            assert password not in dump
            assert NAME.encode().hex() not in dump


def test_too_many_cases_are_refused_with_a_word(people, case, monkeypatch):
    make_case(people)
    monkeypatch.setattr("exchange.selection.most", lambda export: 1)
    assert made(people).problem == "too_many"


def test_the_second_person_sees_what_they_agree_to(people, case):
    export = ask(people, chosen=["first_name", "current_street"])
    text = str(presentation.described(presentation.asked(export)))
    for word in ("where the person is", "1 case", "it stays with me"):
        assert word in text
    assert NAME not in text
