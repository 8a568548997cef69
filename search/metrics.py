"""How often a page had to do without the index."""

from contextlib import contextmanager

from prometheus_client import Counter

from search.engine import SearchUnavailable

FALLBACKS = Counter("bridge_search_fallbacks", "Questions that the engine could not answer", ["kind"])


@contextmanager
def counted():
    """Count what leaves the block because the engine is away, by the kind of failure, and let it go on."""
    try:
        yield
    except SearchUnavailable as error:
        FALLBACKS.labels(type(error).__name__).inc()
        raise
