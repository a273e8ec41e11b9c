"""pytest plugin: servers first, then settings, then tests, all as the application's database role.

pytest-django reads the settings before any conftest, so the environment is made here, earlier still. Each worker of
xdist has servers of its own: the audit's sealer waits for every open transaction of a cluster, whoever's it is.
"""

from __future__ import annotations

import atexit
import gc
import os
from collections.abc import Generator, Sequence

import pytest

from config.embedded.trouble import Trouble
from tests.services import Addresses, Services


class Run:
    """The servers and the database of this test process."""

    owned: Services | None = None
    there: Addresses
    database = "wayhome_test"

    def begin(self) -> None:
        """Start the servers and set the environment. Raises Trouble."""
        self.owned = Services()
        self.there = self.owned.addresses()
        given = self.there.environment(self.database)
        for name in given:
            os.environ.pop(f"{name}_FILE", None)
        os.environ.update(given)

    def fresh_database(self) -> None:
        """Make this process's database anew from the template. Raises Trouble if there is no template."""
        self.there.clone(self.database)

    def end(self) -> None:
        """Stop what this process started."""
        if self.owned:
            self.owned.stop()
            self.owned = None


RUN = Run()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(
    early_config: pytest.Config, parser: pytest.Parser, args: Sequence[str]
) -> Generator[None, object, object]:
    """A wrapper runs before pytest-django's own hook, which imports the settings."""
    atexit.register(RUN.end)  # pytest_unconfigure is not called when the start fails
    try:
        RUN.begin()
        return (yield)
    except Trouble as trouble:
        raise pytest.UsageError(str(trouble)) from None


# How long a test takes that asks for one of these, in seconds on a machine of two cores; others take next to nothing.
LONG = {"live": 8.0, "world": 0.3, "live_db": 1.0, "worker": 2.0}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Of a run on several workers the long modules begin first: no worker is left alone with one at the end."""
    if not hasattr(config, "workerinput"):
        return
    weights: dict[str, float] = {}
    for item in items:
        weight = 0.05 + sum(LONG.get(name, 0.0) for name in getattr(item, "fixturenames", ()))
        weights[module_of(item)] = weights.get(module_of(item), 0.0) + weight
    items.sort(key=lambda item: (-weights[module_of(item)], module_of(item)))


def pytest_collection_finish() -> None:
    """As the web server does (config/wsgi.py): what is collected and loaded stays, and is not looked through again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def module_of(item: pytest.Item) -> str:
    """What `--dist loadscope` keeps together for functions."""
    return item.nodeid.partition("::")[0]


def pytest_report_header() -> str:
    return f"servers: {RUN.there.trouble or 'PostgreSQL and Valkey of this run, as the application role'}"


def pytest_unconfigure() -> None:
    RUN.end()
