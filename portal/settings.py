"""Everything the environment decides, read once. Safe without any variable set."""

import os
import platform
from pathlib import Path
from urllib.parse import urlsplit

from django.utils.csp import CSP

from portal import database, env, keys, logging
from portal.supervisor import broker

BASE_DIR = Path(__file__).resolve().parent.parent
SIG_DATA = env.path("SIG_DATA", BASE_DIR / "var")
SIG_HOST = env.text("SIG_HOST", "127.0.0.1")
SIG_PORT = env.whole_number("SIG_PORT", 8000, least=1)
SIG_URL = env.text("SIG_URL").rstrip("/")  # what people type, when it is another address
SIG_TLS_CERT, SIG_TLS_KEY = env.both("SIG_TLS_CERT", "SIG_TLS_KEY")
SIG_TLS = env.flag("SIG_TLS", bool(SIG_TLS_CERT))
HAS_LOCAL_CA = SIG_TLS and not SIG_TLS_CERT
SIG_PROXIES = env.networks("SIG_PROXIES", ["127.0.0.0/8", "::1"] if SIG_URL and not SIG_TLS else [])
SIG_REGIONS = env.text("SIG_REGIONS")
SIG_WORKERS = env.whole_number("SIG_WORKERS", (os.cpu_count() or 1) + 1, least=1)
SIG_WEB_PROCESSES = env.whole_number("SIG_WEB_PROCESSES", 1, least=1)
SIG_PROOF_DAYS = env.whole_number("SIG_PROOF_DAYS", 7)
SIG_PRUNE_MINUTES = env.whole_number("SIG_PRUNE_MINUTES", 60)
SIG_LEASE_SECONDS = env.whole_number("SIG_LEASE_SECONDS", 45, least=2)
SIG_STALL_SECONDS = env.whole_number("SIG_STALL_SECONDS", 120, least=2)
SIG_SLICE_BYTES = env.whole_number("SIG_SLICE_BYTES", 1 << 30, least=1)
SIG_SLICE_SECONDS = env.whole_number("SIG_SLICE_SECONDS", 30, least=1)
SIG_PACK_BYTES = env.whole_number("SIG_PACK_BYTES", 64 << 20, least=1 << 20)
SIG_UPLOAD_DAYS = env.whole_number("SIG_UPLOAD_DAYS", 7, least=1)
SIG_MAX_OPEN_UPLOADS = env.whole_number("SIG_MAX_OPEN_UPLOADS", 100, least=1)
SIG_MAX_STAGED_BYTES = env.whole_number("SIG_MAX_STAGED_BYTES", 4 << 40, least=1)
SIG_MAX_GALLERIES = env.whole_number("SIG_MAX_GALLERIES", 100, least=1)
SIG_MAX_DEFINITIONS = env.whole_number("SIG_MAX_DEFINITIONS", 1_000, least=1)
SIG_MAX_VERSIONS = env.whole_number("SIG_MAX_VERSIONS", 10_000, least=1)
SIG_MAX_REPLICAS = env.whole_number("SIG_MAX_REPLICAS", 100, least=1)
SIG_DEPLOYMENT_SECONDS = env.whole_number("SIG_DEPLOYMENT_SECONDS", 600, least=60)
SIG_API_READS_PER_MINUTE = env.whole_number("SIG_API_READS_PER_MINUTE", 3_000, least=1)
SIG_API_WRITES_PER_MINUTE = env.whole_number("SIG_API_WRITES_PER_MINUTE", 600, least=1)

# Private keys of tokens; web hosts of one installation share the folder.
SIG_TOKEN_KEYS = env.path("SIG_TOKEN_KEYS", SIG_DATA / "keys" / "tokens")
SECRET_KEY = env.secret("SIG_SECRET_KEY") or keys.secret_key(SIG_DATA)
DEBUG = env.flag("SIG_DEBUG", False)
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", SIG_HOST, urlsplit(SIG_URL).hostname or ""]
if SIG_TLS:  # its certificate names what is answered to
    ALLOWED_HOSTS.append(platform.node().lower())
IS_HTTPS = SIG_TLS or SIG_URL.startswith("https://")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "guardian",
    "rest_framework",
    "portal",
    "portal.audit",
    "accounts",
    "portal.operations",
    "portal.deployments",
    "regions",
    "galleries",
]

MIDDLEWARE = [
    "portal.middleware.ForwardedMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.middleware.RequestIdMiddleware",
    "portal.middleware.PlainAddressMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.AccessMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["portal.templatetags.ui", "portal.templatetags.units"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.context.shell",
            ],
        },
    }
]

DATABASES = {"default": database.from_url(env.secret("DATABASE_URL"), SIG_DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Passwordless, so it exists only where nobody else can reach it.
SIG_SAMPLE = (
    env.flag("SIG_SAMPLE", True)
    and SIG_HOST in {"localhost", "127.0.0.1", "::1"}
    and not SIG_URL
    and DATABASES["default"]["ENGINE"].endswith("sqlite3")
)

REDIS_URL = env.secret("REDIS_URL")
HAS_OWN_BROKER = not REDIS_URL
REDIS_URL = REDIS_URL or broker.private_url(SIG_DATA)

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "sig",
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["accounts.api.authentication.BearerAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_THROTTLE_CLASSES": ["portal.api.throttles.PrincipalThrottle"],
    "DEFAULT_PARSER_CLASSES": ["portal.api.parsers.BoundedJson"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "EXCEPTION_HANDLER": "portal.api.errors.handle",
    "UNAUTHENTICATED_USER": None,
    "NUM_PROXIES": 0,  # ForwardedMiddleware knows them
    "URL_FORMAT_OVERRIDE": None,
    "DEFAULT_SCHEMA_CLASS": "portal.api.description.schema.ArmSchema",
}

SPECTACULAR_SETTINGS = {
    "TITLE": "Shared Image Gallery",
    "DESCRIPTION": "What Azure clients speak: galleries, images, versions, and who may use them.",
    "VERSION": "1",
    "PREPROCESSING_HOOKS": ["portal.api.description.hooks.only_the_api"],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "portal.api.description.hooks.with_shared_parts",
    ],
    "SCHEMA_PATH_PREFIX": "/",
    "SORT_OPERATION_PARAMETERS": False,
    "COMPONENT_NO_READ_ONLY_REQUIRED": True,
    "ENUM_ADD_EXPLICIT_BLANK_NULL_CHOICE": False,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
}

CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # Longer than any task. What a dead worker held is looked for every few seconds; left to
    # itself kombu looks about every 100 s.
    "visibility_timeout": SIG_STALL_SECONDS + SIG_SLICE_SECONDS + 30,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    # One region after another, so that a long queue never holds back a short one.
    "queue_order_strategy": "round_robin",
    "socket_connect_timeout": 2,
}
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY = False  # the sweeper sends again what the broker did not take
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False

LOGGING = logging.configuration(env.text("SIG_LOG_LEVEL", "INFO"), env.text("SIG_LOG", "text"))

AUTH_USER_MODEL = "accounts.User"
# guardian's backend is left out on purpose: roles are inherited along the tree, and only
# accounts.models.Access knows how. A stray object-level `has_perm` must not answer.
AUTHENTICATION_BACKENDS = ["accounts.backends.LocalAccounts"]
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]
ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
CSRF_FAILURE_VIEW = "portal.error_pages.csrf_failure"
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "galleries:index"

SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_TRUSTED_ORIGINS = [SIG_URL] if SIG_URL else []
# A browser remembers it for the name, whatever else is served there: only for a name of its own.
SECURE_HSTS_SECONDS = 31_536_000 if SIG_URL.startswith("https://") and not HAS_LOCAL_CA else 0

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = SIG_DATA / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

SECURE_CSP = {
    "default-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"
