"""Health of this installation, for the supervisor and the load balancer."""

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from accounts.decorators import public


def database_answers() -> bool:
    """True when a statement runs."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def broker_answers() -> bool:
    """True when the broker answers with our password. Work waits in PostgreSQL meanwhile, nothing is lost."""
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1) as broker:
            return bool(broker.ping())
    except redis.RedisError:
        return False


@public
def health(request: HttpRequest) -> JsonResponse:
    """200 when pages can be served, 503 otherwise; a missing broker only degrades. Says nothing else."""
    database, broker = database_answers(), broker_answers()
    state = "ok" if database and broker else "degraded" if database else "down"
    return JsonResponse({"state": state}, status=200 if database else 503)
