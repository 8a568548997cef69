"""Production, without collecting files, and with two things that wait until a test lets them go on."""

from config.settings.prod import *  # noqa: F403
from config.settings.prod import STORAGES

ROOT_URLCONF = "tests.ops.stack_urls"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
