"""Everything the environment decides, read once. Safe without any variable set."""

from pathlib import Path

from django.utils.csp import CSP

from portal import database, env, keys

BASE_DIR = Path(__file__).resolve().parent.parent
SIG_DATA = env.path("SIG_DATA", BASE_DIR / "var")
SIG_HOST = env.text("SIG_HOST", "127.0.0.1")
SIG_PORT = env.whole_number("SIG_PORT", 8000, least=1)
SIG_REGIONS = env.text("SIG_REGIONS")
SIG_SAMPLE = env.flag("SIG_SAMPLE", True)
SIG_PROOF_DAYS = env.whole_number("SIG_PROOF_DAYS", 7)
SIG_LEASE_SECONDS = env.whole_number("SIG_LEASE_SECONDS", 45, least=2)
SIG_STALL_SECONDS = env.whole_number("SIG_STALL_SECONDS", 120, least=2)
SIG_SLICE_BYTES = env.whole_number("SIG_SLICE_BYTES", 1 << 30, least=1)
SIG_SLICE_SECONDS = env.whole_number("SIG_SLICE_SECONDS", 30, least=1)
SIG_PACK_BYTES = env.whole_number("SIG_PACK_BYTES", 64 << 20, least=1 << 20)
SIG_UPLOAD_DAYS = env.whole_number("SIG_UPLOAD_DAYS", 7, least=1)
SIG_MAX_GALLERIES = env.whole_number("SIG_MAX_GALLERIES", 100, least=1)
SIG_MAX_DEFINITIONS = env.whole_number("SIG_MAX_DEFINITIONS", 1_000, least=1)
SIG_MAX_VERSIONS = env.whole_number("SIG_MAX_VERSIONS", 10_000, least=1)
SIG_MAX_REPLICAS = env.whole_number("SIG_MAX_REPLICAS", 100, least=1)

SECRET_KEY = env.secret("SIG_SECRET_KEY") or keys.secret_key(SIG_DATA)
DEBUG = env.flag("SIG_DEBUG", False)
ALLOWED_HOSTS = env.words("SIG_ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]", SIG_HOST])

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
    "regions",
    "galleries",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.middleware.RequestIdMiddleware",
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

REDIS_URL = env.secret("REDIS_URL")

AUTH_USER_MODEL = "accounts.User"
# guardian's backend is left out on purpose: roles are inherited along the tree, and only
# accounts.access knows how. A stray object-level `has_perm` must not answer.
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

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = SIG_DATA / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]

SECURE_CSP = {
    "default-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"
