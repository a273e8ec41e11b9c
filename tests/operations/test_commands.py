"""The commands of an operator: dry runs, progress, the two persons, officers with their shares."""

import getpass
import uuid
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts import approvals
from config.management.commands import root_shares
from config.operations import deeds
from notifications.models import Outbox
from tests.vault.cells import Cell
from vault import ring, rotation, shares
from vault.models import Deployment, RingKey, RootQuorum, RotationJob, ScopeKey

pytestmark = pytest.mark.django_db


def run(*words: str) -> str:
    said = StringIO()
    call_command(*words, stdout=said)
    connection.run_on_commit.clear()
    return said.getvalue()


@pytest.fixture
def key_file(settings, tmp_path):
    path = tmp_path / "root.key"
    ring.root.generate_root_file(path, ring.root.provider("env:WAYHOME_TEST_ROOT_KEY").disclose())
    check = bytes(Deployment.objects.get().root_check)
    wrapped = dict(RingKey.objects.values_list("pk", "wrapped"))
    settings.VAULT_ROOT_KEY = f"file:{path}"
    yield path
    # What ends the test asks under a signed context: with the root key of this run again.
    for pk, form in wrapped.items():
        RingKey.objects.filter(pk=pk).update(wrapped=bytes(form))
    Deployment.objects.update(root_check=check)
    ring.forget()


def agreed(cast, operation: str) -> None:
    """Two people have agreed on work at the machine."""
    made = approvals.ask(
        deeds.ROOT,
        actor=cast.kofi,
        subject=deeds.installation(),
        office=None,
        reason="routine",
        facts={"operation": operation},
    )
    approvals.approve(actor=cast.farah, approval=made)


def test_a_dry_run_counts_and_changes_nothing():
    Cell(scope=uuid.uuid4(), first_name="Ann").save()
    said = run("keys", "rotate", "kek.identity", "--dry-run")
    assert "1 items to take over" in said and "Nothing was changed" in said
    for part in (["case", str(uuid.uuid4())], ["destroy", "hash", "1"]):
        assert "Nothing was changed" in run("keys", *part, "--dry-run")
    assert not RotationJob.objects.exists()


def test_one_person_is_sent_to_ask_another():
    for part in (["rotate", "audit"], ["case", str(uuid.uuid4())], ["destroy", "hash", "1"]):
        with pytest.raises(CommandError, match="Two people decide"):
            run("keys", *part)
    assert set(RingKey.objects.values_list("version", flat=True)) == {1}


def test_alone_it_is_done_told_and_shown(cast):
    Cell(scope=uuid.uuid4(), first_name="Ann").save()
    said = run("keys", "rotate", "kek.identity", "--alone", "application_down")
    assert "done, 1 of 1 (100 %)" in said
    assert RotationJob.objects.get().alone
    told = set(Outbox.objects.filter(event="keys.alone").values_list("recipient", flat=True))
    assert told == {cast.kofi.pk, cast.wanda.pk, cast.farah.pk}
    with pytest.raises(CommandError):
        run("keys", "rotate", "kek.identity", "--alone", "because")


def test_the_keys_of_a_class_of_all_records(monkeypatch):
    monkeypatch.setattr(rotation.rekey, "sealed_models", lambda: [Cell])
    rows = [Cell(scope=uuid.uuid4(), first_name="Ann") for _ in range(3)]
    Cell.objects.bulk_create(rows)
    ScopeKey.objects.exclude(scope__in=[row.scope for row in rows]).filter(key_class="identity").delete()
    said = run("keys", "cases", "identity", "--dry-run")
    assert "3 records get a new identity key" in said and "Nothing was changed" in said
    assert not RotationJob.objects.exists()
    with pytest.raises(CommandError, match="Two people decide"):
        run("keys", "cases", "identity")
    assert "done, 3 of 3 (100 %)" in run("keys", "cases", "identity", "--alone", "application_down")
    assert "class scopes.identity: done, 3 of 3" in run("keys", "status")


def test_work_goes_on_with_what_was_begun_and_takes_up_what_was_stuck():
    assert "no work under way" in run("keys", "work")
    rows = [Cell(scope=uuid.uuid4(), first_name=str(n)) for n in range(3)]
    Cell.objects.bulk_create(rows)
    whole = bytes(ScopeKey.objects.get(scope=rows[0].scope).wrapped)
    ScopeKey.objects.filter(scope=rows[0].scope).update(wrapped=b"\x01" + bytes(60))
    rotation.begin("kek.identity")
    connection.run_on_commit.clear()
    with pytest.raises(CommandError, match="check_vault"):
        run("keys", "work")
    assert "stuck, 2 of 3 (66 %), 1 cannot be opened" in run("keys", "status")
    ScopeKey.objects.filter(scope=rows[0].scope).update(wrapped=whole)
    assert "done, 3 of 3" in run("keys", "resume")


def test_formats_are_counted():
    row = Cell(scope=uuid.uuid4(), first_name="Ann")
    row.save()
    assert "format 1:" in run("keys", "formats")


def test_the_root_key_is_changed_once_two_people_agreed(cast, key_file):
    row = Cell(scope=uuid.uuid4(), first_name="Ann")
    row.save()
    assert "Nothing was changed" in run("keys", "root", "--dry-run")
    with pytest.raises(CommandError, match="Two people decide"):
        run("keys", "root")
    assert not ring.root.next_file(key_file).exists()
    agreed(cast, "split")
    with pytest.raises(CommandError, match="Two people decide"):
        run("keys", "root")
    agreed(cast, "change")
    before = bytes(Deployment.objects.get().root_check)
    said = run("keys", "root")
    assert "keys are wrapped with it" in said and "root.key.old" in said
    assert bytes(Deployment.objects.get().root_check) != before
    ring.forget()
    assert Cell.objects.get(pk=row.pk).first_name == "Ann"
    with pytest.raises(CommandError, match="Two people decide"):
        run("keys", "root")  # an approval is for one time


class Officers:
    """Who sits at the screen: presses Enter, types what is on paper."""

    def __init__(self, monkeypatch) -> None:
        self.typed: list[str] = []
        monkeypatch.setattr("builtins.input", lambda words="": "")
        monkeypatch.setattr(getpass, "getpass", lambda words="": self.typed.pop(0))


@pytest.fixture
def officers(monkeypatch):
    return Officers(monkeypatch)


def shown(said: str) -> list[str]:
    """The shares as the officers wrote them down from the screen."""
    parts = said.split(root_shares.CLEAR)[:-1]
    return [" ".join(word for word in part.split() if word.isalpha()) for part in parts]


def test_shares_are_shown_rehearsed_and_recover_the_key(cast, key_file, officers, tmp_path):
    split = ["root_shares", "split", "--threshold", "2", "--officers", "3"]
    assert "2 of them open everything" in run(*split, "--dry-run")
    with pytest.raises(CommandError, match="in a terminal"):
        run(*split)
    with pytest.raises(CommandError, match="Two people decide"):
        run(*split, "--not-a-screen")
    assert not RootQuorum.objects.exists()
    agreed(cast, "split")
    papers = shown(run(*split, "--not-a-screen"))
    assert len(papers) == 3
    assert RootQuorum.objects.get().rehearsed_at is None

    officers.typed = ["wrong words", papers[2].upper(), papers[0]]
    assert "rehearsal is recorded" in run("root_shares", "rehearse")
    assert RootQuorum.objects.get().rehearsed_at is not None
    assert shares.missing_rehearsal() == ""

    lost = key_file.read_text()
    key_file.unlink()
    officers.typed = papers[1:]
    assert "Written" in run("root_shares", "recover", str(key_file))
    assert key_file.read_text() == lost
    assert key_file.stat().st_mode & 0o777 == 0o600
    officers.typed = papers[1:]
    with pytest.raises(CommandError):
        run("root_shares", "recover", str(key_file))


def test_shares_of_another_key_are_neither_rehearsed_nor_written(officers, tmp_path):
    papers = shares.split(b"x" * 32, 2, 2)
    officers.typed = [*papers]
    with pytest.raises(CommandError, match="not the root key"):
        run("root_shares", "rehearse")
    officers.typed = [*papers]
    with pytest.raises(CommandError, match="not the root key"):
        run("root_shares", "recover", str(tmp_path / "root.key"))
    assert not (tmp_path / "root.key").exists()
    officers.typed = [""]
    with pytest.raises(CommandError, match="Nothing was typed"):
        run("root_shares", "rehearse")
    assert not RootQuorum.objects.exists()
