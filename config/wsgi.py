import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.prod")
os.environ["DJANGO_SERVES_PAGES"] = "1"  # statements of pages have a limit: config.settings.database
application = get_wsgi_application()

import config.urls  # noqa: E402, F401 - else the first request reads it
from config.checks import refuse_processes_that_share_nothing  # noqa: E402

refuse_processes_that_share_nothing()
