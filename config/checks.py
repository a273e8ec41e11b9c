"""Why this installation refuses to start (design/confidentiality.md 14).

The settings checks run with every command; the database ones (tag `database`) before the servers
start. The vault's and the accounts' own refusals live in vault/checks.py and accounts/checks.py.
"""

import resource
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import redis
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError, connection

MIN_SECRET_LENGTH = 50
# Words of secrets that Django's template, our own examples and tests carry.
PUBLISHED = ("django-insecure", "changeme", "secret-key", "not-a-secret", "example")
CHECKED_TLS = frozenset({"verify-full", "verify-ca"})


def _error(number: int, sentence: str, remedy: str) -> Error:
    return Error(sentence, hint=remedy, id=f"house.E{number:03}")


@register(Tags.security)
def safe_settings(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse settings that must never meet real people's files."""
    if not settings.PRODUCTION:
        return []
    problems: list[CheckMessage] = []
    if settings.DEBUG:
        problems.append(_error(1, "Debug pages are on.", "Unset WAYHOME_DEBUG."))
    if settings.DEMONSTRATION:
        problems.append(_error(2, "The demonstration world is on.", "Unset WAYHOME_DEMONSTRATION."))
    if len(settings.SECRET_KEY) < MIN_SECRET_LENGTH or len(set(settings.SECRET_KEY)) < 10:
        problems.append(
            _error(3, "SECRET_KEY is too short or too simple.", "Use 50 random characters or more.")
        )
    if _is_known(settings.SECRET_KEY):
        problems.append(
            _error(
                13,
                "SECRET_KEY is a published example, or one of the other keys.",
                "Make one that is used nowhere else.",
            )
        )
    problems += _unencrypted_addresses()
    if not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS:
        problems.append(_error(4, "ALLOWED_HOSTS admits every host.", "Name the hosts that serve this site."))
    if not (settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE):
        problems.append(_error(5, "Cookies may travel unencrypted.", "Set the cookies to Secure."))
    if settings.VAULT_ROOT_KEY.startswith("env:"):
        problems.append(
            _error(6, "The root key comes from the environment.", "Give VAULT_ROOT_KEY=file:/path.")
        )
    if resource.getrlimit(resource.RLIMIT_CORE)[0] != 0 and not _hardened():
        problems.append(
            _error(7, "Core dumps are on: a crash would write keys to disk.", "Run with `ulimit -c 0`.")
        )
    return problems


def _is_known(secret: str) -> bool:
    """Whether a secret stands in the code or its examples, or is another of this installation's keys."""
    if any(word in secret.lower() for word in PUBLISHED):
        return True
    return any(secret.strip() == other for other in _other_keys())


def _other_keys() -> set[str]:
    """The texts of the other keys that this process may read."""
    found = set(settings.SECRET_KEY_FALLBACKS)
    for address in (settings.VAULT_ROOT_KEY, settings.AUDIT_SIGNING_KEY):
        scheme, _, place = address.partition(":")
        try:
            found.add(Path(place).read_text(encoding="ascii").strip() if scheme == "file" else place)
        except (OSError, UnicodeDecodeError):
            continue  # missing or unreadable keys have refusals of their own (vault/checks.py)
    return found


def _unencrypted_addresses() -> list[CheckMessage]:
    """The database and the broker on another machine are reached encrypted or not at all."""
    problems: list[CheckMessage] = []
    database = settings.DATABASES["default"]
    if not _is_here(str(database["HOST"])) and database.get("OPTIONS", {}).get("sslmode") not in CHECKED_TLS:
        remedy = (
            "Add ?sslmode=verify-full to DATABASE_URL, or name the host in SAME_HOST if it is this machine."
        )
        problems.append(_error(14, "The database is on another machine without checked encryption.", remedy))
    broker = urlsplit(settings.REDIS_URL)
    if broker.scheme != "rediss" and not _is_here(broker.hostname or ""):
        remedy = "Use rediss:// in REDIS_URL, or name the host in SAME_HOST if it is this machine."
        problems.append(_error(15, "The broker is on another machine without encryption.", remedy))
    return problems


def _is_here(host: str) -> bool:
    """This machine: its loopback, a socket, or a name that the operator declares to be on it (compose)."""
    return host in {"", "localhost", "127.0.0.1", "::1", *settings.SAME_HOST} or host.startswith("/")


def _hardened() -> bool:
    """Start-up turns core dumps off itself where the system lets it."""
    try:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ValueError, OSError):
        return False
    return True


@register(Tags.security)
def safe_renderer(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Older WeasyPrint fetches what a document names."""
    if int(version("weasyprint").split(".")[0]) < 70:
        return [_error(8, "WeasyPrint is older than 70.", "Install from the lock file.")]
    return []


@register(Tags.database)
def safe_database(app_configs: Any = None, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """The application's role owns nothing, is no superuser and cannot go around row security."""
    if not databases or not settings.PRODUCTION:
        return []
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb,"
                " EXISTS (SELECT 1 FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner"
                "         WHERE r.rolname = current_user AND c.relkind = 'r')"
                " FROM pg_roles WHERE rolname = current_user"
            )
            powerful, owner = cursor.fetchone()
    except DatabaseError:
        return [_error(9, "The database cannot be reached.", "Check DATABASE_URL and that PostgreSQL runs.")]
    problems: list[CheckMessage] = []
    if powerful:
        problems.append(
            _error(10, "The application's database role is too powerful.", "Connect as wayhome_app.")
        )
    if owner:
        problems.append(_error(11, "The application's database role owns tables.", "Connect as wayhome_app."))
    return problems


@register(Tags.security, deploy=True)
def safe_broker(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """The broker must ask for a password; checked before the servers start (`check --deploy`)."""
    url = redis.connection.parse_url(settings.REDIS_URL)
    url.pop("password", None), url.pop("username", None)
    try:
        with redis.Redis(**url, socket_timeout=2) as broker:
            broker.ping()
    except redis.AuthenticationError:
        return []
    except redis.RedisError:
        return [Warning("The broker cannot be reached.", hint="Check REDIS_URL.", id="house.W001")]
    return [_error(12, "The broker answers without a password.", "Set requirepass or an ACL in Redis.")]
