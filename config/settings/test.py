"""Fast and closed: immediate tasks, mail in memory, nothing outside a temporary folder."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from config.settings.base import *  # noqa: F403
from config.settings.base import DATABASES, LOGGING, TEMPLATES

SECRET_KEY = AUDIT_SIGNING_KEY = "only for tests"  # noqa: S105
DEMO = True
ALLOWED_HOSTS = ["*"]
VAR_DIR = Path(tempfile.mkdtemp(prefix="chanjiao-"))
atexit.register(shutil.rmtree, VAR_DIR, ignore_errors=True)
MEDIA_ROOT = VAR_DIR / "media"
EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
SEARCH_URL = os.environ.get("TEST_SEARCH_URL", "memory://")
SEARCH_VOCABULARY_SECONDS = 0
SEARCH_LOG = (float("inf"), float("inf"))  # tests write by themselves
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": os.environ.get("TEST_DATABASE_NAME", str(VAR_DIR / "test.sqlite3"))}
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
elif name := os.environ.get("TEST_DATABASE_NAME"):
    DATABASES["default"]["TEST"] = {"NAME": name}
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = "!! unknown template variable: %s !!" if os.environ.get("STRICT") else ""
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True  # files are found when asked for: no scan for every client
LANGUAGE_CODE = "en"
LOGGING["root"]["level"] = "WARNING"
