"""A college's server. What has no default here must be in the environment."""

from config.settings.base import *  # noqa: F403
from config.settings.base import LOGGING, MIDDLEWARE, STORAGES, env  # noqa: F401

SECRET_KEY = env("SECRET_KEY")
AUDIT_SIGNING_KEY = env("AUDIT_SIGNING_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
SITE_URL = WAGTAILADMIN_BASE_URL = env("SITE_URL")
EMAIL_CONFIG = env.email_url("EMAIL_URL")
vars().update(EMAIL_CONFIG)
STORAGES["staticfiles"] = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
LOGGING["handlers"]["console"]["formatter"] = env("LOG_FORMAT", default="json")
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
