"""The engine the settings ask for."""

from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from search import registry
from search.engine import Engine

ENGINES = {
    "tantivy": "search.engines.tantivy.engine.TantivyEngine",
    "elasticsearch": "search.engines.elasticsearch.engine.ElasticsearchEngine",
    "elasticsearchs": "search.engines.elasticsearch.engine.ElasticsearchEngine",
    "memory": "search.engines.memory.MemoryEngine",
}


def get_engine() -> Engine:
    """Return the engine of settings.SEARCH_URL, one per process. Raises ImproperlyConfigured for an unknown scheme."""
    return _engine(settings.SEARCH_URL, registry.value_names())


@lru_cache(maxsize=4)
def _engine(url: str, values: frozenset[str]) -> Engine:
    scheme = urlsplit(url).scheme
    if scheme not in ENGINES:
        raise ImproperlyConfigured(f"SEARCH_URL begins with one of: {', '.join(f'{name}://' for name in ENGINES)}")
    return import_string(ENGINES[scheme]).from_url(url, values)
