"""The one settings file: everything that differs between machines is read from the environment, typed.

Embedded (no REDIS_URL): one process serves the web, the WebSocket and the background work on SQLite.
Otherwise: PostgreSQL, Redis and separate web, worker and beat processes.
"""

import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import structlog

from threatmodel.config.env import (
    InvalidSetting,
    database_from_url,
    env_address,
    env_bool,
    env_choice,
    env_days,
    env_duration,
    env_int,
    env_secret,
    env_text,
    env_words,
    secret_key_checked,
    secret_key_kept,
)
from threatmodel.config.logging_config import logging_settings
from threatmodel.engine.importers.limits import limits_from

BASE_DIR = Path(__file__).resolve().parents[2]
VAR = Path(
    env_text("BULKHEAD_VAR", str(BASE_DIR / "var"))
)  # what must survive a restart of the embedded mode
FRONTEND_DIST = BASE_DIR / "frontend" / "dist"

# --- What kind of installation this is ---------------------------------------------------------
REDIS_URL = env_secret("REDIS_URL")
EMBEDDED = env_bool("BULKHEAD_EMBEDDED", default=not REDIS_URL)
DEBUG = env_bool("BULKHEAD_DEBUG", default=False)
DEMO = env_bool("BULKHEAD_DEMO", default=False)
DEMO_EMAIL = "demo@bulkhead.example"
DEMO_PASSWORD = env_secret("BULKHEAD_DEMO_PASSWORD") or "look-around-the-ship"
PUBLIC_URL = env_text("BULKHEAD_URL").rstrip("/")  # https://threats.example.com: how browsers reach Bulkhead
# Plain HTTP, for a browser on the same machine: cookies are not marked Secure, no HSTS, no redirect to TLS.
INSECURE_HTTP = env_bool("BULKHEAD_INSECURE_HTTP", default=EMBEDDED and not PUBLIC_URL.startswith("https://"))
PROXIES = env_int("BULKHEAD_PROXIES", default=0, least=0, most=5)  # reverse proxies that set X-Forwarded-*
# Whom to tell of a weakness in this installation (/.well-known/security.txt), and how that is dealt with.
SECURITY_CONTACT = env_address("BULKHEAD_SECURITY_CONTACT", "mailto", "https", "tel")
SECURITY_POLICY = env_address("BULKHEAD_SECURITY_POLICY", "https")
METRICS = env_bool("BULKHEAD_METRICS", default=False)
METRICS_TOKEN = env_secret("BULKHEAD_METRICS_TOKEN")
if METRICS and not METRICS_TOKEN:
    raise InvalidSetting("BULKHEAD_METRICS=1 needs BULKHEAD_METRICS_TOKEN or BULKHEAD_METRICS_TOKEN_FILE")

# --- Secrets -----------------------------------------------------------------------------------
_given_key = env_secret("SECRET_KEY")
if _given_key or not EMBEDDED:
    SECRET_KEY, SECRET_KEY_LASTS = secret_key_checked(_given_key), True
else:
    SECRET_KEY, SECRET_KEY_LASTS = secret_key_kept(VAR / "secret_key")
SECRET_KEY_FALLBACKS = env_secret("SECRET_KEY_FALLBACKS").split()

# --- Addresses ---------------------------------------------------------------------------------
if PUBLIC_URL and not (urlsplit(PUBLIC_URL).scheme in {"http", "https"} and urlsplit(PUBLIC_URL).hostname):
    raise InvalidSetting("BULKHEAD_URL must be an address such as https://threats.example.com")
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
    "threatmodel.config",
    "threatmodel.jobs",
    "threatmodel.audit",
    "threatmodel.accounts",
    "threatmodel.architecture",
    "threatmodel.history",
    "threatmodel.comments",
    "threatmodel.library",
    "threatmodel.threats",
    "threatmodel.imports",
    "threatmodel.administration",
    "threatmodel.lifecycle",
]
MIDDLEWARE = [
    *(["django_prometheus.middleware.PrometheusBeforeMiddleware"] if METRICS else []),
    "threatmodel.config.middleware.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "threatmodel.config.middleware.ContentSecurityPolicy",
    "threatmodel.config.spa.FrontendFiles",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "threatmodel.accounts.sessions.SessionActivity",
    "threatmodel.accounts.middleware.SharedAccountCheck",
    "threatmodel.accounts.middleware.AccountRequestCheck",
    "allauth.account.middleware.AccountMiddleware",
    "threatmodel.audit.context.AuditContext",
    "threatmodel.accounts.allauth_adapter.AtomicFactorChanges",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "threatmodel.accounts.known_devices.KnownDevices",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    *(["django_prometheus.middleware.PrometheusAfterMiddleware"] if METRICS else []),
]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = False
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = False  # FrontendFiles names its one folder
WHITENOISE_ALLOW_ALL_ORIGINS = False

# --- Data --------------------------------------------------------------------------------------
DATABASES = {
    "default": database_from_url(
        env_secret("DATABASE_URL") or str(VAR / "bulkhead.sqlite3"),
        base=BASE_DIR,
        pool=env_int("BULKHEAD_DATABASE_POOL", default=10, least=1, most=200),
    )
}
CACHES = {
    # Rate limits live here. Redis being away must neither keep people from logging in nor end the limits.
    "default": {
        "BACKEND": "threatmodel.config.cache.RedisElseDatabase",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 0.5},
    }
    if REDIS_URL
    # At the default of 300 entries, whoever asks for 300 addresses would make it forget everybody's counts.
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
    env_int("BULKHEAD_BODIES_MAX_MB", default=100, least=8, most=100_000) * 1024 * 1024,
    2 * REQUEST_BODY_MAX_BYTES,
)
FILE_UPLOAD_MAX_MEMORY_SIZE = REQUEST_BODY_MAX_BYTES + 1
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
DATA_UPLOAD_MAX_NUMBER_FILES = 500
SESSION_COOKIE_NAME = "sessionid" if INSECURE_HTTP else "__Host-sessionid"
SESSION_COOKIE_SECURE = not INSECURE_HTTP
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "threatmodel.accounts.sessions"
SESSION_IDLE = env_duration(
    "BULKHEAD_SESSION_IDLE", default="12h", least=timedelta(seconds=2), most=timedelta(days=365)
)
SESSION_MAX = env_duration(
    "BULKHEAD_SESSION_MAX", default="14d", least=timedelta(seconds=2), most=timedelta(days=365)
)
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
EMAIL_HOST = env_text("EMAIL_HOST")
EMAIL_PORT = env_int("EMAIL_PORT", default=587, least=1, most=65535)
EMAIL_HOST_USER = env_text("EMAIL_USER")
EMAIL_HOST_PASSWORD = env_secret("EMAIL_PASSWORD")
EMAIL_USE_TLS = env_bool("EMAIL_TLS", default=True)
EMAIL_TIMEOUT = 10
MAIL = bool(EMAIL_HOST) or DEBUG  # whether anybody gets to read a mail
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_HOST
    # Links to new passwords must not be in a log; on a developer's console they may.
    else "django.core.mail.backends.console.EmailBackend"
    if DEBUG
    else "threatmodel.config.mail_backends.NoMail"
)
DEFAULT_FROM_EMAIL = env_text("EMAIL_FROM", "Bulkhead <bulkhead@localhost>")
SIGNUP = env_choice("BULKHEAD_SIGNUP", default="open", choices=("open", "invited", "domains"))
SIGNUP_DOMAINS = [domain.lower().removeprefix("@") for domain in env_words("BULKHEAD_SIGNUP_DOMAINS")]
if (SIGNUP == "domains") != bool(SIGNUP_DOMAINS):
    raise InvalidSetting(
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
    "signup": "20/m/ip,200/h/ip",
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
MFA_ALLOW_UNVERIFIED_EMAIL = not EMAIL_HOST  # without mail nobody could verify, and so nobody add a factor
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = INSECURE_HTTP
INVITATION_LIFETIME = timedelta(days=7)
PASSWORD_RESET_TIMEOUT = int(timedelta(hours=24).total_seconds())
TEAMS_PER_ACCOUNT_MOST = env_int("BULKHEAD_TEAMS_PER_ACCOUNT", default=20, least=1, most=10_000)

# --- API ---------------------------------------------------------------------------------------
# Requests a minute to one web process: of one person, of theirs what costs much, of one address, of the
# signed-out at one address. A page asks some twenty times.
API_RATES = {
    "person": env_int("BULKHEAD_RATE_PERSON", default=3_000, least=60, most=1_000_000),
    "expensive": env_int("BULKHEAD_RATE_EXPENSIVE", default=240, least=1, most=1_000_000),
    "address": env_int("BULKHEAD_RATE_ADDRESS", default=12_000, least=60, most=1_000_000),
    "anonymous": env_int("BULKHEAD_RATE_ANONYMOUS", default=1_200, least=60, most=1_000_000),
}
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["threatmodel.config.parsers.ShallowJSONParser"],
    "DEFAULT_PAGINATION_CLASS": "threatmodel.api.pagination.Pages",
    "DEFAULT_FILTER_BACKENDS": [
        "django_filters.rest_framework.DjangoFilterBackend",
        "rest_framework.filters.SearchFilter",
        "threatmodel.api.pagination.DeclaredOrdering",
    ],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_THROTTLE_CLASSES": [
        "threatmodel.api.throttling.PersonThrottle",
        "threatmodel.api.throttling.ExpensiveThrottle",
        "threatmodel.api.throttling.AddressThrottle",
        "threatmodel.api.throttling.AnonymousThrottle",
        "rest_framework.throttling.ScopedRateThrottle",
    ],
    "NUM_PROXIES": PROXIES,
    "DEFAULT_THROTTLE_RATES": {"invitation-accept": "30/hour", "invite": "60/hour", "rule-try": "30/minute"},
    "EXCEPTION_HANDLER": "threatmodel.config.errors.api_exception",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Bulkhead",
    "DESCRIPTION": "Threat models of containerized systems: architecture, threats, mitigations.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SCHEMA_PATH_PREFIX": "/api/",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "RoleEnum": "threatmodel.accounts.models.Role",
        "SignupModeEnum": ["open", "invited", "domains"],
        "InstanceModeEnum": ["embedded", "team"],
        "JobStateEnum": "threatmodel.jobs.models.State",
        "JobKindEnum": "threatmodel.jobs.models.Kind",
        "ProblemSeverityEnum": ["error", "warning", "info"],
        "ElementKindEnum": "threatmodel.architecture.api.serializers.elements.KINDS",
        "SubjectKindEnum": "threatmodel.architecture.api.serializers.elements.SUBJECT_KINDS",
        "SubjectTypeEnum": "threatmodel.architecture.api.serializers.elements.ELEMENT_OR_FLOW",
        "CommentPlaceEnum": "threatmodel.comments.serializers.COMMENT_PLACES",
        "EventSubjectEnum": "threatmodel.history.choices.SUBJECTS",
        "TrustLevelEnum": "threatmodel.architecture.api.serializers.elements.TRUST_LEVELS",
        "FactTypeEnum": "threatmodel.architecture.api.serializers.elements.FACT_TYPES",
        "OriginEnum": "threatmodel.architecture.api.serializers.elements.ORIGINS",
        "RuleOriginEnum": "threatmodel.library.serializers.rules.ORIGINS",
        "FlowOriginEnum": "threatmodel.architecture.api.serializers.elements.FLOW_ORIGINS",
        "RelationTypeEnum": "threatmodel.architecture.api.serializers.elements.RELATION_TYPES",
        "SeverityEnum": "threatmodel.library.choices.SEVERITIES",
        "StrideEnum": "threatmodel.library.choices.STRIDE",
        "LinddunEnum": "threatmodel.library.choices.LINDDUN",
        "CategoryEnum": "threatmodel.library.choices.CATEGORIES",
        "ThreatStatusEnum": "threatmodel.threats.choices.DISPOSITIONS",
        "ThreatDecisionEnum": "threatmodel.threats.choices.DECIDABLE",
        "MitigationStatusEnum": "threatmodel.library.choices.STATUSES",
        "ChangeOriginEnum": "threatmodel.history.serializers.timeline.CHANGE_ORIGINS",
        "DifferenceEnum": "threatmodel.history.diff.WHATS",
        "MarkEnum": "threatmodel.history.serializers.comparison.MARKS",
        "VersionKindEnum": "threatmodel.history.serializers.versions.VERSION_KINDS",
    },
}

# --- Live editing ------------------------------------------------------------------------------
MODEL_ELEMENTS_MOST = env_int("BULKHEAD_MODEL_ELEMENTS", default=25_000, least=100, most=1_000_000)
MODEL_DEPTH_MOST = env_int("BULKHEAD_MODEL_DEPTH", default=40, least=10, most=1_000)

# --- Large models ------------------------------------------------------------------------------
LARGE_READS_MOST = env_int("BULKHEAD_LARGE_READS", default=2, least=1, most=100)  # of a web process at once
LARGE_READ_MEMORY_BYTES = (
    env_int("BULKHEAD_LARGE_READ_MEMORY_MB", default=768, least=256, most=65_536) * 1024**2
)

# --- Deleted models ----------------------------------------------------------------------------
TRASH_DAYS = env_int("BULKHEAD_TRASH_DAYS", default=30, least=0, most=3_650)
TRASH_EVERY_S = 60

# --- Background work ---------------------------------------------------------------------------
JOB_TIME_LIMIT_S = 120
# A worker renews the lease of what it runs; what it leaves behind is taken up when that has run out, at the
# latest by the next sweep.
JOB_LEASE = timedelta(seconds=10)
JOB_LEASE_RENEWED_EVERY_S = 2.5
SWEEP_EVERY_S = 4
TEAM_JOBS_MOST = env_int("BULKHEAD_TEAM_JOBS", default=50, least=1, most=10_000)  # waiting or running
TEAM_JOBS_RUNNING_MOST = env_int("BULKHEAD_TEAM_JOBS_RUNNING", default=2, least=1, most=100)
LARGE_JOB_ELEMENTS = 5_000  # elements and flows; beyond, one job at a time: benchmarks/memory.py says why
UPLOAD_LIFETIME = timedelta(hours=1)
MAIL_ROWS_KEPT = timedelta(days=14)  # without their content
EXPIRE_EVERY_S = 60
SNAPSHOTS_EVERY_S = 60
OLD_ROWS_EVERY_S = 3600
MODELS_FOLLOW_EVERY_S = 5  # one query when no model was judged by another release
# How many days each is kept; 0: for ever. docs/running.md says what stays whatever its age.
KEEP_CHANGES_DAYS = env_days("BULKHEAD_KEEP_CHANGES_DAYS", default=0)
KEEP_EVENTS_DAYS = env_days("BULKHEAD_KEEP_EVENTS_DAYS", default=0)
KEEP_SNAPSHOTS_DAYS = env_days("BULKHEAD_KEEP_SNAPSHOTS_DAYS", default=365)
KEEP_JOBS_DAYS = env_days("BULKHEAD_KEEP_JOBS_DAYS", default=90)
TEAMS_PURGED_EVERY_S = 300
TEAM_TRASH_LIFETIME = timedelta(days=30)  # in which a deleted team can be restored
CELERY_BROKER_URL = REDIS_URL or "memory://localhost"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_RESULT_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"
CELERY_BROKER_TRANSPORT = "threatmodel.config.celery_transport:Transport" if REDIS_URL else None
CELERY_TASK_ACKS_LATE = True  # no worker takes messages that it has no process for
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = JOB_TIME_LIMIT_S - 10
CELERY_TASK_TIME_LIMIT = JOB_TIME_LIMIT_S
CELERY_WORKER_MAX_TASKS_PER_CHILD = 2_000  # an edit is a task; a new process has to load every model anew
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400_000  # KiB
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10.0
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_REDIRECT_STDOUTS = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_CONNECTION_TIMEOUT = 1.0
# A nudge that fails is logged and forgotten: the sweeper finds the job. Nobody waits for a broker.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {
        "socket_connect_timeout": 1,
        "socket_timeout": 5,
        "health_check_interval": 25,
        "max_retries": 1,
    }
    if REDIS_URL
    else {"polling_interval": 0.01}  # seconds: an edit waits for half of it; costs one per cent of a core
)
CELERY_BEAT_SCHEDULE = {
    "sweep": {
        "task": "threatmodel.jobs.tasks.sweep",
        "schedule": SWEEP_EVERY_S,
        "options": {"expires": SWEEP_EVERY_S},
    },
    "expire": {
        "task": "threatmodel.jobs.tasks.expire",
        "schedule": EXPIRE_EVERY_S,
        "options": {"expires": EXPIRE_EVERY_S},
    },
    "snapshots": {
        "task": "threatmodel.history.tasks.snapshots_keep",
        "schedule": SNAPSHOTS_EVERY_S,
        "options": {"expires": SNAPSHOTS_EVERY_S},
    },
    "trash": {
        "task": "threatmodel.architecture.api.tasks.trash_erase",
        "schedule": TRASH_EVERY_S,
        "options": {"expires": TRASH_EVERY_S},
    },
    "models-follow": {
        "task": "threatmodel.threats.analysis.tasks.outdated_models_analyse",
        "schedule": MODELS_FOLLOW_EVERY_S,
        "options": {"expires": MODELS_FOLLOW_EVERY_S},
    },
    "old-rows": {
        "task": "threatmodel.history.tasks.old_rows_delete",
        "schedule": OLD_ROWS_EVERY_S,
        "options": {"expires": OLD_ROWS_EVERY_S},
    },
    "teams-purge": {
        "task": "threatmodel.lifecycle.tasks.teams_purge",
        "schedule": TEAMS_PURGED_EVERY_S,
        "options": {"expires": TEAMS_PURGED_EVERY_S},
    },
}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "celerybeat-schedule")

# --- Logs --------------------------------------------------------------------------------------
LOGGING_CONFIG = "logging.config.dictConfig"
LOGGING = logging_settings(
    level=env_text("BULKHEAD_LOG_LEVEL", "INFO").upper(), pretty=env_text("BULKHEAD_LOG", "json") == "console"
)
structlog.configure(
    processors=LOGGING["formatters"]["structured"]["foreign_pre_chain"]
    + [structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=True,
)
