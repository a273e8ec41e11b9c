"""Logs by allow-list: event codes and identifiers, never values (confidentiality.md 13).

Messages of other libraries pass only from loggers named here, and only their format string: the
arguments may hold what a person typed. Tracebacks keep file, line and the exception's class; the
exception's own words are dropped.
"""

import json
import logging
import logging.config
import traceback
from datetime import UTC, datetime
from typing import Any

# Keyword facts a log line may carry (through `extra=`), all of them identifiers, codes or numbers.
FACTS = (
    "event",
    "request_id",
    "method",
    "view",
    "status",
    "ms",
    "task",
    "task_id",
    "row_id",
    "count",
    "state",
    "code",
)
# Loggers whose messages are written for operators and carry no data of people.
PLAIN = (
    "wayhome",
    "gunicorn.error",
    "celery.worker",
    "celery.beat",
    "celery.apps.worker",
    "django.server.start",
)


class AllowListFormatter(logging.Formatter):
    """One JSON object a line: time, level, logger, message template, allowed facts, error class and place."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": self._message(record),
        }
        line |= {fact: str(getattr(record, fact)) for fact in FACTS if hasattr(record, fact)}
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["where"] = [
                f"{frame.filename.rsplit('/', 3)[-1]}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(record.exc_info[2])[-6:]
            ]
        return json.dumps(line)

    @staticmethod
    def _message(record: logging.LogRecord) -> str:
        if record.name.startswith(PLAIN):
            return record.getMessage()
        # A template is a constant of the program; a finished sentence may hold what somebody typed.
        return str(record.msg) if record.args else f"withheld ({record.filename}:{record.lineno})"


def configure(options: dict[str, Any]) -> None:
    """Django's LOGGING_CONFIG hook: `options` holds the level; everything goes to standard error."""
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"allow_list": {"()": AllowListFormatter}},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "allow_list"}},
            "root": {"handlers": ["stderr"], "level": options["level"]},
            "loggers": {
                # They print request paths, SQL or what was typed.
                "django.server": {"handlers": [], "propagate": False, "level": "CRITICAL"},
                "django.db.backends": {"handlers": [], "propagate": False, "level": "CRITICAL"},
                "weasyprint": {"handlers": [], "propagate": False, "level": "CRITICAL"},
                "fontTools": {"handlers": [], "propagate": False, "level": "CRITICAL"},
                "django.request": {"level": "ERROR"},
                "axes": {"level": "ERROR"},
                "celery": {"level": "WARNING"},
            },
        }
    )
