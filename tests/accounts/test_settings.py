"""The register of settings and its page (domain/practice.md P4)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import settings_actions, settings_register
from accounts.models import OfficeSetting
from accounts.settings_register import REGISTER, define, value

KEY = "accounts.caseload_limit"


@pytest.fixture(autouse=True)
def _register_stays_as_it_was() -> Iterator[None]:
    before = dict(REGISTER)
    yield
    REGISTER.clear()
    REGISTER.update(before)


def change(cast: SimpleNamespace, new: Any, **more: Any) -> OfficeSetting:
    return settings_actions.change_setting(
        actor=cast.kofi, office=cast.harbour, key=KEY, value=new, reason="agreed", **more
    )


def test_every_setting_says_what_it_is(cast: SimpleNamespace) -> None:
    for setting in REGISTER.values():
        assert setting.clean(setting.default) == setting.default
        assert setting.source and setting.meaning


def test_values_are_per_office_and_from_a_day_on(cast: SimpleNamespace) -> None:
    today = timezone.now().date()
    change(cast, 20)
    change(cast, 15, effective_from=today + timedelta(days=7))
    assert value(KEY, cast.harbour) == 20
    assert value(KEY, cast.harbour.pk, on=today + timedelta(days=7)) == 15
    assert value(KEY, cast.ponte) == value(KEY, None) == REGISTER[KEY].default


def test_within_a_request_an_office_is_read_once(cast: SimpleNamespace) -> None:
    with settings_register.kept(), CaptureQueriesContext(connection) as queries:
        for _time in range(5):
            value(KEY, cast.harbour)
        assert len(queries) == 1
        change(cast, 22)
        assert value(KEY, cast.harbour) == 22


@pytest.mark.parametrize("wrong", [0, 501, "many", None, ""])
def test_values_out_of_range_are_refused(cast: SimpleNamespace, wrong: Any) -> None:
    with pytest.raises(ValidationError):
        change(cast, wrong)


def test_the_past_is_not_changed(cast: SimpleNamespace) -> None:
    with pytest.raises(ValidationError):
        change(cast, 20, effective_from=timezone.now().date() - timedelta(days=1))


@pytest.mark.parametrize("who", ["amina", "bruno", "jonas", "farah"])
def test_only_system_administrators_change_them(cast: SimpleNamespace, client_of: Any, who: str) -> None:
    person = getattr(cast, who)
    with pytest.raises(PermissionDenied):
        settings_actions.change_setting(actor=person, office=cast.harbour, key=KEY, value=20, reason="agreed")
    assert client_of(person).post(f"/administration/settings/{cast.harbour.pk}/{KEY}/").status_code == 403


def test_kinds(cast: SimpleNamespace) -> None:
    more: dict[str, Any] = {"source": "test", "meaning": "test"}
    assert define("accounts.one", default=True, kind="boolean", **more).clean("no") is False
    assert define("accounts.two", default=0.5, kind="decimal", range=(0, 1), **more).clean("0.25") == 0.25
    assert define("accounts.three", default="a", kind="choice", range=("a", "b"), **more).clean("b") == "b"
    assert define("accounts.four", default=["a"], kind="codes", range=("a", "b"), **more).clean("a b") == [
        "a",
        "b",
    ]
    for wrong in ("accounts.one", "nodot"):
        with pytest.raises(ValueError, match="twice"):
            define(wrong, default=True, kind="boolean", **more)


def test_the_page_shows_all_that_p4_asks(cast: SimpleNamespace, client_of: Any) -> None:
    change(cast, 20)
    page = client_of(cast.kofi).get("/administration/settings/").content.decode()
    for shown in (
        KEY,
        "practice.md P6",
        "Kofi Asante",
        "agreed",
        "1–500",
        "not yet signed by a native reader",
    ):
        assert shown in page, shown


def test_changing_from_the_page(cast: SimpleNamespace, client_of: Any) -> None:
    client = client_of(cast.kofi)
    path = f"/administration/settings/{cast.harbour.pk}/{KEY}/"
    assert client.get(path).status_code == 200
    today = timezone.now().date().isoformat()
    missing = client.post(path, {"value": "20", "effective_from": today, "reason": ""})
    assert missing.status_code == 200 and value(KEY, cast.harbour) == 40
    done = client.post(path, {"value": "20", "effective_from": today, "reason": "supervision agreed"})
    assert done.headers["Location"] == f"/administration/settings/?office={cast.harbour.pk}"
    row = OfficeSetting.objects.get()
    assert (row.value, row.changed_by, row.reason) == (20, cast.kofi, "supervision agreed")
    other = f"/administration/settings/{cast.ponte.pk}/{KEY}/"
    assert client.get(other).status_code == 404
    assert client.get(f"/administration/settings/{cast.harbour.pk}/accounts.unknown/").status_code == 404


def test_export_and_import_go_round(cast: SimpleNamespace, client_of: Any) -> None:
    client = client_of(cast.kofi)
    change(cast, 20)
    file = client.get(f"/administration/settings/{cast.harbour.pk}/export/").content
    change(cast, 30)
    sent = {"file": SimpleUploadedFile("settings.json", file), "reason": "back again"}
    assert client.post(f"/administration/settings/{cast.harbour.pk}/import/", sent).status_code == 302
    assert value(KEY, cast.harbour) == 20


def test_a_file_with_one_wrong_value_changes_nothing(cast: SimpleNamespace, client_of: Any) -> None:
    values = {KEY: 20, "accounts.qualification_warning_days": 100000}
    for content in (
        json.dumps({"settings": values}),
        json.dumps({"settings": {KEY: 20, "a.b": 1}}),
        "[]",
        "no json",
    ):
        sent = {"file": SimpleUploadedFile("settings.json", content.encode()), "reason": "try"}
        answer = client_of(cast.kofi).post(f"/administration/settings/{cast.harbour.pk}/import/", sent)
        assert answer.status_code == 200
        assert value(KEY, cast.harbour) == 40


def test_many_alike_stand_under_a_heading_and_codes_have_names(cast: SimpleNamespace, client_of: Any) -> None:
    client = client_of(cast.kofi)
    page = client.get("/administration/settings/").content.decode()
    assert "Weights of the indicators for a child (67)" in page
    path = f"/administration/settings/{cast.harbour.pk}/cases.weight_adult_d5_documents/"
    one = client.get(path).content.decode()
    assert "Now: Strong" in one and '<option value="not_in_list">Not counted</option>' in one
    today = timezone.now().date().isoformat()
    client.post(path, {"value": "weak", "effective_from": today, "reason": "national list"})
    assert value("cases.weight_adult_d5_documents", cast.harbour) == "weak"
