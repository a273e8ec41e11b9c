"""The Celery app. Rows in PostgreSQL are the truth; a message carries identifiers and nothing else.

Every task is a HouseTask: it runs under an audit context and with a vault session of its own, and it
refuses to be queued with anything that is not an identifier.
"""

import logging
import os
import sys
import uuid
from collections.abc import Iterable
from contextlib import ExitStack
from typing import Any

from celery import Celery, Task, signals
from django.db import transaction

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

log = logging.getLogger("wayhome.tasks")


class NotAnIdentifier(TypeError):
    """A task was to be queued with an argument that is no identifier; it would lie open in Redis."""


class HouseTask(Task):
    """Base of all tasks.

    `atomic=True` in the task's decorator runs it in one transaction. A task that works for a person names
    that person from its own row, `with acting.as_user(run.requester): …`, and asks again whether they may.
    One that nobody asked for and that touches cases names its process: `system="tidy_cases"` (accounts/acting.py).
    """

    abstract = True
    atomic = False
    system = ""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        # Models may be imported only when Django is ready; this module is loaded earlier.
        from accounts import acting
        from vault import keys, lock

        if lock.is_locked():
            return None  # the row in the database stays due: the relays publish it again after the reopening
        with ExitStack() as around:
            label, request = f"task:{self.name}", _request_id(self)
            around.enter_context(acting.as_system(self.system, label=label, request_id=request))
            around.enter_context(keys.session())
            if self.atomic:
                around.enter_context(transaction.atomic())
            return super().__call__(*args, **kwargs)

    def apply_async(self, args: Any = None, kwargs: Any = None, *rest: Any, **options: Any) -> Any:
        """Queue it. Raises NotAnIdentifier for an argument that is neither a whole number nor a uuid."""
        for value in (*_all(args), *(kwargs or {}).values()):
            if not _is_identifier(value):
                raise NotAnIdentifier(f"{self.name} takes identifiers only")
        return super().apply_async(args, kwargs, *rest, **options)


def _all(args: Any) -> Iterable[Any]:
    return args or ()


def _is_identifier(value: Any) -> bool:
    if isinstance(value, bool):
        return False
    if isinstance(value, int | uuid.UUID):
        return True
    try:
        return isinstance(value, str) and str(uuid.UUID(value)) == value
    except ValueError:
        return False


def _request_id(task: Task) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(task.request.id))
    except ValueError:
        return None


app = Celery("wayhome", task_cls=HouseTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    # A dead broker must not hold up a page: the row is written, the relay publishes it later.
    broker_connection_timeout=2,
    redis_socket_connect_timeout=2,
    redis_socket_timeout=10,
    # What a worker prints could hold what a person typed.
    worker_redirect_stdouts=False,
    worker_send_task_events=False,
    task_send_sent_event=False,
    beat_schedule={
        # `expires`: after a pause the ticks that were missed are worth nothing.
        "relay": {"task": "notifications.tasks.relay", "schedule": 15, "options": {"expires": 15}},
        "tidy accounts": {"task": "accounts.tasks.tidy", "schedule": 3600, "options": {"expires": 3600}},
        "expire approvals": {
            "task": "accounts.tasks.expire_approvals",
            "schedule": 300,
            "options": {"expires": 300},
        },
        "remind of reviews": {
            "task": "cases.tasks.remind_of_reviews",
            "schedule": 900,
            "options": {"expires": 900},
        },
        "remind of overdue tasks": {
            "task": "cases.tasks.remind_of_overdue",
            "schedule": 900,
            "options": {"expires": 900},
        },
        "watch consents": {
            "task": "cases.tasks.watch_consents",
            "schedule": 43200,
            "options": {"expires": 43200},
        },
        "watch interpreters": {
            "task": "cases.tasks.watch_interpreters",
            "schedule": 21600,
            "options": {"expires": 21600},
        },
        "watch agreements": {
            "task": "resources.tasks.watch_agreements",
            "schedule": 86400,
            "options": {"expires": 86400},
        },
        "come of age": {
            "task": "cases.tasks.come_of_age",
            "schedule": 3600,
            "options": {"expires": 3600},
        },
        "tell of overload": {
            "task": "cases.tasks.tell_of_overload",
            "schedule": 86400,
            "options": {"expires": 86400},
        },
        "check conflicts": {
            "task": "cases.tasks.check_conflicts",
            "schedule": 86400,
            "options": {"expires": 86400},
        },
        "reset factors": {
            "task": "accounts.tasks.reset_factors",
            "schedule": 300,
            "options": {"expires": 300},
        },
        "remind staff": {"task": "accounts.tasks.remind", "schedule": 43200, "options": {"expires": 43200}},
        "tidy cases": {"task": "cases.tasks.tidy", "schedule": 86400, "options": {"expires": 86400}},
        "replace erased keys": {
            "task": "cases.tasks.replace_erased_keys",
            "schedule": 21600,
            "options": {"expires": 21600},
        },
        "erase cases": {"task": "cases.tasks.erase_due", "schedule": 300, "options": {"expires": 300}},
        "make recordings": {
            "task": "cases.tasks.make_recordings",
            "schedule": 60,
            "options": {"expires": 60},
        },
        "compare new people": {
            "task": "cases.tasks.compare_new",
            "schedule": 60,
            "options": {"expires": 60},
        },
        "compare people nightly": {
            "task": "cases.tasks.compare_nightly",
            "schedule": 86400,
            "options": {"expires": 86400},
        },
        "keys": {"task": "config.tasks.keys", "schedule": 30, "options": {"expires": 30}},
        "remind of redress": {
            "task": "redress.tasks.remind",
            "schedule": 3600,
            "options": {"expires": 3600},
        },
        "watch visits": {"task": "agenda.tasks.watch", "schedule": 60, "options": {"expires": 60}},
        "look for next steps": {
            "task": "agenda.tasks.look_for_next",
            "schedule": 86400,
            "options": {"expires": 86400},
        },
        "remind of written tasks": {
            "task": "agenda.tasks.remind_of_todos",
            "schedule": 900,
            "options": {"expires": 900},
        },
        "tidy enquiries": {
            "task": "contact.tasks.tidy",
            "schedule": 3600,
            "options": {"expires": 3600},
        },
        "relay reports": {"task": "reports.tasks.relay", "schedule": 30, "options": {"expires": 30}},
        "tidy reports": {"task": "reports.tasks.tidy", "schedule": 3600, "options": {"expires": 3600}},
        "look for unusual": {
            "task": "reports.tasks.look_for_unusual",
            "schedule": 600,
            "options": {"expires": 600},
        },
        "relay exports": {"task": "exchange.tasks.relay", "schedule": 30, "options": {"expires": 30}},
        "tidy exports": {"task": "exchange.tasks.tidy", "schedule": 600, "options": {"expires": 600}},
        "tidy notifications": {
            "task": "notifications.tasks.tidy",
            "schedule": 86400,
            "options": {"expires": 86400},
        },
    },
)
app.autodiscover_tasks()


@signals.setup_logging.connect
def keep_our_logging(**kwargs: Any) -> None:
    """Celery leaves logging alone when somebody answers this signal: config/logs.py has set it up."""


@signals.celeryd_init.connect
@signals.beat_init.connect
def refuse_to_start(**kwargs: Any) -> None:
    """In production no worker and no timer runs where the pages would not: Celery itself runs checks and goes on."""
    from django.conf import settings

    from config.refusing import Refused, refuse_unsafe

    if not settings.PRODUCTION:
        return  # the supervisor of a local run starts the pages first, which refuse for all
    try:
        refuse_unsafe(log.warning)
    except Refused as problem:
        # Celery swallows what a receiver raises, but not this.
        sys.exit(str(problem))


@signals.celeryd_init.connect
@signals.worker_process_init.connect
def keep_keys_out_of_dumps(**kwargs: Any) -> None:
    """A worker holds keys, as the web server does."""
    from vault.process import harden

    harden()


@signals.worker_process_init.connect
def forget_keys_in_a_lockdown(**kwargs: Any) -> None:
    """A process of the pool that holds keys ends in a lockdown; the one started in its place gets none."""
    from vault import lock

    lock.watch(lambda: os._exit(0))
