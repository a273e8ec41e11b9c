"""An installation with cases that other processes can see, a recipient's key, and a folder for backups."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command

from audit import context
from cases import actions
from config.backup import verifying
from config.launch.state import ROOT
from tests.cases.conftest import agree, open_for, save
from tests.people import make_offices, make_people
from tests.plugin import RUN
from vault import backup_envelope, keys
from vault.blobs import SealedBlob

NAMES = ("Yevheniya", "Quillon", "Zanzarelle")


@pytest.fixture
def place(live_db: str, tmp_path: Path, settings: Any) -> SimpleNamespace:
    """Three cases with names of their own, and where backups go."""
    people = SimpleNamespace(**make_people(make_offices()))
    cases = []
    with context.acting(user=people.amina), keys.session():
        for number, name in enumerate(NAMES):
            case = open_for(people.amina)
            agree(people.amina, case, "screening_interview", "data_processing")
            biodata = {"first_name": name, "family_name": f"Shcherbatenko-{number}", "birth_date": "1998-03"}
            save(people.amina, case, "biodata", biodata)
            actions.add_entry(
                actor=people.amina,
                case=case,
                section="exploitation",
                values={"exp_account": f"Tarnowhaven {name}"},
            )
            SealedBlob.write(case.pk, "evidence", [f"picture of {name}".encode() * 9000], name=f"{name}.png")
            cases.append(case)
    settings.BACKUP_DATABASE_URL = RUN.there.url("backup", live_db)
    settings.BACKUP_FOLDER = tmp_path / "backups"
    settings.ERASURE_LEDGER = tmp_path / "ledger" / "erasures.jsonl"
    recipient = backup_envelope.make_identity(tmp_path / "recipient.key")
    settings.BACKUP_RECIPIENT = recipient.raw.hex()
    return SimpleNamespace(
        people=people,
        cases=cases,
        folder=tmp_path / "backups",
        identity=tmp_path / "recipient.key",
        recipient=recipient,
        ledger=tmp_path / "ledger" / "erasures.jsonl",
    )


@pytest.fixture
def back_up(place: SimpleNamespace) -> Callable[..., tuple[Path, Path]]:
    """Make a backup; gives its two files."""

    def run(*arguments: str) -> tuple[Path, Path]:
        before = set(place.folder.glob("*")) if place.folder.exists() else set()
        call_command(
            "backup",
            *arguments,
            folder=place.folder,
            recipient=place.recipient.raw.hex(),
            stdout=StringIO(),
        )
        made = {path.suffix: path for path in set(place.folder.glob("*")) - before}
        return made[".bulk"], made[".keys"]

    return run


@pytest.fixture
def empty() -> Iterator[dict[str, str]]:
    """The environment of an empty cluster."""
    with verifying.scratch() as env:
        yield env


def manage(env: dict[str, str], *arguments: Any) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own."""
    return subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *map(str, arguments)],
        env=env,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
