"""Refusing to start (design/confidentiality.md 14): the same checks for every program that holds keys.

gunicorn and Celery run none of Django's checks that count, or run them and go on.
"""

from collections.abc import Callable


class Refused(RuntimeError):
    """A check failed; the message says which, and what to do."""


def refuse_unsafe(warn: Callable[[str], None]) -> None:
    """Run every check with the database. Warnings go to `warn`; raises Refused where one fails.

    A missing key, a database role that may too much, a demonstration world: nothing of it serves anybody.
    """
    from django.conf import settings
    from django.core import checks
    from django.db import connections

    from vault import ring

    found = checks.run_checks(include_deployment_checks=settings.PRODUCTION, databases=["default"])
    ring.forget()  # what the checks unwrapped must not stay in this process, which outlives a lockdown
    connections.close_all()  # a connection must not be shared by the processes that are forked next
    for warning in found:
        if warning.level == checks.WARNING and not warning.is_silenced():
            warn(str(warning.msg))
    errors = [f"{error.msg} {error.hint or ''}".strip() for error in found if error.level >= checks.ERROR]
    if errors:
        raise Refused(" ".join(errors))
