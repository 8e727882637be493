"""The one settings file: everything that differs between machines is read from the environment, typed.

Embedded (no REDIS_URL): one process serves the web, the WebSocket and the background work on SQLite.
Otherwise: PostgreSQL, Redis and separate web, worker and beat processes.
"""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import structlog

from threatmodel.config.env import (
    InvalidSetting,
    database_from_url,
    env_bool,
    env_int,
    env_secret,
    env_text,
    env_words,
    secret_key_checked,
    secret_key_kept,
)
from threatmodel.config.logs import logging_settings
from threatmodel.engine.importers.input_limits import input_limits

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
METRICS = env_bool("BULKHEAD_METRICS", default=False)

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
    "threatmodel.threats",
    "threatmodel.administration",
    "threatmodel.lifecycle",
]
MIDDLEWARE = [
    *(["django_prometheus.middleware.PrometheusBeforeMiddleware"] if METRICS else []),
    "threatmodel.config.middleware.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "threatmodel.config.middleware.ContentSecurityPolicy",
    "threatmodel.config.frontend.FrontendFiles",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "threatmodel.audit.context.AuditContext",
    "threatmodel.accounts.adapter.AtomicFactorChanges",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
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
    # Rate limits live here. Redis being away must not keep people from logging in.
    "default": {
        "BACKEND": "threatmodel.config.cache.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 0.5},
    }
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
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
UPLOADS_MAX_BYTES = input_limits().import_bytes  # files of one import together
REQUEST_BODY_MAX_BYTES = UPLOADS_MAX_BYTES + 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = REQUEST_BODY_MAX_BYTES + 1
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
DATA_UPLOAD_MAX_NUMBER_FILES = 500
SESSION_COOKIE_NAME = "sessionid" if INSECURE_HTTP else "__Host-sessionid"
SESSION_COOKIE_SECURE = not INSECURE_HTTP
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = int(timedelta(days=14).total_seconds())
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
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
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
]
EMAIL_HOST = env_text("EMAIL_HOST")
EMAIL_PORT = env_int("EMAIL_PORT", default=587, least=1, most=65535)
EMAIL_HOST_USER = env_text("EMAIL_USER")
EMAIL_HOST_PASSWORD = env_secret("EMAIL_PASSWORD")
EMAIL_USE_TLS = env_bool("EMAIL_TLS", default=True)
EMAIL_TIMEOUT = 10
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
DEFAULT_FROM_EMAIL = env_text("EMAIL_FROM", "Bulkhead <bulkhead@localhost>")
ACCOUNT_ADAPTER = "threatmodel.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "threatmodel.accounts.forms.SignupForm"
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "optional" if EMAIL_HOST else "none"
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
USERSESSIONS_ADAPTER = "threatmodel.accounts.adapter.SessionsAdapter"
MFA_ADAPTER = "threatmodel.accounts.adapter.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Bulkhead"
MFA_ALLOW_UNVERIFIED_EMAIL = not EMAIL_HOST  # without mail nobody could verify, and so nobody add a factor
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = INSECURE_HTTP
INVITATION_LIFETIME = timedelta(days=7)

# --- API ---------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["threatmodel.config.parsing.ShallowJSONParser"],
    "DEFAULT_PAGINATION_CLASS": "threatmodel.accounts.paging.Pages",
    "DEFAULT_FILTER_BACKENDS": [
        "django_filters.rest_framework.DjangoFilterBackend",
        "rest_framework.filters.SearchFilter",
        "threatmodel.accounts.paging.DeclaredOrdering",
    ],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_THROTTLE_RATES": {"invitation-accept": "30/hour", "invite": "60/hour", "rule-try": "30/minute"},
    "EXCEPTION_HANDLER": "threatmodel.config.errors.api_exception",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Bulkhead",
    "DESCRIPTION": "Threat models of containerised systems: architecture, threats, mitigations.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SCHEMA_PATH_PREFIX": "/api/",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "RoleEnum": "threatmodel.accounts.models.Role",
        "JobStateEnum": "threatmodel.jobs.models.State",
        "JobKindEnum": "threatmodel.jobs.models.Kind",
        "ProblemSeverityEnum": ["error", "warning", "info"],
        "ElementKindEnum": "threatmodel.threats.serializers.shared.KINDS",
        "SubjectKindEnum": "threatmodel.threats.serializers.shared.SUBJECT_KINDS",
        "SubjectTypeEnum": "threatmodel.threats.serializers.shared.ELEMENT_OR_FLOW",
        "CommentPlaceEnum": "threatmodel.threats.serializers.comments.COMMENT_PLACES",
        "EventSubjectEnum": "threatmodel.threats.vocabulary.SUBJECTS",
        "TrustLevelEnum": "threatmodel.threats.serializers.shared.TRUST_LEVELS",
        "FactTypeEnum": "threatmodel.threats.serializers.shared.FACT_TYPES",
        "OriginEnum": "threatmodel.threats.serializers.shared.ORIGINS",
        "RuleOriginEnum": "threatmodel.threats.serializers.knowledge.ORIGINS",
        "FlowOriginEnum": "threatmodel.threats.serializers.architecture.FLOW_ORIGINS",
        "RelationTypeEnum": "threatmodel.threats.serializers.architecture.RELATION_TYPES",
        "SeverityEnum": "threatmodel.threats.vocabulary.SEVERITIES",
        "StrideEnum": "threatmodel.threats.vocabulary.STRIDE",
        "LinddunEnum": "threatmodel.threats.vocabulary.LINDDUN",
        "CategoryEnum": "threatmodel.threats.vocabulary.CATEGORIES",
        "ThreatStatusEnum": "threatmodel.threats.vocabulary.DISPOSITIONS",
        "ThreatDecisionEnum": "threatmodel.threats.vocabulary.DECIDABLE",
        "MitigationStatusEnum": "threatmodel.threats.vocabulary.STATUSES",
        "ChangeOriginEnum": "threatmodel.threats.serializers.history.CHANGE_ORIGINS",
        "DifferenceEnum": "threatmodel.architecture.comparing.WHATS",
        "MarkEnum": "threatmodel.threats.serializers.history.MARKS",
        "VersionKindEnum": "threatmodel.threats.serializers.history.VERSION_KINDS",
    },
}

# --- Live editing ------------------------------------------------------------------------------
MODEL_ELEMENTS_MOST = env_int("BULKHEAD_MODEL_ELEMENTS", default=50_000, least=100, most=1_000_000)
MODEL_DEPTH_MOST = env_int("BULKHEAD_MODEL_DEPTH", default=40, least=10, most=1_000)

# --- Background work ---------------------------------------------------------------------------
JOB_TIME_LIMIT_S = 120
JOB_LEASE = timedelta(seconds=JOB_TIME_LIMIT_S + 30)  # longer than the longest run: expired means lost
UPLOAD_LIFETIME = timedelta(hours=1)
SWEEP_EVERY_S = 10
SNAPSHOTS_EVERY_S = 60
TEAMS_PURGED_EVERY_S = 300
TEAM_TRASH_LIFETIME = timedelta(days=30)  # in which a deleted team can be restored
CELERY_BROKER_URL = REDIS_URL or "memory://localhost"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_RESULT_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True  # the attempts of the Job row end a task that kills its worker
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = JOB_TIME_LIMIT_S - 10
CELERY_TASK_TIME_LIMIT = JOB_TIME_LIMIT_S
CELERY_WORKER_MAX_TASKS_PER_CHILD = 2_000  # an edit is a task; a new process has to load every model anew
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 600_000  # KiB
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10.0
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_REDIRECT_STDOUTS = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_CONNECTION_TIMEOUT = 1.0
# A nudge that fails is logged and forgotten: the sweeper finds the job. Nobody waits for a broker.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_VISIBILITY_TIMEOUT = JOB_TIME_LIMIT_S * 2 + 60
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {
        "visibility_timeout": CELERY_VISIBILITY_TIMEOUT,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
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
    "snapshots": {
        "task": "threatmodel.architecture.tasks.snapshots_keep",
        "schedule": SNAPSHOTS_EVERY_S,
        "options": {"expires": SNAPSHOTS_EVERY_S},
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
