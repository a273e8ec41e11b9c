"""What needs a second factor within five minutes (confidentiality.md 9): export, location, emergency, erasure, and
changes of roles, factors, keys, retention and of who may open a case."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.checks import every_view
from tests.house.matrix_routes import whole_name

WEIGHTY = {
    "exports": {
        "exchange:new", "exchange:download", "exchange:password", "reports:reading_room_copy", "cases:file_original",
        "cases:person_file",
    },
    "location": {"cases:location", "cases:location_lock", "cases:location_unlock"},
    "emergencies": {"cases:emergency", "cases:emergency_review", "accounts:lockdown", "accounts:lockdown-one"},
    "erasures": {"cases:erasure_ask", "cases:erasure_check", "cases:hold", "cases:hold_lift"},
    "roles": {
        "accounts:invite", "accounts:give-role", "accounts:give-duty", "accounts:end-role", "accounts:end-duty",
        "accounts:office-roles", "accounts:give-back", "accounts:extend", "accounts:review", "accounts:reinstate",
        "accounts:give-qualification", "accounts:withdraw-qualification", "accounts:partner", "accounts:suspend",
    },
    "factors": {
        "account_change_password", "accounts:recovery-codes", "accounts:remove-factor", "accounts:ask-reset",
        "accounts:reset-link", "accounts:new-link", "accounts:duress-password", "accounts:remove-duress-password",
    },
    "keys": {"operations-keys"},
    "retention and other settings": {"accounts:change-setting", "accounts:import-settings", "accounts:conduct-publish"},
    "who may open a case": {
        "cases:access_give", "cases:access_end", "cases:restrict", "cases:unrestrict", "cases:conflict",
        "cases:conflict_review", "cases:hand_over_wizard",
    },
    "what is told without consent": {"cases:sharing_ask"},
    "the second person": {"accounts:approve", "accounts:refuse"},
}  # fmt: skip


def names() -> dict[str, bool]:
    """Every view by its whole name, and whether it asks again."""
    found = {}
    for route, pattern, view in every_view():
        found[whole_name(route, pattern.name)] = bool(getattr(view, "asks_again", False))
    return found


@pytest.mark.parametrize("what", WEIGHTY)
def test_it_asks_again(what: str) -> None:
    known = names()
    assert WEIGHTY[what] - set(known) == set(), "a name of the list has no page"
    assert {name for name in WEIGHTY[what] if not known[name]} == set()


def test_nothing_asks_again_that_this_list_does_not_know() -> None:
    """So that the list stays the list: a new step-up is named in it."""
    listed = set().union(*WEIGHTY.values()) | {"accounts:lockdown-suspend", "cases:recording_take_back"}
    assert {name for name, asks in names().items() if asks} - listed == set()


def test_the_page_of_the_step_up_itself_does_not() -> None:
    assert reverse("mfa_reauthenticate") and not names()["mfa_reauthenticate"]
