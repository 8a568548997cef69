"""How a process with threads talks to its database: the pool does not grow, and writers wait for one another."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from wsgiref.util import setup_testing_defaults

import pytest
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError, connection, connections, transaction
from django.urls import reverse

from config import statistics
from marketplace.models import Enterprise
from tests import factories

THREADS, REQUESTS = 40, 1000


def asked(application, path):
    """One request as a WSGI server makes it; its status."""
    environ, heard = {"PATH_INFO": path, "HTTP_HOST": "localhost"}, []
    setup_testing_defaults(environ)
    answer = application(environ, lambda status, headers: heard.append(status))
    b"".join(answer)
    answer.close()  # here Django gives its connection back
    return heard[0]


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no server")
@pytest.mark.django_db(transaction=True)
def test_a_thousand_requests_of_many_threads_open_no_more_connections_than_the_pool_has():
    application, path = get_wsgi_application(), reverse("marketplace:enterprise_list")

    with ThreadPoolExecutor(THREADS) as threads:
        found = set(threads.map(lambda _: asked(application, path), range(REQUESTS)))

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
        [opened] = cursor.fetchone()
    assert found == {"200 OK"}
    assert 1 < opened <= settings.DATABASES["default"]["OPTIONS"]["pool"]["max_size"]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL locks rows")
@pytest.mark.django_db(transaction=True)
def test_of_two_who_read_and_then_write_in_sqlite_none_is_refused():
    """A transaction that begins as a reader fails at once when it wants to write after somebody else did."""
    enterprise, both = factories.EnterpriseFactory(staff_count=0), Barrier(2)

    def hire():
        try:
            both.wait()
            for _ in range(20):
                with transaction.atomic():
                    found = Enterprise.objects.get(pk=enterprise.pk)
                    Enterprise.objects.filter(pk=enterprise.pk).update(staff_count=found.staff_count + 1)
        except OperationalError as error:
            return str(error)
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(2) as threads:
        answers = [run.result() for run in [threads.submit(hire) for _ in range(2)]]

    enterprise.refresh_from_db()
    assert (answers, enterprise.staff_count) == (["done", "done"], 40)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL gathers its own")
def test_sqlite_learns_how_many_rows_a_table_has(db):
    factories.EnterpriseFactory.create_batch(3)
    statistics.gather()

    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT substr(stat, 1, 2) FROM sqlite_stat1 WHERE tbl = 'marketplace_enterprise'")
        assert cursor.fetchall() == [("3 ",)]
