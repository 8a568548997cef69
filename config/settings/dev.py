"""A developer's or an evaluator's own machine: demo mode, mail into a folder, a secret made at first start."""

from django.core.management.utils import get_random_secret_key

from config.settings.base import *  # noqa: F403
from config.settings.base import VAR_DIR, env

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=True)
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *env.list("ALLOWED_HOSTS", default=[])]
VAR_DIR.mkdir(parents=True, exist_ok=True)
_secret = VAR_DIR / "secret.key"
if not _secret.exists():
    _secret.touch(mode=0o600)
    _secret.write_text(get_random_secret_key())
SECRET_KEY = _secret.read_text()
AUDIT_SIGNING_KEY = env("AUDIT_SIGNING_KEY", default=SECRET_KEY)
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
