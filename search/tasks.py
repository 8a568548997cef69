"""Background work: the worker is the one that writes to the index."""

from django_tasks import task

from search import indexing


@task()
def index_documents(kind, ids):
    indexing.index(kind, ids)
