"""The page of operations and the asking for key operations: who sees them, what they say, what two people start."""

import uuid

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts import approvals
from accounts.models import Approval
from config.operations import deeds, panels
from tests.vault.cells import Cell
from vault import ring, rotation, shares
from vault.models import RingKey, RotationJob, ScopeKey

pytestmark = pytest.mark.django_db

PAGE = "/operations/"
ASK = "/operations/keys/"


def test_the_page_is_for_operators_alone(cast, client_of):
    assert client_of(cast.kofi).get(PAGE).status_code == 200
    for person in (cast.amina, cast.bruno, cast.farah, cast.jonas, cast.hala):
        assert client_of(person).get(PAGE).status_code == 403
    for person in (cast.amina, cast.bruno, cast.jonas, cast.hala):
        assert client_of(person).get(ASK).status_code == 403
        assert client_of(person).post(ASK, {"operation": deeds.ROTATE}).status_code == 403


def test_it_says_plainly_what_is_not_right(cast, client_of, settings, tmp_path):
    settings.AUDIT_CHECKPOINTS = tmp_path / "seals.jsonl"
    job = rotation.begin("kek.identity")
    RotationJob.objects.filter(pk=job.pk).update(state="stuck", problems=3, alone=True)
    other = rotation.begin("manifest")
    RotationJob.objects.filter(pk=other.pk).update(heartbeat=timezone.now() - rotation.SILENT * 2)
    RingKey.objects.filter(name="audit").update(created_at=timezone.now() - timezone.timedelta(days=900))
    text = client_of(cast.kofi).get(PAGE).content.decode()
    for words in (
        "What is not right",
        "has not been rehearsed",
        "kek.identity is stuck: 3 items",
        "by one person alone",
        "Nobody works on replacing manifest",
        "audit is 900 days old",
        "has written no checkpoint",
    ):
        assert words in text, words


def test_when_all_is_well_it_says_so(cast, client_of, monkeypatch):
    monkeypatch.setattr(panels, "_registered", {"recovery": ("Recovery", panels.recovery)})
    made = shares.split(ring.root.provider("env:WAYHOME_TEST_ROOT_KEY").disclose(), 2, 3)
    shares.note_split(2, 3, made[0])
    shares.note_rehearsal(made[0])
    text = client_of(cast.kofi).get(PAGE).content.decode()
    assert "What is not right" not in text
    assert "2 of 3 officers" in text
    assert not any(word in text for word in made[0].split()[-3:])


def test_no_key_material_is_on_the_page(cast, client_of):
    Cell(scope=uuid.uuid4(), first_name="Ann").save()
    text = client_of(cast.kofi).get(PAGE).content.decode()
    held = [*ring.get().keys.values(), *(bytes(row.wrapped) for row in RingKey.objects.all())]
    held += [bytes(row.check_value) for row in RingKey.objects.all()]
    assert all(key.hex() not in text for key in held)


def test_a_part_that_cannot_look_hides_no_other(cast, client_of, monkeypatch):
    def broken() -> panels.Looked:
        raise OSError("no disk")

    monkeypatch.setitem(panels._registered, "backup", ("Backup", broken))
    text = client_of(cast.kofi).get(PAGE).content.decode()
    assert "could not be looked at" in text
    assert "kek.identity" in text


def ask(client, **given):
    return client.post(ASK, {"reason": "leak_suspected", **given})


def test_two_people_start_a_rotation_and_one_does_not(cast, client_of):
    row = Cell(scope=uuid.uuid4(), first_name="Ann")
    row.save()
    kofi, farah = client_of(cast.kofi), client_of(cast.farah)
    answer = ask(kofi, operation=deeds.ROTATE, key="kek.identity")
    asked = Approval.objects.get(kind=deeds.ROTATE)
    assert answer.headers["Location"] == reverse("accounts:approval", args=[asked.pk])
    assert b"kek.identity" in kofi.get(answer.headers["Location"]).content
    assert not RotationJob.objects.exists()
    approve = reverse("accounts:approve", args=[asked.pk])
    assert kofi.post(approve).status_code == 403
    assert not RotationJob.objects.exists(), "nobody approves what they asked for"
    assert client_of(cast.amina).post(approve).status_code == 404
    farah.post(approve)
    job = RotationJob.objects.get()
    assert (job.name, job.state, job.alone) == ("kek.identity", "running", False)
    connection.run_on_commit.clear()
    (ended,) = deeds.work()
    assert (ended.state, ScopeKey.objects.get(scope=row.scope).kek_version) == ("done", 2)


def test_an_old_key_is_destroyed_by_two_people(cast, client_of):
    rotation.run(rotation.begin("kek.location").pk)
    connection.run_on_commit.clear()
    kofi = client_of(cast.kofi)
    assert b"kek.location 1" in kofi.get(ASK).content
    ask(kofi, operation=deeds.DESTROY, old="kek.location 1")
    client_of(cast.wanda).post(reverse("accounts:approve", args=[Approval.objects.get().pk]))
    assert RingKey.objects.get(name="kek.location", version=1).state == "retired"


def test_the_keys_of_one_record_are_replaced_by_two_people(cast, client_of, monkeypatch):
    monkeypatch.setattr(rotation.rekey, "sealed_models", lambda: [Cell])
    row = Cell(scope=uuid.uuid4(), first_name="Ann")
    row.save()
    ask(client_of(cast.kofi), operation=deeds.CASE, record=str(row.scope))
    client_of(cast.farah).post(reverse("accounts:approve", args=[Approval.objects.get().pk]))
    assert RotationJob.objects.get().scope == row.scope
    deeds.work()
    assert ScopeKey.objects.get(scope=row.scope).generation == 2
    assert Cell.objects.get(pk=row.pk).first_name == "Ann"
    text = client_of(cast.kofi).get(PAGE).content.decode()
    assert str(row.scope) not in text


def test_the_keys_of_a_class_of_all_records_are_replaced_by_two_people(cast, client_of, monkeypatch):
    monkeypatch.setattr(rotation.rekey, "sealed_models", lambda: [Cell])
    rows = [Cell(scope=uuid.uuid4(), first_name=name) for name in ("Ann", "Bea")]
    Cell.objects.bulk_create(rows)
    ScopeKey.objects.exclude(scope__in=[row.scope for row in rows]).filter(key_class="identity").delete()
    kofi = client_of(cast.kofi)
    ask(kofi, operation=deeds.CASES, key_class="identity")
    asked = Approval.objects.get()
    assert asked.kind == deeds.CASES and not RotationJob.objects.exists()
    assert kofi.post(reverse("accounts:approve", args=[asked.pk])).status_code == 403
    client_of(cast.farah).post(reverse("accounts:approve", args=[asked.pk]))
    assert "identity keys of all records" in kofi.get(PAGE).content.decode()
    (job,) = deeds.work()
    assert (job.state, job.done) == ("done", 2)
    assert set(ScopeKey.objects.filter(key_class="identity").values_list("generation", flat=True)) == {2}
    assert {row.first_name for row in Cell.objects.all()} == {"Ann", "Bea"}


def test_what_the_vault_refuses_leaves_the_asking_open(cast, client_of):
    ask(client_of(cast.kofi), operation=deeds.CASE, record=str(uuid.uuid4()))
    asked = Approval.objects.get()
    answer = client_of(cast.farah).post(reverse("accounts:approve", args=[asked.pk]), follow=True)
    assert "cannot be done now" in answer.content.decode()
    asked.refresh_from_db()
    assert (asked.state, asked.used_at) == ("asked", None)


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"operation": deeds.ROTATE},
        {"operation": deeds.ROTATE, "key": "kek.nothing"},
        {"operation": deeds.CASE, "record": "Oksana"},
        {"operation": deeds.CASES},
        {"operation": deeds.CASES, "key_class": "kek.identity"},
        {"operation": deeds.DESTROY, "old": "kek.identity 1"},
        {"operation": "anything", "key": "audit"},
    ],
)
def test_a_form_that_says_too_little_is_shown_again(cast, client_of, given):
    answer = ask(client_of(cast.kofi), **given)
    assert answer.status_code == 200
    assert b"govuk-error-summary" in answer.content
    assert not Approval.objects.exists()


def test_without_a_factor_given_just_now_nobody_asks(cast, client_of):
    from tests.people import give_factor_to_session

    client = client_of(cast.kofi)
    give_factor_to_session(client, cast.kofi, age=600)
    assert ask(client, operation=deeds.ROTATE, key="audit").status_code == 303
    assert not Approval.objects.exists()


def test_the_kinds_are_decided_by_holders_of_keys_alone():
    assert {
        approvals.KINDS[kind].approve for kind in (deeds.ROTATE, deeds.CASE, deeds.DESTROY, deeds.ROOT)
    } == {"key_operate"}
