"""Start everything on this machine: `make run`, or `manage.py up` (which does not read the settings first)."""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

from django.core.management import BaseCommand

from config.embedded.trouble import Trouble, from_os_error, refuse_in_production
from config.launch import machine
from config.launch.state import State
from config.launch.supervisor import Supervisor, started_at


class Command(BaseCommand):
    """The supervisor as a management command."""

    help = "Start PostgreSQL, Valkey, web server, worker, beat and sealer under one supervisor (local use)."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        sys.exit(main())


def main() -> int:
    """Run the supervisor until it is asked to stop. Returns the exit status; every trouble is one line."""
    moment = started_at()
    terminal = own_the_terminal()
    try:
        machine.require_python()
        refuse_in_production()
        state = State.from_environment()
        state.lock()
        state.require_room()
        port = machine.port_from_environment()
        if line := machine.bring(machine.FOR_PDF, "PDF reports"):
            print(line, flush=True)
        if line := machine.named(machine.FOR_RECORDINGS, "sound and film, which an office may allow"):
            print(line, flush=True)
        os.umask(0o077)  # whatever we and our children write from now on is ours alone
        return Supervisor(state, port, moment).run()
    except KeyboardInterrupt:
        return 0  # before anything was started
    except Trouble as trouble:
        print(f"Wayhome cannot run: {trouble}", file=sys.stderr, flush=True)
        return 1
    except OSError as problem:
        print(
            f"Wayhome cannot run: {from_os_error(problem, problem.filename or '.state')}",
            file=sys.stderr,
            flush=True,
        )
        return 1
    finally:
        if terminal is not None:
            os.tcsetpgrp(0, terminal)


def own_the_terminal() -> int | None:
    """Become the terminal's foreground group, so that Ctrl-C reaches us and not `make`, which would report a failure.

    Returns the group to give the terminal back to, or None where there is no terminal to take.
    """
    try:
        before = os.tcgetpgrp(0)
        if before != os.getpgrp():
            return None
        signal.signal(signal.SIGTTOU, signal.SIG_IGN)
        if os.getpid() != os.getpgrp():
            os.setpgid(0, 0)
        os.tcsetpgrp(0, os.getpid())
    except OSError:
        return None
    return before
