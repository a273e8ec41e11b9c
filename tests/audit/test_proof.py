"""A proof of one event, checked by a program that knows nothing of the house."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from audit import events, rows
from audit.checkpoints import KEYS_NAME
from audit.sealer import Sealer
from tests.audit.conftest import Connect

STRANGER = Path("tests")  # any folder without the house's code is as good


@pytest.fixture
def handed_over(sealer: Sealer, tmp_path: Path) -> Path:
    """A folder with the proof of the fifth of seven events, the program and nothing else."""
    for number in range(7):
        events.record("case.listed", facts={"count": number})
    sealer.once()
    call_command("prove_event", "5", "--to", str(tmp_path / "court"), verbosity=0)
    return tmp_path / "court"


def checked(folder: Path, checkpoints: Path) -> tuple[int, str]:
    """What the program says, run by a Python that can import nothing of ours."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "verify_event.py", "event-5.json", str(checkpoints.parent / KEYS_NAME)],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_the_proof_convinces_a_stranger(handed_over: Path, checkpoints: Path) -> None:
    status, said = checked(handed_over, checkpoints)
    assert status == 0, said
    assert "PROVEN: this event was sealed as one of 7 in seal 1" in said
    assert "case.listed" in said


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda proof: proof["event"].update(name="case.viewed"), "as it is told"),
        (
            lambda proof: proof.update(line=proof["line"].replace("case.listed", "case.viewed")),
            "root of the seal",
        ),
        (lambda proof: proof.update(index=3), "root of the seal"),
        (lambda proof: proof["path"].pop(), "root of the seal"),
        (lambda proof: proof["seal"].update(root="00" * 32), "signature"),
        (lambda proof: proof["seal"].update(at=0), "signature"),
        (lambda proof: proof["seal"].update(key="11" * 32), "not in the file of public keys"),
        (lambda proof: proof["seal"].update(signature="00" * 64), "signature"),
    ],
)
def test_a_changed_proof_does_not(handed_over: Path, checkpoints: Path, change: object, says: str) -> None:
    path = handed_over / "event-5.json"
    proof = json.loads(path.read_text())
    change(proof)  # type: ignore[operator]
    path.write_text(json.dumps(proof))
    status, said = checked(handed_over, checkpoints)
    assert (status, says in said, "PROVEN: this" in said) == (1, True, False), said


def test_the_program_knows_the_columns_of_the_house() -> None:
    program = (Path(settings.BASE_DIR) / "audit" / "court" / "verify_event.py").read_text()
    for name in rows.NAMES:
        assert f'"{name}"' in program


def test_an_event_that_is_not_sealed_or_not_there_has_no_proof(sealer: Sealer, tmp_path: Path) -> None:
    events.record("session.left")
    for number in ("1", "99"):
        with pytest.raises(CommandError):
            call_command("prove_event", number, "--to", str(tmp_path))


def test_what_was_changed_after_sealing_cannot_be_proven(
    sealer: Sealer, as_role: Connect, tmp_path: Path
) -> None:
    events.record("session.left")
    events.record("session.left")
    sealer.once()
    with as_role("superuser").cursor() as cursor:
        cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER ALL")
        cursor.execute("UPDATE audit_event SET actor = gen_random_uuid() WHERE id = 1")
    with pytest.raises(CommandError, match="other events"):
        call_command("prove_event", "2", "--to", str(tmp_path))
