"""Rotation with real processes: killed in the middle, several at once, people writing meanwhile."""

import os
import signal
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from tests.vault.cells import Cell
from vault import rekey, rekey_class, ring, rotation
from vault.models import RingKey, RotationJob, RotationScope, ScopeKey
from vault.sealed import StaleVersion

ROOT = Path(__file__).resolve().parents[2]
START = "import django; django.setup()\nfrom vault import rotation, takeover, ring\n"


@pytest.fixture(autouse=True)
def fresh_ring(live_db):
    ring.forget()
    yield
    ring.forget()


def people(count: int) -> list[Cell]:
    rows = [Cell(scope=uuid.uuid4(), first_name=f"Name {n}") for n in range(count)]
    Cell.objects.bulk_create(rows, batch_size=500)
    return rows


def child(code: str, *given: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", START + code, *map(str, given)],
        cwd=ROOT,
        env=dict(os.environ),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


KILLED = """
import sys
stored, times = takeover.Keks._store, []
def store(*given):
    done = stored(*given)
    times.append(done)
    if len(times) == 5:
        print("in the middle", flush=True)
        sys.stdin.read()
    return done
takeover.Keks._store = staticmethod(store)
rotation.run(sys.argv[1], batch=100)
"""


def test_killed_in_the_middle_it_loses_one_batch_and_goes_on():
    rows = people(1_200)
    job = rotation.begin("kek.identity")
    process = child(KILLED, job.pk)
    assert said(process) == "in the middle"
    process.send_signal(signal.SIGKILL)
    assert process.wait(20) == -signal.SIGKILL
    names = {row.pk: row.first_name for row in rows}
    assert {row.pk: row.first_name for row in Cell.objects.all()} == names, "everybody is readable"
    ended = rotation.run(job.pk, batch=100)
    assert (ended.state, ended.done, ended.total) == ("done", 1_200, 1_200)
    assert set(ScopeKey.objects.filter(key_class="identity").values_list("kek_version", flat=True)) == {2}
    assert {row.pk: row.first_name for row in Cell.objects.all()} == names


def test_what_a_killed_one_had_committed_is_kept():
    people(1_200)
    job = rotation.begin("kek.identity")
    process = child(KILLED, job.pk)
    assert said(process) == "in the middle"
    waiting = ScopeKey.objects.filter(key_class="identity", kek_version=2).count()
    process.kill()
    process.wait(20)
    assert waiting == 400 == RotationJob.objects.get(pk=job.pk).done


WORKS = "import sys\njob = rotation.run(sys.argv[1], batch=50)\nprint(job.state, job.done, flush=True)\n"


def test_two_processes_work_on_one_job_without_doing_anything_twice():
    people(1_500)
    job = rotation.begin("kek.identity")
    workers = [child(WORKS, job.pk) for _ in range(2)]
    assert [said(worker) for worker in workers] == ["done 1500", "done 1500"]
    assert [worker.wait(20) for worker in workers] == [0, 0]
    assert RotationJob.objects.get(pk=job.pk).done == 1_500


def together(*steps: Callable[[], None]) -> list[BaseException]:
    """Run steps in threads that begin at once; the exceptions they ended with."""
    problems: list[BaseException] = []
    barrier = threading.Barrier(len(steps))

    def run(step: Callable[[], None]) -> None:
        try:
            barrier.wait(10)
            step()
        except BaseException as problem:  # handed to the test's own thread
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(step,)) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return problems


def test_of_two_who_begin_at_once_one_is_refused():
    people(5)
    problems = together(*[lambda: rotation.begin("kek.identity") and None] * 3)
    assert [type(problem) for problem in problems] == [rotation.RotationRefused] * 2
    assert RingKey.objects.filter(name="kek.identity").count() == 2
    assert RotationJob.objects.count() == 1


def test_people_go_on_writing_while_keys_are_replaced_twice():
    old = people(300)
    made: list[Cell] = []
    finished = threading.Event()

    def write() -> None:
        while not finished.is_set():
            row = Cell(scope=uuid.uuid4(), first_name="new")
            row.save()
            made.append(row)

    def edit() -> None:
        for row in old[:100]:
            again = Cell.objects.get(pk=row.pk)
            again.first_name += "!"
            again.save()

    def rotate() -> None:
        try:
            for _ in range(2):
                job = rotation.begin("kek.identity")
                assert rotation.run(job.pk, batch=40).state == "done"
        finally:
            finished.set()

    assert together(write, write, edit, rotate) == []
    assert made
    assert set(ScopeKey.objects.filter(key_class="identity").values_list("kek_version", flat=True)) == {3}
    rotation.retire("kek.identity", 1, at_once=True)
    rotation.retire("kek.identity", 2, at_once=True)
    ring.forget()
    expected = {row.pk: f"Name {n}" + ("!" if n < 100 else "") for n, row in enumerate(old)}
    expected |= {row.pk: "new" for row in made}
    assert {row.pk: row.first_name for row in Cell.objects.all()} == expected


WRITES = """
import sys, uuid
from tests.vault.cells import Cell
for _ in range(2):
    row = Cell(scope=uuid.uuid4(), first_name="Ann")
    row.save()
    print(row.scope, flush=True)
    sys.stdin.readline()
"""


def test_a_process_that_holds_the_old_ring_wraps_with_the_new_key():
    """It looked a moment ago, and does not look again within the time; the row itself says which key is active."""
    process = child("from django.conf import settings\nsettings.VAULT_RING_CHECK_SECONDS = 3600\n" + WRITES)
    before = said(process)
    job = rotation.begin("kek.identity")
    assert rotation.run(job.pk).state == "done"
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()
    after = said(process)
    process.communicate("\n")
    assert process.returncode == 0
    assert {
        str(scope): version
        for scope, version in ScopeKey.objects.filter(key_class="identity").values_list(
            "scope", "kek_version"
        )
    } == {before: 2, after: 2}


KILLED_BETWEEN_RECORDS = """
import sys
from tests.vault.cells import Cell
from vault import rekey, rekey_class
rekey.sealed_models = lambda: [Cell]
renewed, times = rekey_class.renew, []
def renew(*given):
    renewed(*given)
    times.append(1)
    if len(times) == 35:
        print("in the middle", flush=True)
        sys.stdin.read()
rekey_class.renew = renew
rotation.run(sys.argv[1])
"""


def _add_a_letter(row: Cell) -> None:
    again = Cell.objects.get(pk=row.pk)
    again.first_name += "!"
    again.save()


def test_keys_of_all_records_are_replaced_over_a_kill_while_people_go_on_writing(monkeypatch):
    monkeypatch.setattr(rekey, "sealed_models", lambda: [Cell])
    rows = people(120)
    job = rekey_class.begin("identity")
    process = child(KILLED_BETWEEN_RECORDS, job.pk)
    assert said(process) == "in the middle"
    process.send_signal(signal.SIGKILL)
    assert process.wait(20) == -signal.SIGKILL
    assert RotationScope.objects.filter(job=job).count() == 90, (
        "three whole pieces are kept, the fourth is lost"
    )

    def edit() -> None:
        for row in rows[:60]:
            try:
                _add_a_letter(row)
            except StaleVersion:  # between reading and saving it was sealed anew: asked to look again
                _add_a_letter(row)

    def read() -> None:
        for _ in range(3):
            assert all(row.first_name.startswith("Name") for row in Cell.objects.all())

    assert (
        together(edit, read, lambda: rotation.run(job.pk) and None, lambda: rotation.run(job.pk) and None)
        == []
    )
    ended = rotation.run(job.pk)
    assert (ended.state, ended.done, ended.total) == ("done", 120, 120)
    assert set(ScopeKey.objects.filter(key_class="identity").values_list("generation", flat=True)) == {2}
    ring.forget()
    expected = {row.pk: f"Name {n}" + ("!" if n < 60 else "") for n, row in enumerate(rows)}
    assert {row.pk: row.first_name for row in Cell.objects.all()} == expected
