"""Logs carry event codes and identifiers; what people typed has no way in (confidentiality.md 13)."""

import json
import logging

import pytest

from config.logs import AllowListFormatter

NAME = "Quillemina Zanzarelle"


def line(logger, message, *args, **extra):
    record = logging.getLogger(logger).makeRecord(
        logger, logging.ERROR, __file__, 1, message, args, None, extra=extra
    )
    return AllowListFormatter().format(record)


@pytest.mark.parametrize(
    "said",
    [
        line("django.request", "Not Found: %s", f"/cases/?name={NAME}"),
        line("some.library", f"could not parse {NAME}"),
        line("celery.app.trace", "Task %s raised", NAME),
        line("wayhome.cases", "a case was opened", case=NAME, person=NAME),
    ],
)
def test_what_was_typed_is_not_logged(said):
    assert "Quillemina" not in said


def test_an_error_says_where_and_what_kind_and_nothing_it_was_told():
    try:
        raise ValueError(f"bad value {NAME}")
    except ValueError as error:
        record = logging.makeLogRecord({"name": "django.request", "msg": "%s", "args": (NAME,)})
        record.exc_info = (type(error), error, error.__traceback__)
    said = json.loads(AllowListFormatter().format(record))
    assert said["error"] == "ValueError"
    assert "test_logs.py" in said["where"][-1]
    assert NAME not in json.dumps(said)


def test_allowed_facts_are_kept():
    assert json.loads(line("wayhome.tasks", "done", row_id="abc", state="done"))["row_id"] == "abc"
