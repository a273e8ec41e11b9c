"""A backup restored into an empty cluster: everything is there, the erased stay erased, and nothing else is accepted."""

import json
import os
import time
from types import SimpleNamespace

import pytest
from django.conf import settings

from accounts import approvals
from accounts.models import Approval
from audit import context
from audit.checkpoints import CheckpointFile
from audit.connect import open_connection
from audit.sealer import Sealer
from cases import actions
from cases.erasing import erasure
from cases.models import Case, ErasureRequest
from tests.backups.conftest import NAMES, manage
from tests.cases.conftest import agree, save
from vault import backup_envelope, keys, ledger, signing
from vault.models import BackupRun, Manifest, ScopeKey

LOOK = """
import json
from accounts import acting
from accounts.models import User
from cases.finding import search
from cases.models import Case, PersonBiodata
from vault import keys, ledger
from vault.models import Manifest, ScopeKey
amina = User.objects.get(display_name__startswith="Amina")
with acting.as_user(amina), keys.session():
    found = {
        name: len(search.find(amina, search.SearchQuery(name=name)).matches)
        for name in %r
    }
with acting.as_system("restore_backup"), keys.session():
    print("LOOK" + json.dumps({
        "cases": sorted(str(pk) for pk in Case.objects.values_list("pk", flat=True)),
        "names": sorted(row.first_name for row in PersonBiodata.objects.all()),
        "found": found,
        "manifests": {str(m.scope): bytes(m.payload).hex() for m in Manifest.objects.all()},
        "keys": sorted(f"{k.scope} {k.key_class} {k.generation}" for k in ScopeKey.objects.all()),
        "ledger": len(ledger.entries()),
        "closed": sorted(str(pk) for pk in Case.objects.exclude(closed_to_use_at=None).values_list("pk", flat=True)),
    }))
"""


def look(env):
    done = manage(env, "shell", "-c", LOOK % (NAMES,))
    line = next((line for line in done.stdout.splitlines() if line.startswith("LOOK")), None)
    assert line, done.stderr[-2000:]
    return SimpleNamespace(**json.loads(line[4:]))


def erase(place, case, extent=""):
    people = place.people
    with context.acting(user=people.amina), keys.session():
        if extent:
            actions.ask_erasure(actor=people.amina, case=case, extent=extent, reason="asked")
        else:
            actions.withdraw_consent(actor=people.amina, case=case, consent_type="data_processing")
        request = actions.check_erasure(
            actor=people.amina,
            case=Case.objects.get(pk=case.pk),
            checked_how="in_person",
            told={"permit", "wages", "family"},
            at_once=True,
        )
    approvals.approve(actor=people.bruno, approval=Approval.objects.get(pk=request.approval))
    assert erasure.run(ErasureRequest.objects.get(pk=request.pk).pk)


def restore(env, place, bulk, key_part, *more):
    return manage(env, "restore", bulk, key_part, "--identity", place.identity, *more)


def later(path):
    """Backups of one second would bear one name."""
    while f"{time.strftime('%Y%m%dT%H%M%S', time.gmtime())}" in path.name:
        time.sleep(0.05)


def seal(path):
    """Seal what was recorded so far; gives the folder with the sealer's public key."""
    link = open_connection(settings.SEALER_DATABASE_URL, "SEALER_DATABASE_URL")
    try:
        sealer = Sealer(link, signing.load(settings.AUDIT_SIGNING_KEY), CheckpointFile(path))
        sealer.start()
        sealer.once()
    finally:
        link.close()


def test_everything_comes_back_and_the_erased_stays_gone(place, back_up, empty, tmp_path):
    seal(tmp_path / "checkpoints" / "seals.jsonl")
    before = {str(row.scope): bytes(row.payload).hex() for row in Manifest.objects.all()}
    bulk, old_keys = back_up()
    gone, *others = place.cases
    erase(place, gone)
    later(bulk)
    _, new_keys = back_up()
    done = restore(empty, place, bulk, new_keys)
    assert done.returncode == 0, done.stdout + done.stderr
    found = look(empty)
    assert found.cases == sorted(str(case.pk) for case in others) and found.names == sorted(NAMES[1:])
    assert found.found == {NAMES[0]: 0, NAMES[1]: 1, NAMES[2]: 1} and found.ledger == 1
    for case in others:
        assert found.manifests[str(case.pk)] == before[str(case.pk)]
    assert not [line for line in found.keys if line.startswith(str(gone.pk))]
    # As docs/operations.md has it from here: prepare, which brings row security up to date, then look at everything.
    prepared = manage(empty, "prepare", "--no-world")
    assert prepared.returncode == 0, prepared.stdout + prepared.stderr
    opened = manage(empty, "check_vault", "--open")
    assert opened.returncode == 0, opened.stdout + opened.stderr
    assert "epoch 2" in done.stdout
    keys_of_sealer = {**empty, "AUDIT_CHECKPOINTS": str(tmp_path / "checkpoints" / "seals.jsonl")}
    audited = manage(keys_of_sealer, "verify_audit")
    assert audited.returncode == 0, audited.stdout + audited.stderr


def test_even_from_a_backup_of_before_by_the_ledger_file(place, back_up, empty):
    """Both parts older than the erasure: the copy of the ledger beside the checkpoints erases it again."""
    bulk, old_keys = back_up()
    erase(place, place.cases[0])
    assert len(ledger.read_file(place.ledger)) == 1
    done = restore(empty, place, bulk, old_keys, "--ledger", place.ledger)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 erased again" in done.stdout
    found = look(empty)
    assert str(place.cases[0].pk) not in found.cases and found.found[NAMES[0]] == 0
    assert not [line for line in found.keys if line.startswith(str(place.cases[0].pk))]
    assert manage(empty, "check_vault", "--open").returncode == 0


def test_identity_stays_erased_too(place, back_up, empty):
    bulk, old_keys = back_up()
    case, people = place.cases[0], place.people
    with context.acting(user=people.amina), keys.session():
        actions.ask_erasure(actor=people.amina, case=case, extent="identity", reason="asked")
        request = actions.check_erasure(
            actor=people.amina,
            case=Case.objects.get(pk=case.pk),
            checked_how="in_person",
            told={"permit", "wages", "family"},
            at_once=True,
        )
    approvals.approve(actor=people.bruno, approval=Approval.objects.get(pk=request.approval))
    assert erasure.run(request.pk)
    later(bulk)
    _, new_keys = back_up()
    done = restore(empty, place, bulk, new_keys)
    assert done.returncode == 0, done.stdout + done.stderr
    found = look(empty)
    assert found.names == sorted(["", *NAMES[1:]]) and found.found[NAMES[0]] == 0
    assert str(case.pk) in found.cases
    assert manage(empty, "check_vault", "--open").returncode == 0


def test_what_was_told_and_withdrawn_since_an_erasure_comes_back_as_it_stood(place, back_up, empty):
    """One file erased, a part of another and then a new name, a third closed by a withdrawal: all as they were left."""
    gone, part, closed = place.cases
    amina = place.people.amina
    erase(place, gone)
    erase(place, part, extent="identity")
    part = Case.objects.get(pk=part.pk)
    with context.acting(user=amina), keys.session():
        save(amina, part, "biodata", {"first_name": "Wyndolena"})
        agree(amina, part, "medical_exam")
        actions.withdraw_consent(actor=amina, case=closed, consent_type="data_processing")
    before = {str(row.scope): bytes(row.payload).hex() for row in Manifest.objects.all()}
    done = restore(empty, place, *back_up())
    assert done.returncode == 0, done.stdout + done.stderr
    found = look(empty)
    assert found.cases == sorted([str(part.pk), str(closed.pk)]) and found.closed == [str(closed.pk)]
    assert found.names == sorted(["Wyndolena", NAMES[2]]) and found.found[NAMES[1]] == 0
    assert found.ledger == 2
    # The mark of the erased file is set anew by the replay; the others are as they were, to the byte.
    changed = {scope for scope in before if found.manifests.get(scope) != before[scope]}
    assert found.manifests.keys() == before.keys() and changed == {str(gone.pk)}


@pytest.fixture
def pair(place, back_up):
    return back_up()


def refused(env, place, bulk, key_part, *more, identity=None):
    """The one line of a refusal; nothing was loaded."""
    done = manage(env, "restore", bulk, key_part, "--identity", identity or place.identity, *more)
    assert done.returncode in (1, 2), done.stdout + done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1 and lines[0].startswith("CommandError: "), done.stderr
    return lines[0]


def changed(path, at, tmp_path):
    raw = bytearray(path.read_bytes())
    raw[at if at >= 0 else len(raw) + at] ^= 1
    other = tmp_path / f"changed{path.suffix}"
    other.write_bytes(raw)
    return other


def cut(path, by, tmp_path):
    other = tmp_path / f"cut{path.suffix}"
    other.write_bytes(path.read_bytes()[:-by])
    return other


@pytest.mark.django_db(transaction=True)
def test_what_is_not_a_whole_true_pair_is_refused_in_one_line(place, pair, tmp_path):
    bulk, key_part = pair
    env = {**os.environ, "DATABASE_URL": "postgres://nobody:x@127.0.0.1:1/x"}
    strange = tmp_path / "strange"
    strange.mkdir()
    assert "changed" in refused(env, place, changed(bulk, len(bulk.read_bytes()) // 2, strange), key_part)
    assert "changed" in refused(env, place, bulk, changed(key_part, -100, strange))
    assert "cut short" in refused(env, place, cut(bulk, 1000, strange), key_part)
    assert "cut short" in refused(env, place, bulk, cut(key_part, 20, strange))
    assert "missing" in refused(env, place, bulk, strange / "none.keys")
    assert "not the data part" in refused(env, place, key_part, key_part)
    backup_envelope.make_identity(strange / "other.key")
    wrong = refused(env, place, bulk, key_part, "--dry-run", identity=strange / "other.key")
    assert "another recipient key" in wrong
    other_root = {**env, "WAYHOME_TEST_ROOT_KEY": "ab" * 32}
    assert "root key" in refused(other_root, place, bulk, key_part)


def test_an_old_key_part_is_refused(place, back_up, tmp_path):
    bulk, key_part = back_up()
    later(bulk)
    newer_bulk, newer_keys = back_up()
    env = {**os.environ, "DATABASE_URL": "postgres://nobody:x@127.0.0.1:1/x"}
    assert "newer key part" in refused(env, place, bulk, key_part)
    assert "older than the data part" in refused(env, place, newer_bulk, key_part)


def test_only_an_empty_database_is_restored_into(place, pair):
    env = {**os.environ}
    assert "not empty" in refused(env, place, *pair)


def test_verify_backup_tries_everything_and_notes_it(place, pair):
    bulk, key_part = pair
    env = {**os.environ, "ERASURE_LEDGER": str(place.ledger)}
    done = manage(env, "verify_backup", bulk, key_part, "--dry-run")
    assert done.returncode == 0 and BackupRun.objects.get().verified_at is None, done.stdout + done.stderr
    assert "--identity is missing" in manage(env, "verify_backup", bulk, key_part).stderr
    done = manage(env, "verify_backup", bulk, key_part, "--identity", place.identity)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Everything in this backup opens." in done.stdout
    assert BackupRun.objects.get().verified_at is not None


def test_verify_backup_finds_a_row_that_does_not_open(place, back_up, tmp_path):
    """Something in the database was wrong already when the backup was made."""
    ScopeKey.objects.filter(scope=place.cases[0].pk, key_class="identity").delete()
    bulk, key_part = back_up()
    done = manage({**os.environ}, "verify_backup", bulk, key_part, "--identity", place.identity)
    assert done.returncode == 2 and "not what was written" in done.stderr, done.stdout + done.stderr
