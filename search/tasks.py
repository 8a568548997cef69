"""Background work: the worker is the one that writes to the index."""

import logging

from django_tasks import task

from search import indexing
from search.engine import IndexBusy, SearchUnavailable

logger = logging.getLogger(__name__)


@task()
def index_documents(kind, ids, attempt=1):
    try:
        indexing.index(kind, ids)
    except (SearchUnavailable, IndexBusy) as error:
        if not index_documents.get_backend().supports_defer:
            raise
        logger.warning("%s of %s wait for the search index: %s", len(ids), kind, error)
        index_documents.using(run_after=indexing.next_attempt(attempt)).enqueue(kind, ids, attempt + 1)
