"""The names of tests are the same in every process: the workers of a run must have collected the very same list.

A set, an address in memory or a document made anew gives other names, or another order, in each of them.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
UNSTEADY = re.compile(r"0x[0-9a-f]{6}| object at |(?:\\x[0-9a-f]{2}){4}")
LONGEST = 150


def test_names_are_words(request: pytest.FixtureRequest) -> None:
    found = [
        item.nodeid
        for item in request.session.items
        if UNSTEADY.search(item.nodeid) or len(item.name.partition("[")[2]) > LONGEST
    ]
    assert found == [], "give these parameters ids: pytest.param(…, id=…)"


def computes_parameters(path: Path) -> bool:
    """Whether a module has parameters that do not stand in it letter by letter."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "parametrize":
            try:
                ast.literal_eval(node.args[1])
            except (IndexError, ValueError):
                return True
    return False


def test_every_process_collects_the_same(request: pytest.FixtureRequest) -> None:
    files = sorted(
        path for path in {item.path for item in request.session.items} if computes_parameters(path)
    )
    if not files:
        pytest.skip("nothing collected here computes its parameters")
    # Another seed than this process's own, whichever that is: hashes are salted anew in each process without one.
    # Its words are read line by line: what somebody asks of this run's output is not asked of it.
    other = {name: value for name, value in os.environ.items() if name != "PYTEST_ADDOPTS"}
    other["PYTHONHASHSEED"] = "1" if os.environ.get("PYTHONHASHSEED") == "0" else "0"
    collect = ["-m", "pytest", "--collect-only", "-q", "-o", "addopts=", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [sys.executable, *collect, *map(str, files)],
        cwd=ROOT,
        env=other,
        capture_output=True,
        text=True,
        check=False,
    )
    here = [item.nodeid for item in request.session.items if item.path in files]
    there = [line for line in done.stdout.splitlines() if "::" in line]
    assert by_module(here) == by_module(one for one in there if one in set(here)), done.stdout[-2000:]


def by_module(names: Iterable[str]) -> dict[str, list[str]]:
    """The names in their order; the order of the modules is the run's own (tests/plugin.py)."""
    found: dict[str, list[str]] = {}
    for name in names:
        found.setdefault(name.partition("::")[0], []).append(name)
    return found
