import pytest
from django.db import connection

from marketplace import prepared

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps all its statements"),
]


def test_a_statement_is_planned_once_for_all_values(db):
    for value in (1, 2, 3):
        with prepared.cursor() as cursor:
            cursor.execute("SELECT pk.id FROM (SELECT 1 AS id) pk WHERE pk.id = %(value)s", {"value": value})
            assert cursor.fetchall() == [(1,)] * (value == 1)

    with connection.cursor() as cursor:
        cursor.execute("SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement LIKE '%pk.id%'")
        assert cursor.fetchall() == [(3, 0)]


def test_the_statement_is_counted_like_any_other(db, django_assert_num_queries):
    with django_assert_num_queries(1), prepared.cursor() as cursor:
        cursor.execute("SELECT 1")
