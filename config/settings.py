"""Settings of Wayhome, read from the environment.

Every secret NAME may also be given as NAME_FILE, a path to a file that holds it. WAYHOME_MODE is
`production` unless somebody says otherwise: a machine that was told nothing is treated as one that
holds real people's files.
"""

from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.FileAwareEnv()

MODE = env.str("WAYHOME_MODE", default="production")
if MODE not in {"production", "local", "test"}:
    raise ImproperlyConfigured(f"WAYHOME_MODE is {MODE!r}; it must be production, local or test.")
PRODUCTION = MODE == "production"
# The demonstration world: an invented cast with one-click sign-in. Production refuses it (config/checks.py).
DEMONSTRATION = env.bool("WAYHOME_DEMONSTRATION", default=False)

DEBUG = env.bool("WAYHOME_DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
SITE_URL = env.str("WAYHOME_URL", default="http://localhost:8000")

# Folder for what this installation writes outside the database (keys, embedded servers, mail sink).
STATE_DIR = Path(env.str("WAYHOME_STATE", default=str(BASE_DIR / ".state")))

INSTALLED_APPS = [
    "config",
    "exchange",
    "reports",
    "shelters",
    "reintegration",
    "referrals",
    "resources",
    "redress",
    "contact",
    "legal",
    "agenda",
    "cases",
    "notifications",
    "accounts",
    "audit",
    "vault",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_htmx",
    "guardian",
    "rest_framework",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.middleware.SecurityHeaders",
    # Everything below runs in one database transaction that ends before the response is released.
    "config.middleware.RequestTransaction",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.middleware.Language",
    "config.middleware.VaultSession",
    "config.middleware.AuditContext",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.SessionAge",
    "accounts.middleware.SignedInToWork",
    "accounts.middleware.SecondFactorRequired",
    "accounts.middleware.ConductAccepted",
    "accounts.middleware.RowSecurity",
    "accounts.middleware.AccessDeclared",
    "accounts.middleware.QuietDay",
    "accounts.middleware.OneSubmission",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.house",
            ],
        },
    },
]
FORM_RENDERER = "config.forms.HouseRenderer"

# --- PostgreSQL -----------------------------------------------------------------------------------------------
# The application's role owns nothing. Migrations run with DATABASE_URL set to the owner's address.
DATABASES = {"default": env.db("DATABASE_URL")}
DATABASES["default"].update(
    # Gives every transaction row security's context.
    ENGINE="vault.postgresql",
    CONN_MAX_AGE=0 if MODE == "test" else 60,
    CONN_HEALTH_CHECKS=True,
    ATOMIC_REQUESTS=False,
)
# Other roles of the same database, each for one kind of process; empty where this process may not have it.
SEALER_DATABASE_URL = env.str("SEALER_DATABASE_URL", default="")
AUDIT_READER_DATABASE_URL = env.str("AUDIT_READER_DATABASE_URL", default="")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Names of database and broker hosts that are on this very machine, such as the services of the compose file.
SAME_HOST = env.list("SAME_HOST", default=[])

# --- Celery over Redis: rows in PostgreSQL are the truth, the broker carries ids -----------------------------------
REDIS_URL = env.str("REDIS_URL")
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 300
CELERY_TASK_TIME_LIMIT = 330
# A page waits for one try to reach the broker, not for many: the relay publishes what was not taken.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "max_retries": 1,
    "interval_start": 0,
    "interval_max": 0.1,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"

# --- Vault and audit ------------------------------------------------------------------------------------------------
# file:/path (0600), or env:NAME for development and tests.
VAULT_ROOT_KEY = env.str("VAULT_ROOT_KEY", default=f"file:{STATE_DIR / 'keys' / 'root.key'}")
# The root key that follows, only while it is being changed (docs/operations.md).
VAULT_ROOT_KEY_NEXT = env.str("VAULT_ROOT_KEY_NEXT", default="")
# How soon running processes take up a new version of a key, and how long an old one is kept before it is destroyed:
# no less than the age of the oldest backup of keys.
VAULT_RING_CHECK_SECONDS = env.float("VAULT_RING_CHECK_SECONDS", default=1.0)
VAULT_KEY_AGE_DAYS = env.int(
    "VAULT_KEY_AGE_DAYS", default=365
)  # the page of operations asks to replace older ones
VAULT_KEY_GRACE_DAYS = env.int("VAULT_KEY_GRACE_DAYS", default=7)
# How long a rehearsal of recovering the root key counts.
VAULT_REHEARSAL_DAYS = env.int("VAULT_REHEARSAL_DAYS", default=365)
# Envelopes of an older format are refused. Raised once `manage.py keys formats` finds none any more.
VAULT_MINIMUM_FORMAT = env.int("VAULT_MINIMUM_FORMAT", default=1)
# Read by the sealer process alone.
AUDIT_SIGNING_KEY = env.str("AUDIT_SIGNING_KEY", default=f"file:{STATE_DIR / 'keys' / 'sealer.key'}")
# Every seal as one line, appended by the sealer; better on another host's disk.
AUDIT_CHECKPOINTS = Path(env.str("AUDIT_CHECKPOINTS", default=str(STATE_DIR / "checkpoints" / "seals.jsonl")))
# Events older than this may be dropped by whole seals (manage.py drop_audit); [INF], ten years.
AUDIT_KEEP_DAYS = env.int("AUDIT_KEEP_DAYS", default=3653)

# Every erasure as one line, so that no older backup brings an erased file back; better on another host's disk.
ERASURE_LEDGER = Path(env.str("ERASURE_LEDGER", default=str(STATE_DIR / "ledger" / "erasures.jsonl")))
# Reads every row, writes none; given to the process that makes backups alone.
BACKUP_DATABASE_URL = env.str("BACKUP_DATABASE_URL", default="")
# The public key backups are encrypted to (manage.py make_backup_key); its other half is never on this machine.
BACKUP_RECIPIENT = env.str("BACKUP_RECIPIENT", default="")
# Key parts older than this are removed: what was erased stays readable in them for as long as they exist [INF].
BACKUP_KEY_DAYS_MOST = 7
BACKUP_KEY_DAYS = env.int("BACKUP_KEY_DAYS", default=BACKUP_KEY_DAYS_MOST)
BACKUP_KEY_NEWEST = env.int("BACKUP_KEY_NEWEST", default=14)
BACKUP_FOLDER = Path(env.str("BACKUP_FOLDER", default=str(STATE_DIR / "backups")))

# --- People -------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "accounts.backends.Backend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "accounts.passwords.Length",
        "OPTIONS": {"min_length": env.int("PASSWORD_MIN_LENGTH", default=15)},
    },
    # The demonstration's password is on a public page: nobody may choose it.
    {"NAME": "accounts.passwords.NotCommon", "OPTIONS": {"published": ["walk slowly past the harbour"]}},
    {"NAME": "accounts.passwords.NotAboutYou"},
]
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {"login": "accounts.forms.sign_in.LoginForm"}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = False  # axes counts, in the database
MFA_ADAPTER = "accounts.adapters.FactorAdapter"
MFA_FORMS = {
    "authenticate": "accounts.forms.sign_in.CodeForm",
    "authenticate_webauthn": "accounts.forms.sign_in.KeyForm",
    "reauthenticate": "accounts.forms.sign_in.StepUpForm",
    "reauthenticate_webauthn": "accounts.forms.sign_in.StepUpKeyForm",
    "login_webauthn": "accounts.forms.sign_in.KeyAloneForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn"]  # recovery codes are our own (accounts/factors.py)
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_RATE_LIMITS = False
# Wrong passwords and codes from one network in a day, and from everywhere in an hour, before delays begin [INF].
SIGN_IN_NETWORK_FAILURES = env.int("SIGN_IN_NETWORK_FAILURES", default=50)
SIGN_IN_FAILURES_EVERYWHERE = env.int("SIGN_IN_FAILURES_EVERYWHERE", default=500)
AXES_HANDLER = "accounts.lockout.Handler"
AXES_USERNAME_CALLABLE = "accounts.lockout.username"
AXES_CLIENT_IP_CALLABLE = "accounts.lockout.network"
AXES_LOCKOUT_CALLABLE = "accounts.lockout.locked_out"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
ANONYMOUS_USER_NAME = None  # guardian: no shared anonymous account in the database
GUARDIAN_RAISE_403 = False
# guardian keeps the grants; who may do what is asked of accounts/permissions.py, not of its backend.
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]
GUARDIAN_MONKEY_PATCH_USER = False
SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_NAME = "__Host-session" if PRODUCTION else "session"
CSRF_FAILURE_VIEW = "config.errors.too_old"
CSRF_COOKIE_NAME = "__Host-csrf" if PRODUCTION else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict"
SESSION_IDLE = timedelta(minutes=15)
SESSION_ABSOLUTE = timedelta(hours=8)
SESSION_COOKIE_AGE = int(SESSION_ABSOLUTE.total_seconds())
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
# Where "exit this page" ends up: a site that everybody visits.
EXIT_URL = env.str("EXIT_URL", default="https://www.wikipedia.org/")

# --- Web ----------------------------------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = 63072000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=False) else None
)
SECURE_CONTENT_TYPE_NOSNIFF = True
# Nothing goes to other sites. Not "no-referrer": with it browsers post our own forms with "Origin: null",
# which the check against forged requests must refuse.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "report-to": ["policy"],  # config/policy_reports.py
    }
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
# Files: at most 2.5 MB in memory, more in a temporary file sealed under a key of the request.
FILE_UPLOAD_HANDLERS = [
    "config.uploads.Bound",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "config.uploads.SealedTemporaryUploads",
]
UPLOAD_MAX_BYTES = 110 << 20  # above the largest file an office may allow (cases.file_megabytes)

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env.str("WAYHOME_STATIC_ROOT", default=str(BASE_DIR / ".static")))
# collectstatic belongs to the image; a local run serves the source files.
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = not PRODUCTION
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if PRODUCTION
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}

# --- Languages ----------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French")), ("es", _("Spanish"))]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SAMESITE = "Strict"
LANGUAGE_COOKIE_SECURE = PRODUCTION
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- Mail: constant sentences and opaque links only (notifications/) ------------------------------------------------
EMAIL_CONFIG = env.email("EMAIL_URL", default="consolemail://" if MODE == "test" else "smtp://localhost:25")
vars().update(EMAIL_CONFIG)
if DEMONSTRATION:
    # A local sink with a page to look at it (notifications/views.py).
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = STATE_DIR / "mail"
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="wayhome@localhost")

REST_FRAMEWORK = {
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
}

# --- Logs: event codes and identifiers, never values (config/logs.py) -------------------------------------------------
LOGGING_CONFIG = "config.logs.configure"
LOGGING = {"level": env.str("LOG_LEVEL", default="INFO")}
