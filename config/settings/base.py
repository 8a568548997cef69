"""Every setting; dev, test and prod only change values. Everything optional is one environment variable."""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config.settings.database import configure
from config.settings.files import storage

BASE_DIR = Path(__file__).resolve().parents[2]

# Environment
env = environ.Env()
if (BASE_DIR / ".env").exists():
    env.read_env(BASE_DIR / ".env")
VAR_DIR = Path(env("VAR_DIR", default=str(BASE_DIR / "var")))
DEBUG = False
DEMO = env.bool("DEMO", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
TRUSTED_PROXIES = ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)  # who end the browser's line
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SITE_URL = env("SITE_URL", default="http://localhost:8000")

# Apps
INSTALLED_APPS = [
    "config",
    "cms",
    "matching",
    "curricula",
    "internships",
    "recruitment",
    "marketplace",
    "search",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.locales",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "channels",
    "guardian",
    "django_cotton",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "csp",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
]

# Middleware
MIDDLEWARE = [
    "config.health.ProbeMiddleware",
    "marketplace.middleware.RequestReferenceMiddleware",
    "config.access.AccessMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "marketplace.middleware.ActiveRoleMiddleware",
    "marketplace.middleware.NoNulMiddleware",
    "marketplace.privacy.ManyViewsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

# URLs, templates, servers
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "marketplace.context.navigation",
                "config.staticfiles.charts",
            ],
            "builtins": ["config.templatetags.face"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Database
DATABASES = {"default": configure(env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR}/db.sqlite3"), env)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Cache and sessions
REDIS_URL = env("REDIS_URL", default="")
CACHES = {
    "default": {
        "BACKEND": "config.cache.FallbackCache",
        "LOCATION": REDIS_URL,
    }
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}
SESSION_COOKIE_HTTPONLY = True

# Accounts
AUTH_USER_MODEL = "marketplace.User"
AUTHENTICATION_BACKENDS = [
    "marketplace.authentication.AnyNumberBackend",
    "marketplace.authentication.ObjectPermissions",
]
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]  # ours stands in for guardian's backend
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "marketplace:home"
ACCOUNT_ADAPTER = "marketplace.authentication.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
ACCOUNT_USER_DISPLAY = "marketplace.authentication.display"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Chanjiao Bridge"
GUARDIAN_MONKEY_PATCH_USER = False
ANONYMOUS_USER_NAME = None

# Languages
LANGUAGE_CODE = "zh-hans"
FORMAT_MODULE_PATH = "config.formats"
LANGUAGES = [("zh-hans", _("Chinese (simplified)")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# Static files and media
STATIC_URL = "/static/"
STATIC_ROOT = env("STATIC_ROOT", default=str(VAR_DIR / "static"))
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "config.staticfiles.NpmFinder",
]
NPM_FILES = ["echarts/dist/echarts.common.min.js"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": storage(env("FILES_URL", default="")),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# Mail
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 10  # seconds: less than a worker's claim on what it mails lasts
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="noreply@localhost")

# Tasks and channels
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [REDIS_URL]},
    }
    if REDIS_URL
    else {"BACKEND": "channels.layers.InMemoryChannelLayer", "CONFIG": {"capacity": 1000}}
}

# Search
SEARCH_URL = env("SEARCH_URL", default=f"tantivy://{VAR_DIR}/search")
SEARCH_LOG = (30, 50)  # counts of searches are written after so many seconds or so many searches
SEARCH_VOCABULARY_SECONDS = 600  # how often a process asks for new names and aliases; 0 = never by itself

# Audit: the key that signs the roots of the audit chains lives outside the database
AUDIT_SIGNING_KEY = env("AUDIT_SIGNING_KEY", default="")

# Security
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ["/cms-admin/"],
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF, "ws:", "wss:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    },
}

# Wagtail
WAGTAIL_SITE_NAME = "产教桥 Chanjiao Bridge"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILIMAGES_IMAGE_MODEL = "cms.CmsImage"
WAGTAILDOCS_DOCUMENT_MODEL = "cms.CmsDocument"
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False

# Being watched: probes, metrics
DRAIN_FILE = env("DRAIN_FILE", default="")
METRICS_TOKEN = env("METRICS_TOKEN", default="")
RELEASE = env("RELEASE", default="unknown")
WEB_CONCURRENCY = env.int("WEB_CONCURRENCY", default=1)
WEB_THREADS = env.int("WEB_THREADS", default=8)

# Logging: a reference id finds the line; lines hold no personal data
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"reference": {"()": "marketplace.middleware.ReferenceFilter"}},
    "formatters": {
        "json": {"()": "config.logs.JsonLines"},
        "line": {
            "()": "config.logs.MaskingFormatter",
            "format": "{asctime} {levelname} {name} [{reference}] {message}",
            "style": "{",
        },
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": env("LOG_FORMAT", default="line"),
            "filters": ["reference"],
        }
    },
    "loggers": {"elastic_transport": {"level": "WARNING"}},  # else a line for every request to the search server
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
}
