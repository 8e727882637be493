"""The one settings file: everything that differs between machines is read from the environment, typed.

Embedded (no REDIS_URL): one process serves the web, the WebSocket and the background work on SQLite.
Otherwise: PostgreSQL, Redis and separate web, worker and beat processes.
"""

import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from csp import constants as csp
from django.core.exceptions import ImproperlyConfigured
from environs import validate

from threatmodel.config.beat_schedule import FIXED_INTERVALS, repeated
from threatmodel.config.database_url import database_from_url
from threatmodel.config.env_readers import (
    address,
    env,
    env_duration,
    env_kept_days,
    env_networks,
    env_words,
    rates_of_address,
)
from threatmodel.config.logging_config import logging_settings, structlog_configure
from threatmodel.config.mail_backends import mail_backend
from threatmodel.config.openapi import OPENAPI
from threatmodel.config.project_apps import PROJECT_APPS
from threatmodel.config.secret_key import secret_key_checked, secret_key_kept
from threatmodel.engine.importers.limits import limits_from

BASE_DIR = Path(__file__).resolve().parents[2]
VAR = Path(env.str("BULKHEAD_VAR", str(BASE_DIR / "var")))  # what must survive a restart of the embedded mode
FRONTEND_DIST = BASE_DIR / "frontend" / "dist"
DOCS = BASE_DIR / "docs"
DOCS_SITE = BASE_DIR / "docs-site"  # made of it by `make docs-site`

# --- What kind of installation this is ---------------------------------------------------------
REDIS_URL = env.str("REDIS_URL", "")
EMBEDDED = env.bool("BULKHEAD_EMBEDDED", not REDIS_URL)
DEBUG = env.bool("BULKHEAD_DEBUG", False)
DEMO = env.bool("BULKHEAD_DEMO", False)
DEMO_EMAIL = "demo@bulkhead.example"
DEMO_PASSWORD = env.str("BULKHEAD_DEMO_PASSWORD", "") or "look-around-the-ship"
# How browsers reach Bulkhead: https://threats.example.com
PUBLIC_URL = env.str("BULKHEAD_URL", "").rstrip("/")
# Plain HTTP, for a browser on the same machine: cookies are not marked Secure, no HSTS, no redirect to TLS.
INSECURE_HTTP = env.bool("BULKHEAD_INSECURE_HTTP", EMBEDDED and not PUBLIC_URL.startswith("https://"))
PROXIES = env.int("BULKHEAD_PROXIES", 0, validate=validate.Range(0, 5))  # proxies that set X-Forwarded-*
# Security contact and disclosure policy of this installation (/.well-known/security.txt).
SECURITY_CONTACT = env.str("BULKHEAD_SECURITY_CONTACT", "", validate=address("mailto", "https", "tel"))
SECURITY_POLICY = env.str("BULKHEAD_SECURITY_POLICY", "", validate=address("https"))
METRICS = env.bool("BULKHEAD_METRICS", False)
METRICS_TOKEN = env.str("BULKHEAD_METRICS_TOKEN", "")
if METRICS and not METRICS_TOKEN:
    raise ImproperlyConfigured(
        "BULKHEAD_METRICS=1 needs BULKHEAD_METRICS_TOKEN or BULKHEAD_METRICS_TOKEN_FILE"
    )

# Web processes that `manage.py serve` starts, and the folder that it gives them for what they share.
WEB_PROCESSES = env.int("WEB_CONCURRENCY", 1, validate=validate.Range(1, 64))
WEB_PROCESSES_FOLDER = env.str("BULKHEAD_WEB_PROCESSES_FOLDER", "")

# --- Secrets -----------------------------------------------------------------------------------
_given_key = env.str("SECRET_KEY", "")
if _given_key or not EMBEDDED:
    SECRET_KEY, SECRET_KEY_LASTS = secret_key_checked(_given_key), True
else:
    SECRET_KEY, SECRET_KEY_LASTS = secret_key_kept(VAR / "secret_key")
SECRET_KEY_FALLBACKS = env.str("SECRET_KEY_FALLBACKS", "").split()

# --- Addresses ---------------------------------------------------------------------------------
if PUBLIC_URL and not (urlsplit(PUBLIC_URL).scheme in {"http", "https"} and urlsplit(PUBLIC_URL).hostname):
    raise ImproperlyConfigured("BULKHEAD_URL must be an address such as https://threats.example.com")
# The loopback names stay: health checks and the embedded mode use them.
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *env_words("BULKHEAD_HOSTS")]
CSRF_TRUSTED_ORIGINS = env_words("BULKHEAD_TRUSTED_ORIGINS")
if PUBLIC_URL:
    ALLOWED_HOSTS.append(str(urlsplit(PUBLIC_URL).hostname))
    CSRF_TRUSTED_ORIGINS.append(PUBLIC_URL)
if DEBUG:
    CSRF_TRUSTED_ORIGINS += ["http://localhost:5173", "http://127.0.0.1:5173"]  # Vite's development server
ROOT_URLCONF = "threatmodel.config.urls"
ASGI_APPLICATION = "threatmodel.config.asgi.application"

# --- Apps --------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "channels",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.headless",
    "allauth.usersessions",
    *(["django_prometheus"] if METRICS else []),
    *PROJECT_APPS,
]
MIDDLEWARE = [
    *(["django_prometheus.middleware.PrometheusBeforeMiddleware"] if METRICS else []),
    "threatmodel.config.middleware.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "threatmodel.config.middleware.ContentSecurityPolicy",
    "threatmodel.config.middleware.ResponseHeaders",
    "threatmodel.config.spa.FrontendFiles",
    "threatmodel.config.spa.DocumentationFiles",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "threatmodel.accounts.session_lifetime.SessionActivity",
    "threatmodel.accounts.middleware.SharedAccountCheck",
    "threatmodel.accounts.middleware.AccountRequestCheck",
    "allauth.account.middleware.AccountMiddleware",
    "threatmodel.audit.change_origin.AuditContext",
    "threatmodel.api.versioning.ApiVersion",
    "threatmodel.api_tokens.middleware.RateLimitHeaders",
    "threatmodel.api_tokens.middleware.IdempotentRequests",
    "threatmodel.accounts.allauth_adapter.AtomicFactorChanges",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "threatmodel.accounts.known_devices.KnownDevices",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    *(["django_prometheus.middleware.PrometheusAfterMiddleware"] if METRICS else []),
]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "en-us"
TIME_ZONE = "UTC"
USE_I18N = False
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = False  # the middleware of spa.py name their folders
WHITENOISE_ALLOW_ALL_ORIGINS = False

# --- Data --------------------------------------------------------------------------------------
DATABASES = {
    "default": database_from_url(
        env.str("DATABASE_URL", "") or str(VAR / "bulkhead.sqlite3"),
        base=BASE_DIR,
        pool=env.int("BULKHEAD_DATABASE_POOL", 10, validate=validate.Range(1, 200)),
    )
}
CACHES = {
    # Rate limits live here. Redis being away must neither keep people from logging in nor end the limits.
    "default": {
        "BACKEND": "threatmodel.config.fallback_cache.RedisCacheWithFallback",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 0.5},
    }
    if REDIS_URL
    # At the default of 300 entries, requests for 300 addresses would evict the counts of everybody.
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 100_000}}
}
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [REDIS_URL], "prefix": "bulkhead"},
    }
    if REDIS_URL
    else {"BACKEND": "channels.layers.InMemoryChannelLayer", "CONFIG": {"capacity": 1000}}
}

# --- Requests ----------------------------------------------------------------------------------
# An upload is never written to a disk: bodies stay in memory, and asgi.py refuses longer ones beforehand.
IMPORT_LIMITS = limits_from(os.environ)
UPLOADS_MAX_BYTES = IMPORT_LIMITS.import_bytes  # files of one import together
REQUEST_BODY_MAX_BYTES = UPLOADS_MAX_BYTES + 1024 * 1024
# Of all requests that one process is reading or working on, together; four of the largest imports.
BODIES_MAX_BYTES = max(
    env.int("BULKHEAD_BODIES_MAX_MB", 100, validate=validate.Range(8, 100_000)) * 1024 * 1024,
    2 * REQUEST_BODY_MAX_BYTES,
)
FILE_UPLOAD_MAX_MEMORY_SIZE = REQUEST_BODY_MAX_BYTES + 1
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
DATA_UPLOAD_MAX_NUMBER_FILES = 500
SESSION_COOKIE_NAME = "sessionid" if INSECURE_HTTP else "__Host-sessionid"
SESSION_COOKIE_SECURE = not INSECURE_HTTP
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "threatmodel.accounts.session_lifetime"
SESSION_IDLE = env_duration("BULKHEAD_SESSION_IDLE", timedelta(hours=12))
SESSION_MAX = env_duration("BULKHEAD_SESSION_MAX", timedelta(days=14))
SESSION_COOKIE_AGE = int(SESSION_MAX.total_seconds())
DEVICE_COOKIE_NAME = "device" if INSECURE_HTTP else "__Host-device"
CSRF_COOKIE_SECURE = not INSECURE_HTTP
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = not INSECURE_HTTP
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]  # probes come without the proxy
SECURE_HSTS_SECONDS = 0 if INSECURE_HTTP else int(timedelta(days=365).total_seconds())
SECURE_HSTS_INCLUDE_SUBDOMAINS = not INSECURE_HTTP
SECURE_HSTS_PRELOAD = not INSECURE_HTTP
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [csp.SELF],
        "script-src": [csp.SELF],
        "style-src": [csp.SELF, csp.UNSAFE_INLINE],  # Mantine sets inline styles; scripts never are inline
        "img-src": [csp.SELF, "data:", "blob:"],
        "font-src": [csp.SELF, "data:"],
        "connect-src": [csp.SELF],
        "worker-src": [csp.SELF, "blob:"],
        "object-src": [csp.NONE],
        "base-uri": [csp.NONE],
        "form-action": [csp.SELF],
        "frame-ancestors": [csp.NONE],
    }
}
if PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES

# --- Accounts ----------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["threatmodel.accounts.backends.AccountBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "threatmodel.accounts.password_validation.OwnNameValidator"},
]
EMAIL_HOST = env.str("EMAIL_HOST", "")
EMAIL_PORT = env.int("EMAIL_PORT", 587, validate=validate.Range(1, 65535))
EMAIL_HOST_USER = env.str("EMAIL_USER", "")
EMAIL_HOST_PASSWORD = env.str("EMAIL_PASSWORD", "")
EMAIL_USE_TLS = env.bool("EMAIL_TLS", True)
EMAIL_TIMEOUT = 10
MAIL = bool(EMAIL_HOST) or DEBUG  # whether anybody gets to read a mail
EMAIL_BACKEND = mail_backend(EMAIL_HOST, debug=DEBUG)
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", "Bulkhead <bulkhead@localhost>")
SIGNUP = env.str("BULKHEAD_SIGNUP", "open", validate=validate.OneOf(("open", "invited", "domains")))
SIGNUP_DOMAINS = [domain.lower().removeprefix("@") for domain in env_words("BULKHEAD_SIGNUP_DOMAINS")]
if (SIGNUP == "domains") != bool(SIGNUP_DOMAINS):
    raise ImproperlyConfigured(
        "BULKHEAD_SIGNUP=domains requires BULKHEAD_SIGNUP_DOMAINS, and vice versa: set both or neither"
    )
ACCOUNT_ADAPTER = "threatmodel.accounts.allauth_adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "threatmodel.accounts.forms.SignupForm"
ACCOUNT_UNIQUE_EMAIL = True
# Only who must first open a link in a mail can be answered alike, whether the address has an account or not.
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if EMAIL_HOST else "none"
ACCOUNT_RATE_LIMITS = {  # per address of the network (ip), and per account whatever the address (key)
    "signup": env.str("BULKHEAD_SIGNUP_RATE", "20/m/ip,200/h/ip", validate=rates_of_address),
    "login_failed": "10/m/ip,100/h/ip,5/5m/key,20/h/key",  # passwords, and codes of the second factor
    "login_failed_known_device": "5/5m/key,30/h/key",  # key: a browser the account has used
    "reset_password": "10/m/ip,60/h/ip,5/h/key",
}
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Bulkhead] "
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
HEADLESS_ONLY = True
HEADLESS_CLIENTS = ("browser",)
HEADLESS_FRONTEND_URLS = {
    "account_confirm_email": f"{PUBLIC_URL}/verify-email/{{key}}",
    "account_reset_password": f"{PUBLIC_URL}/reset-password",
    "account_reset_password_from_key": f"{PUBLIC_URL}/reset-password/{{key}}",
    "account_signup": f"{PUBLIC_URL}/signup",
}
USERSESSIONS_ADAPTER = "threatmodel.accounts.allauth_adapter.SessionsAdapter"
MFA_ADAPTER = "threatmodel.accounts.allauth_adapter.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Bulkhead"
# Without mail, addresses cannot be verified, and factors could not be added.
MFA_ALLOW_UNVERIFIED_EMAIL = not EMAIL_HOST
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}  # two requests a sign-in; nothing can be guessed
INVITATION_LIFETIME = timedelta(days=7)
PASSWORD_RESET_TIMEOUT = int(timedelta(hours=24).total_seconds())
MAX_TEAMS_PER_ACCOUNT = env.int("BULKHEAD_TEAMS_PER_ACCOUNT", 20, validate=validate.Range(1, 10_000))

# --- API ---------------------------------------------------------------------------------------
# Requests a minute to one web process: of one person, of one API token, of a person what costs much, of one
# address, of the signed-out at one address. A page asks some twenty times.
API_RATES = {
    "person": env.int("BULKHEAD_RATE_PERSON", 3_000, validate=validate.Range(60, 1_000_000)),
    "token": env.int("BULKHEAD_RATE_TOKEN", 600, validate=validate.Range(10, 1_000_000)),
    "expensive": env.int("BULKHEAD_RATE_EXPENSIVE", 240, validate=validate.Range(1, 1_000_000)),
    "address": env.int("BULKHEAD_RATE_ADDRESS", 12_000, validate=validate.Range(60, 1_000_000)),
    "anonymous": env.int("BULKHEAD_RATE_ANONYMOUS", 1_200, validate=validate.Range(60, 1_000_000)),
    "shared": env.int("BULKHEAD_RATE_SHARED", 60, validate=validate.Range(5, 1_000_000)),
}
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "threatmodel.api_tokens.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["threatmodel.config.depth_limited_json_parser.DepthLimitedJSONParser"],
    "DEFAULT_PAGINATION_CLASS": "threatmodel.api.pagination.Pages",
    "DEFAULT_FILTER_BACKENDS": [
        "django_filters.rest_framework.DjangoFilterBackend",
        "rest_framework.filters.SearchFilter",
        "threatmodel.api.pagination.DeclaredOrdering",
    ],
    "DEFAULT_SCHEMA_CLASS": "threatmodel.api.openapi.ApiSchema",
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_THROTTLE_CLASSES": [
        "threatmodel.api.throttling.TokenThrottle",
        "threatmodel.api.throttling.PersonThrottle",
        "threatmodel.api.throttling.ExpensiveThrottle",
        "threatmodel.api.throttling.AddressThrottle",
        "threatmodel.api.throttling.AnonymousThrottle",
        "rest_framework.throttling.ScopedRateThrottle",
    ],
    "NUM_PROXIES": PROXIES,
    "DEFAULT_THROTTLE_RATES": {"invitation-accept": "30/hour", "invite": "60/hour", "rule-try": "30/minute"},
    "EXCEPTION_HANDLER": "threatmodel.config.error_responses.api_exception",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = OPENAPI

# --- Live editing ------------------------------------------------------------------------------
MAX_MODEL_ELEMENTS = env.int("BULKHEAD_MODEL_ELEMENTS", 25_000, validate=validate.Range(100, 1_000_000))
MAX_MODEL_DEPTH = env.int("BULKHEAD_MODEL_DEPTH", 40, validate=validate.Range(10, 1_000))

# --- Large models ------------------------------------------------------------------------------
LARGE_READ_ELEMENTS = 2_000  # elements and flows; the costliest read of a smaller model takes half a second
MAX_LARGE_READS = env.int("BULKHEAD_LARGE_READS", 2, validate=validate.Range(1, 100))  # of a web server
LARGE_READ_MEMORY_BYTES = (
    env.int("BULKHEAD_LARGE_READ_MEMORY_MB", 768, validate=validate.Range(256, 65_536)) * 1024**2
)

# --- Deleted models ----------------------------------------------------------------------------
TRASH_DAYS = env.int("BULKHEAD_TRASH_DAYS", 30, validate=validate.Range(0, 3_650))
TRASH_EVERY_S = 60

# --- Background work ---------------------------------------------------------------------------
JOB_TIME_LIMIT_S = env.int("BULKHEAD_JOB_SECONDS", 300, validate=validate.Range(60, 3_600))
DELETION_ROUND_S = 60  # no deletion goes on longer at once; the next round does
# A worker renews the lease of what it runs; a job whose lease has run out is dispatched again.
JOB_LEASE = timedelta(seconds=10)
JOB_LEASE_RENEWED_EVERY_S = 2.5
LOST_JOBS_EVERY_S = 4
MAX_TEAM_JOBS = env.int("BULKHEAD_TEAM_JOBS", 50, validate=validate.Range(1, 10_000))  # waiting or running
MAX_TEAM_JOBS_RUNNING = env.int("BULKHEAD_TEAM_JOBS_RUNNING", 2, validate=validate.Range(1, 100))
JOB_WORKERS = env.int("BULKHEAD_JOB_WORKERS", 3, validate=validate.Range(2, 1_000))  # of all machines
LARGE_JOB_ELEMENTS = 5_000  # elements and flows; beyond, one job at a time: benchmarks/memory.py says why
UPLOAD_LIFETIME = timedelta(hours=1)
MAIL_ROWS_KEPT = timedelta(days=14)  # without their content
OLD_UPLOADS_EVERY_S = 60
LIBRARY_UPDATES_EVERY_S = 5  # few queries when no model was analyzed by another release
WEBHOOK_NETWORKS = env_networks("BULKHEAD_WEBHOOK_NETWORKS")  # private ones that webhooks may reach
# How many days each is kept; 0: for ever. docs/running.md says what stays whatever its age.
KEEP_CHANGES_DAYS = env_kept_days("BULKHEAD_KEEP_CHANGES_DAYS", 0)
KEEP_EVENTS_DAYS = env_kept_days("BULKHEAD_KEEP_EVENTS_DAYS", 0)
KEEP_SNAPSHOTS_DAYS = env_kept_days("BULKHEAD_KEEP_SNAPSHOTS_DAYS", 365)
KEEP_POSTURE_DAYS = env_kept_days("BULKHEAD_KEEP_POSTURE_DAYS", 1_095)
KEEP_JOBS_DAYS = env_kept_days("BULKHEAD_KEEP_JOBS_DAYS", 90)
KEEP_REPORTS_DAYS = env_kept_days("BULKHEAD_KEEP_REPORTS_DAYS", 90)
KEEP_NOTICES_DAYS = env_kept_days("BULKHEAD_KEEP_NOTICES_DAYS", 180)
KEEP_DELIVERIES_DAYS = env_kept_days("BULKHEAD_KEEP_DELIVERIES_DAYS", 30)
KEEP_PROPOSALS_DAYS = env_kept_days("BULKHEAD_KEEP_PROPOSALS_DAYS", 365)  # decided ones
TEAM_TRASH_LIFETIME = timedelta(days=30)  # in which a deleted team can be restored
CELERY_BROKER_URL = REDIS_URL or "memory://localhost"
CELERY_BROKER_TRANSPORT = "threatmodel.config.celery_transport:Transport" if REDIS_URL else None
CELERY_TASK_SOFT_TIME_LIMIT = JOB_TIME_LIMIT_S - 10
CELERY_TASK_TIME_LIMIT = JOB_TIME_LIMIT_S
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {"socket_connect_timeout": 1, "socket_timeout": 5, "health_check_interval": 25, "max_retries": 1}
    if REDIS_URL
    else {"polling_interval": 0.01}  # seconds: an edit waits for half of it; costs one per cent of a core
)
CELERY_BEAT_SCHEDULE = {
    "lost-jobs": repeated("threatmodel.jobs.tasks.lost_jobs_dispatch", every_s=LOST_JOBS_EVERY_S),
    "old-uploads": repeated(
        "threatmodel.jobs.tasks.old_uploads_and_mails_delete", every_s=OLD_UPLOADS_EVERY_S
    ),
    "trash": repeated("threatmodel.architecture.api.tasks.trash_erase", every_s=TRASH_EVERY_S),
    "library-updates": repeated(
        "threatmodel.threats.analysis.tasks.library_updates_find", every_s=LIBRARY_UPDATES_EVERY_S
    ),
    **FIXED_INTERVALS,
}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "celerybeat-schedule")

# --- Logs --------------------------------------------------------------------------------------
LOGGING = logging_settings(
    level=env.str("BULKHEAD_LOG_LEVEL", "INFO").upper(), pretty=env.str("BULKHEAD_LOG", "json") == "console"
)
structlog_configure(LOGGING)
