"""Run one management command on the local installation: `python -m config.launch.within seed`.

If a supervisor runs on the state folder, its servers are used; otherwise they are started for the time being.
"""

from __future__ import annotations

import os
import subprocess
import sys

from config.embedded.trouble import Trouble, refuse_in_production
from config.launch.programs import Addresses, environment
from config.launch.servers import Servers
from config.launch.state import ROOT, State


def main(arguments: list[str]) -> int:
    """Returns the command's exit status; every trouble is one line."""
    try:
        refuse_in_production()
        state = State.from_environment()
        if (there := state.running_addresses()) is not None:
            return _command(state, Addresses(**there), arguments)
        state.lock()
        servers = Servers(state)
        try:
            return _command(state, servers.start(), arguments)
        finally:
            servers.stop()
    except Trouble as trouble:
        print(f"Wayhome cannot run: {trouble}", file=sys.stderr)
        return 1


def _command(state: State, there: Addresses, arguments: list[str]) -> int:
    env = {
        **environment(state, there, int(os.environ.get("PORT") or 8000)),
        "DATABASE_OWNER_URL": there.owner,
    }
    return subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *arguments], env=env, check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
