"""One supervisor: servers, preparation, programs; a ready line; and an end that leaves nothing running."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import asdict
from types import FrameType

from config.embedded import processes
from config.embedded.trouble import NO_SPACE_WORDS, Trouble, disk_full
from config.launch import programs as plan
from config.launch.guard import Guard
from config.launch.preparation import Note, shape
from config.launch.programs import Program
from config.launch.servers import Servers
from config.launch.state import ROOT, State

SIGN_IN = "/account/login/"
READY_PATIENCE = 120.0
STOP_PATIENCE = 20.0
# What the web server says at its start until a rehearsal is on record (vault/shares.py).
NOT_REHEARSED = "Recovering the root key from its officers' shares has never been rehearsed"
# A program that ends is started again, but not for ever.
RESTARTS, RESTART_WINDOW = 3, 60.0


class Interrupted(Exception):
    """Somebody asked for the end while we were still starting."""


class Supervisor:
    """The life of one local installation on one state folder."""

    def __init__(self, state: State, port: int, started_at: float) -> None:
        self.state, self.port, self.started_at = state, port, started_at
        self.servers = Servers(state)
        self.guard = Guard(state)
        self.note = Note(state.folder)
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.plan: dict[str, Program] = {}
        self.starts: dict[str, list[float]] = {}
        self.background: subprocess.Popen[bytes] | None = None
        self.starting = True
        self.asked_to_stop = False

    def run(self) -> int:
        """Start, watch, stop. Returns the exit status: 0 when somebody asked for the end. Raises Trouble."""
        for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(signum, self._on_signal)
        try:
            self.guard.start()
            self._start()
            self.starting = False
            return self._watch()
        except Interrupted:
            return 0
        finally:
            self.starting = False
            self._stop()
            self.guard.dismiss()

    def say(self, words: str) -> None:
        """A line for the console, with the seconds since the start. Nobody may be listening any more."""
        with contextlib.suppress(OSError):
            print(f"[{time.time() - self.started_at:5.1f} s] {words}", flush=True)

    def _on_signal(self, signum: int, frame: FrameType | None) -> None:
        self.asked_to_stop = True
        if self.starting:
            self.starting = False
            raise Interrupted

    def _start(self) -> None:
        there = self.servers.start()
        self.state.publish_addresses(asdict(there))
        self.say("PostgreSQL and Valkey answer.")
        shared = plan.environment(self.state, there, self.port)
        demonstration = plan.is_demonstration(shared)
        self.note = note = Note(self.servers.note_folder())
        if not note.is_current(demonstration=demonstration):
            mark = shape()
            self._step("prepare", ["prepare"], {**shared, "DATABASE_OWNER_URL": there.owner})
            note.write(shape=mark, world=note.world() or ("first" if demonstration else ""))
            self.say("The database is up to date.")
        self.plan = {program.name: program for program in plan.programs(self.state, there, self.port)}
        self._launch(self.plan["web"])
        self._wait_for_sign_in()
        self._announce(demonstration)
        # People wait for pages, nobody for the others: they come when the processor is free again.
        for name in ("worker", "beat", "sealer"):
            self._launch(self.plan[name])
        if demonstration and note.world() != "rest":
            self.background = self._manage("seed", ["seed", "--rest"], shared, ["nice", "-n", "10"])

    def _manage(
        self, name: str, arguments: list[str], env: dict[str, str], before: Sequence[str] = ()
    ) -> subprocess.Popen[bytes]:
        return processes.start(
            [*before, sys.executable, str(ROOT / "manage.py"), *arguments],
            env=env,
            cwd=ROOT,
            log=self.state.log(name),
            pass_fds=(self.state.lock_descriptor,),
        )

    def _step(self, name: str, arguments: list[str], env: dict[str, str]) -> None:
        """Run a management command to its end. Raises Trouble with its last line."""
        child = self._manage(name, arguments, env)
        try:
            if child.wait():
                raise self._explain(name, child.returncode)
        except Interrupted:
            processes.stop(child, patience=5)
            raise

    def _launch(self, program: Program) -> None:
        self.starts.setdefault(program.name, []).append(time.monotonic())
        self.children[program.name] = processes.start(
            program.command,
            env=program.env,
            cwd=ROOT,
            log=self.state.log(program.name),
            on_parent_death=program.on_parent_death,
            pass_fds=(self.state.lock_descriptor,),
        )

    def _explain(self, name: str, status: int) -> Trouble:
        log = self.state.logs / f"{name}.log"
        words = log.read_text(errors="replace")
        if NO_SPACE_WORDS in words:
            return disk_full(self.state.folder)
        last = next((line for line in reversed(words.splitlines()) if line.strip()), "it said nothing")
        return Trouble(
            f"{name} ended with status {status} ({last.strip()[:300]}).", f"The whole story is in {log}."
        )

    def _wait_for_sign_in(self) -> None:
        deadline = time.monotonic() + READY_PATIENCE
        while not answers(f"http://127.0.0.1:{self.port}{SIGN_IN}"):
            web = self.children["web"]
            if web.poll() is not None:
                raise self._explain("web", web.returncode)
            if time.monotonic() > deadline:
                log = self.state.logs / "web.log"
                raise Trouble("The sign-in page does not answer.", f"The whole story is in {log}.")
            time.sleep(0.1)

    def _announce(self, demonstration: bool) -> None:
        self.say(f"Ready: http://localhost:{self.port}    (Ctrl-C stops everything)")
        if NOT_REHEARSED in (self.state.logs / "web.log").read_text(errors="replace"):
            self.say(f"Note: {NOT_REHEARSED} (docs/operations.md, Keys).")
        if demonstration:
            with contextlib.suppress(OSError):
                print(cast_table(), flush=True)

    def _watch(self) -> int:
        while not self.asked_to_stop:
            self.servers.require_alive()
            for name, child in list(self.children.items()):
                if child.poll() is not None:
                    self._start_again(name, child.returncode)
            self._look_after_background()
            time.sleep(0.2)
        return 0

    def _start_again(self, name: str, status: int) -> None:
        trouble = self._explain(name, status)
        recent = [moment for moment in self.starts[name] if time.monotonic() - moment < RESTART_WINDOW]
        if len(recent) > RESTARTS:
            raise trouble
        self.say(f"{trouble} Starting it again.")
        time.sleep(max(0, len(recent) - 1))  # nothing recent: it ran long and died once
        self._launch(self.plan[name])

    def _look_after_background(self) -> None:
        if self.background is None or self.background.poll() is None:
            return
        if self.background.returncode == 0:
            self.note.write(world="rest")
            self.say("The whole demonstration world is there.")
        else:
            self.say(f"{self._explain('seed', self.background.returncode)} The next start tries again.")
        self.background = None

    def _stop(self) -> None:
        self.say("Stopping ...")
        self.state.withdraw_addresses()
        running = [
            child for child in [*self.children.values(), self.background] if child and child.poll() is None
        ]
        for child in running:
            child.terminate()
        deadline = time.monotonic() + STOP_PATIENCE
        for child in running:
            processes.stop(child, patience=max(0.1, deadline - time.monotonic()))
        self.servers.stop()
        # What a program started and did not wait for.
        self.state.end_lock_holders(but=os.getpid())
        self.say("Everything is stopped.")


def answers(url: str) -> bool:
    """Does this page answer with 200?"""
    try:
        with urllib.request.urlopen(url, timeout=20) as response:  # noqa: S310 - our own loopback address
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def cast_table() -> str:
    """The people of the demonstration world, one line each."""
    from config.demonstration.cast import OFFICES, PEOPLE

    offices = {office.key: office.name for office in OFFICES}
    lines = [
        f"  {person.display_name:<18} {person.role.replace('_', ' '):<24} {offices[person.office]:<16} {person.email}"
        for person in PEOPLE
    ]
    return "\n".join(["Sign in with one click as one of these invented people:", *lines])


def started_at() -> float:
    """When the person pressed return: `make run` says so, for the honest number of seconds."""
    words = os.environ.get("WAYHOME_STARTED", "")
    return float(words) if words.replace(".", "", 1).isdigit() else time.time()
