"""Every `events.record("name", facts={...})` in the house names an event of the list and facts it may carry.

At run time a wrong name raises; this finds it before anybody clicks there.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from audit.catalogue import EVENTS

CALLS = {"record", "prepare"}


def calls() -> Iterator[tuple[str, str, set[str]]]:
    """Place, event and fact names of each call whose event and facts are written out."""
    for path in sorted(Path(settings.BASE_DIR).glob("*/**/*.py")):
        place = path.relative_to(settings.BASE_DIR)
        if place.parts[0] in {"tests", "docs"} or place.parts[0].startswith("."):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if not (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in CALLS
            ):
                continue
            if not (isinstance(node.func.value, ast.Name) and node.func.value.id == "events" and node.args):
                continue
            if isinstance(node.args[0], ast.Constant):
                yield f"{place}:{node.lineno}", str(node.args[0].value), _facts(node)


def _facts(call: ast.Call) -> set[str]:
    for keyword in call.keywords:
        if keyword.arg == "facts" and isinstance(keyword.value, ast.Dict):
            return {key.value for key in keyword.value.keys if isinstance(key, ast.Constant)}
    return set()


@pytest.mark.parametrize(("place", "event", "facts"), [pytest.param(*call, id=call[0]) for call in calls()])
def test_the_event_and_its_facts_are_in_the_list(place: str, event: str, facts: set[str]) -> None:
    assert event in EVENTS and not EVENTS[event].retired, place
    assert facts <= EVENTS[event].facts, place
