"""Settings, all from the environment, all with a default that suits one machine.

`STRATOLAB_VAR` is the folder of everything that changes: the SQLite database, the embedded Valkey's socket
and data, the secret key, the lock of a running lab. `DATABASE_URL` and `REDIS_URL` move the lab to
PostgreSQL and a real Redis; nothing else differs between a laptop and a server. Where `NAME` is not given,
`NAME_FILE` may name a file that holds it, as containers get their secrets. A value that cannot be read stops
the start with a sentence that names the variable.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse_lazy
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from dashboard import logs

ENVIRONMENT: Mapping[str, str] = os.environ


def read_text(name: str, default: str = "") -> str:
    """The variable's text; without one, the content of the file that `NAME_FILE` names."""
    value = ENVIRONMENT.get(name, "").strip()
    file = ENVIRONMENT.get(f"{name}_FILE", "").strip()
    if not value and file:
        try:
            value = Path(file).read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise ImproperlyConfigured(f"{name}_FILE must name a readable text file: {error}.") from None
        if not value:
            raise ImproperlyConfigured(f"{name}_FILE must not name an empty file: {file}.")
    return value or default


def read_flag(name: str, default: bool) -> bool:
    """1/true/yes/on or 0/false/no/off; anything else stops the start."""
    value = read_text(name).lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")


def read_number(name: str, default: float, *, minimum: float = 0) -> float:
    value = read_text(name)
    try:
        number = float(value) if value else default
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a number, not {value!r}.") from None
    if number < minimum:
        raise ImproperlyConfigured(f"{name} must be at least {minimum:g}, not {number:g}.")
    return number


def read_whole(name: str, default: int, *, minimum: int = 0) -> int:
    number = read_number(name, default, minimum=minimum)
    if number != int(number):
        raise ImproperlyConfigured(f"{name} must be a whole number, not {number:g}.")
    return int(number)


def read_by_role(name: str, defaults: dict[str, int], *, minimum: int = 1) -> dict[str, int]:
    """Whole numbers by role, as ``learner=4,instructor=20``; roles left out keep theirs. One number is everybody's."""
    value = read_text(name)
    if "=" not in value:
        return dict.fromkeys(defaults, read_whole(name, 0, minimum=minimum)) if value else dict(defaults)
    found = dict(defaults)
    for part in value.split(","):
        role, _, text = (piece.strip() for piece in part.partition("="))
        if role not in defaults:
            raise ImproperlyConfigured(f"{name} knows {', '.join(defaults)}, not {role!r}.")
        if not text.isdecimal() or int(text) < minimum:
            raise ImproperlyConfigured(
                f"{name} must give {role} a whole number from {minimum}, not {text!r}."
            )
        found[role] = int(text)
    return found


def read_list(name: str, default: list[str]) -> list[str]:
    """Comma-separated values."""
    value = read_text(name)
    return [part.strip() for part in value.split(",") if part.strip()] if value else default


def read_choice(name: str, choices: tuple[str, ...]) -> str:
    """One of the choices; the first one without a value."""
    value = read_text(name, choices[0])
    if value not in choices:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(choices)}, not {value!r}.")
    return value


def read_redis(name: str, socket: Path) -> str:
    """Address of the Redis or Valkey server; without one, the embedded server's socket.

    REDIS_PASSWORD is put into an address over the network that has none.
    """
    value = read_text(name, f"unix://{socket}")
    parts = urlsplit(value)
    if parts.scheme not in {"redis", "rediss", "unix"}:
        raise ImproperlyConfigured(
            f"{name} must start with redis://, rediss:// or unix://, not {parts.scheme or value[:8]!r}."
        )
    password = read_text("REDIS_PASSWORD")
    if password and parts.scheme != "unix" and parts.password is None:
        host = parts.netloc.rpartition("@")[2]
        return parts._replace(netloc=f"{parts.username or ''}:{quote(password, safe='')}@{host}").geturl()
    return value


def read_database(name: str, var: Path) -> dict[str, Any]:
    """PostgreSQL by its address; without one, SQLite in WAL mode, safe with many writers.

    DATABASE_PASSWORD stands in for a password the address lacks. Under ASGI each request has a thread of
    its own and would open a connection of its own: a pool keeps DATABASE_POOL of them in each process, and
    who comes when all are taken waits. Behind PgBouncer in transaction mode (PGBOUNCER) a cursor on the
    server would not outlive its statement.
    """
    value = read_text(name)
    if not value:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": var / "stratolab.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA mmap_size=134217728;"
                    "PRAGMA journal_size_limit=27103364;PRAGMA cache_size=2000;"
                ),
            },
            # A file, not memory: the tests' consumers and workers use several connections.
            "TEST": {"NAME": var / f"test-{os.getpid()}.sqlite3"},
        }
    address = urlsplit(value)
    if address.scheme not in {"postgres", "postgresql"} or not address.path.strip("/"):
        raise ImproperlyConfigured(f"{name} must look like postgresql://user:password@host:5432/database.")
    options: dict[str, Any] = dict(parse_qsl(address.query))
    connections = read_whole("DATABASE_POOL", 20)
    if connections:
        options["pool"] = {"min_size": 0, "max_size": connections, "timeout": 20}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(address.path.strip("/")),
        "USER": unquote(address.username or ""),
        "PASSWORD": unquote(address.password or "") or read_text("DATABASE_PASSWORD"),
        "HOST": options.pop("host", None) or address.hostname or "",
        "PORT": address.port or 5432,
        "CONN_MAX_AGE": 0,
        # A connection that the server has closed meanwhile (a restart) is found out before it is used.
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": read_flag("PGBOUNCER", False),
        "OPTIONS": options,
    }


def read_secret(name: str, file: Path) -> str:
    """The given key, or one made on the first start and kept in a file only its owner reads."""
    if given := read_text(name):
        return given
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text().strip()
    with os.fdopen(handle, "w") as stream:
        key = secrets.token_urlsafe(50)
        stream.write(key)
    return key


BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(read_text("STRATOLAB_VAR", str(BASE_DIR / "var"))).resolve()
VAR_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)

DEBUG = read_flag("DEBUG", False)
SECRET_KEY = read_secret("SECRET_KEY", VAR_DIR / "secret-key")
ALLOWED_HOSTS = read_list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
#: The lab is reached over HTTPS only (behind a proxy that says so in X-Forwarded-Proto).
HTTPS = read_flag("HTTPS", False)
CSRF_TRUSTED_ORIGINS = read_list("CSRF_TRUSTED_ORIGINS", [])

INSTALLED_APPS = [
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "channels",
    "ninja",
    "django_htmx",
    "django_vite",
    "dashboard.accounts",
    "dashboard.architectures",
    "dashboard.runs",
    "dashboard.workbench",
    "dashboard.api",
    "dashboard.backup",
    "dashboard.operations",
    "dashboard.policies",
    "labs.classroom",
    "labs.demo",
    "labs.guided",
    "labs.scenarios",
    "labs.authoring",
]
MIDDLEWARE = [
    "dashboard.operations.middleware.RequestLog",
    "dashboard.operations.middleware.Probes",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "config.middleware.AdminContentPolicy",
    "django.middleware.gzip.GZipMiddleware",
    "dashboard.api.middleware.RequestBodyLimit",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
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
            ],
        },
    },
]

# Data
DATABASES = {"default": read_database("DATABASE_URL", VAR_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
VALKEY_SOCKET = VAR_DIR / "valkey.sock"
REDIS_URL = read_redis("REDIS_URL", VALKEY_SOCKET)
EMBEDDED_VALKEY = not read_text("REDIS_URL")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.core.RedisChannelLayer",
        # redis-py's default of 5 s for reads would close idle connections.
        "CONFIG": {"hosts": [{"address": REDIS_URL, "socket_timeout": None}]},
    }
}

# Tasks
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://")
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "slices"
CELERY_WORKER_SEND_TASK_EVENTS = False
# Queues take turns (kombu's default): a worker's own queue of warm runs must not starve the common one.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 20,
    "unacked_restore_interval": 2,
    "unacked_restore_throttle": 1,
}

# Runs
RUN_SLICE_MS = read_number("RUN_SLICE_MS", 50, minimum=1)  # wall time one task advances a run
RUN_STALE_SECONDS = read_number("RUN_STALE_SECONDS", 5, minimum=1)  # overdue by this: taken from its worker
RUN_UNWATCHED_SECONDS = read_number("RUN_UNWATCHED_SECONDS", 60, minimum=1)  # nobody looks: paused
RUN_CHECKPOINT_TICKS = read_whole("RUN_CHECKPOINT_TICKS", 60, minimum=1)
RUN_CHECKPOINT_SECONDS = read_number("RUN_CHECKPOINT_SECONDS", 10)
RUN_MAX_TICKS = read_whole("RUN_MAX_TICKS", 86_400, minimum=1)  # a run without a script ends here
RUN_QUOTA = read_by_role(  # runs one person may have running at a time
    "RUN_QUOTA", {"visitor": 3, "learner": 4, "instructor": 20, "author": 20, "administrator": 50}
)
RUN_STORED = read_by_role(  # runs one person may keep
    "RUN_STORED", {"visitor": 20, "learner": 100, "instructor": 500, "author": 500, "administrator": 2_000}
)
STORAGE_MB = read_by_role(  # what one person's documents, checkpoints and frames may take
    "STORAGE_MB",
    {"visitor": 100, "learner": 500, "instructor": 2_000, "author": 2_000, "administrator": 10_000},
)
RUN_ABANDONED_DAYS = read_number("RUN_ABANDONED_DAYS", 14)  # a run that rests so long is finished
RUN_ARCHIVE_DAYS = read_number("RUN_ARCHIVE_DAYS", 7)  # an ended run loses its checkpoints after this
RUN_RETENTION_DAYS = read_number("RUN_RETENTION_DAYS", 90)  # and goes this long after its end
VISITOR_DAYS = read_number("VISITOR_DAYS", 30)  # a visitor without a session who did nothing goes after this
POLICY_SHARE_DAYS = read_number("POLICY_SHARE_DAYS", 180)  # a shared question can be opened so long
REVISIONS_KEPT = read_whole("REVISIONS_KEPT", 50, minimum=1)  # of each document, and those that runs use
SWEEP_MINUTES = read_number("SWEEP_MINUTES", 60, minimum=1)  # how often what has had its time is swept out
RUN_REVIVALS = read_whole("RUN_REVIVALS", 5, minimum=1)  # revived this often without progress: failed
DEMO_SECONDS = read_whole("DEMO_SECONDS", 1_800, minimum=1)  # the front page's run starts over after this

# What the lab consists of beside web, workers and scheduler (`manage.py stratolab`): by name, management commands
EXTRA_PROCESSES = {"grader": "grader"}
CONTENT_COMMANDS = {"front page's demo": "load_demo", "labs": "load_labs"}

# Accounts
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
ACCOUNT_ADAPTER = "dashboard.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
# A visitor without a password may still sign up or log in: what they drew goes with them.
ACCOUNT_AUTHENTICATED_LOGIN_REDIRECTS = False
# A classroom shares one address: what protects an account is counted by account.
ACCOUNT_RATE_LIMITS = {
    "login": "600/m/ip",
    "login_failed": "600/m/ip,5/300s/key",
    "signup": "600/m/ip",
    "reset_password": "600/m/ip,5/m/key",
    "reset_password_from_key": "600/m/ip",
}
LOGIN_REDIRECT_URL = "home"
LOGIN_URL = "account_login"
LOGOUT_REDIRECT_URL = "home"
MAILERS: dict[str, Any] = {"default": {"BACKEND": "django.core.mail.backends.console.EmailBackend"}}
if read_text("EMAIL_HOST"):
    MAILERS["default"] = {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": read_text("EMAIL_HOST"),
            "port": read_whole("EMAIL_PORT", 25, minimum=1),
            "username": read_text("EMAIL_HOST_USER"),
            "password": read_text("EMAIL_HOST_PASSWORD"),
            "use_tls": read_flag("EMAIL_USE_TLS", False),
        },
    }
DEFAULT_FROM_EMAIL = read_text("DEFAULT_FROM_EMAIL", "stratolab@localhost")

# The admin site's theme: where else an administrator may want to go
UNFOLD = {
    "SITE_TITLE": "Stratolab",
    "SITE_HEADER": "Stratolab",
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": "/static/authoring/mark.svg"}],
    "SHOW_LANGUAGES": True,
    "BORDER_RADIUS": "6px",
    "COLORS": {  # the accent of static/src/styles/tokens.css, light to dark
        "primary": {
            "50": "#f0f7fe",
            "100": "#e3effb",
            "200": "#c3ddf7",
            "300": "#94c8fb",
            "400": "#6db3f7",
            "500": "#2f86d8",
            "600": "#0b62b8",
            "700": "#0b62b8",
            "800": "#084e94",
            "900": "#17304a",
            "950": "#0c1824",
        },
    },
    "SITE_DROPDOWN": [
        {"icon": "monitor_heart", "title": _("Status"), "link": reverse_lazy("status")},
        {"icon": "home", "title": _("Front page"), "link": reverse_lazy("home")},
    ],
}

# Languages
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("ko", _("Korean"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = read_text("TIME_ZONE", "Asia/Seoul")

# Static files: Vite builds into static/dist, whose file names carry a hash.
STATIC_URL = "/static/"
STATIC_BUILD_DIR = BASE_DIR / "static" / "dist"
STATICFILES_DIRS = [("dist", STATIC_BUILD_DIR)] if STATIC_BUILD_DIR.is_dir() else []
DJANGO_VITE = {
    "default": {
        "dev_mode": False,
        "manifest_path": STATIC_BUILD_DIR / "manifest.json",
        "static_url_prefix": "dist",
    }
}

# What a request may be and what a page may load
REQUEST_BODY_LIMIT = 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = REQUEST_BODY_LIMIT + 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000  # a scenario with twenty objectives is one form
SECURE_CSP: dict[str, list[str]] = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:", "blob:"],
    "connect-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_NAME = "stratolab_session"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 180
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "stratolab_csrf"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "dashboard.api.errors.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = read_flag("SSL_REDIRECT", True)
    SECURE_HSTS_SECONDS = read_whole("HSTS_SECONDS", 31_536_000)
    USE_X_FORWARDED_HOST = read_flag("USE_X_FORWARDED_HOST", False)

# Whether the domain's other names speak HTTPS too is for its owner to say, not for one of its servers.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

# How often one person may ask, a minute (0: as often as they like). Counted by account, see dashboard.api.limits.
RATE_LIMITS = {
    "reads": read_whole("RATE_READS", 1_200),
    # Documents edited or checked, rules called: nothing is stored.
    "checks": read_whole("RATE_CHECKS", 600),
    "writes": read_whole("RATE_WRITES", 300),
    # Runs and copies made.
    "runs": read_whole("RATE_RUNS", 30),
    "commands": read_whole("RATE_COMMANDS", 120),
    "exports": read_whole("RATE_EXPORTS", 30),
    # Visitors' accounts made from one address, which may be a whole lecture hall's.
    "accounts": read_whole("RATE_ACCOUNTS", 400),
}

# Sockets: what one web process bears
SOCKETS_PER_ACCOUNT = read_whole("SOCKETS_PER_ACCOUNT", 24, minimum=1)
SOCKETS_PER_PROCESS = read_whole("SOCKETS_PER_PROCESS", 6_000, minimum=1)
SOCKET_SEND_SECONDS = read_number("SOCKET_SEND_SECONDS", 20, minimum=0.1)  # reads nothing so long: dropped
SOCKET_SESSION_SECONDS = read_number("SOCKET_SESSION_SECONDS", 60, minimum=0.1)  # who listens is asked again
REQUEST_SECONDS = read_number(
    "REQUEST_SECONDS", 60, minimum=0.1
)  # a request not here whole by then is dropped

# Watching the lab itself
METRICS_TOKEN = read_text("METRICS_TOKEN")  # what Prometheus says as a bearer; empty: administrators only
LOGGING = logs.configuration(
    read_choice("LOG_FORMAT", ("text", "json")), read_text("LOG_LEVEL", "WARNING").upper()
)
