"""Browser libraries installed by `npm ci`, served as `vendor/…`. None of them is kept in git."""

from functools import cache

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.storage import FileSystemStorage
from django.templatetags.static import static


class NpmFinder(BaseFinder):
    """Finds the files of `settings.NPM_FILES` (paths in node_modules) and no others."""

    def list(self, ignore_patterns):
        for file in settings.NPM_FILES:
            directory, name = (settings.BASE_DIR / "node_modules" / file).parent, file.split("/")[-1]
            if (directory / name).exists():
                storage = FileSystemStorage(directory)
                storage.prefix = "vendor"
                yield name, storage

    def find(self, path, find_all=False):
        found = [storage.path(name) for name, storage in self.list([]) if path == f"vendor/{name}"]
        return found if find_all else next(iter(found), [])

    def check(self, **kwargs):
        return []


CHARTS = "vendor/echarts.common.min.js"


@cache
def charts_url():
    """The address of the chart library, or "" where npm was not run: the pages then keep their tables."""
    known = getattr(staticfiles_storage, "hashed_files", None)
    return static(CHARTS) if (CHARTS in known if known else finders.find(CHARTS)) else ""


def charts(request):
    """Context processor: `charts_url`."""
    return {"charts_url": charts_url()}
