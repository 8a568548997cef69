"""Try on copies what docs/scale.md says about partitioning: `python -m benchmarks.partitioning --students 25000`.

Copies each large table of the PostgreSQL college into the schema `trial`, turns the copy into one that is partitioned
by term with the statements that an operator would run, and prints them with their times, the locks that stand in the
way of others, and the plan of a query before and after. The tables of the college are not touched.
"""

import argparse
import os
import time
from dataclasses import dataclass

from benchmarks import servers

TERMS = ("2025-02-01", "2025-09-01", "2026-02-01", "2026-09-01", "2027-02-01")


@dataclass(frozen=True)
class Table:
    """`column` says the term; `unique` are the other unique keys (they get the column); `query` is a busy one."""

    name: str
    column: str
    unique: tuple = ()
    query: str = ""
    never_changes: bool = False


TABLES = [
    Table(
        "marketplace_transitionlog", "at", ("content_type_id, object_id, seq",),
        "SELECT count(*) FROM {table} WHERE at >= '2026-09-01' AND action = 'submit'",
        never_changes=True,
    ),
    Table(
        "marketplace_notice", "at", (),
        "SELECT * FROM {table} WHERE user_id = {user} AND at >= '2026-09-01' ORDER BY at DESC, id DESC LIMIT 25",
    ),
    Table(
        "marketplace_personaldataview", "at", (), "SELECT count(*) FROM {table} WHERE at >= '2026-09-01'",
        never_changes=True,
    ),
    Table(
        "internships_logentry", '"on"', ("log_id, position",),
        'SELECT count(*) FROM {table} WHERE "on" >= \'2026-09-01\' AND skill_id IS NOT NULL',
    ),
    Table(
        "marketplace_skillevidence", '"on"', ("student_id, skill_id, evidence_class, content_type_id, object_id",),
        'SELECT count(*) FROM {table} WHERE "on" >= \'2026-09-01\' AND evidence_class = 3',
        never_changes=True,
    ),
]  # fmt: skip


def steps(table, cut):
    """`[(statement, "open" or "locked")]`: open ones let others read and write; the locked are one transaction."""
    name, old, column = table.name, f"{table.name}_old", table.column
    keys = [f"id, {column}", *(f"{unique}, {column}" for unique in table.unique)]
    yield f"ALTER TABLE {name} ADD CONSTRAINT {name}_term CHECK ({column} < '{cut}') NOT VALID", "open"
    yield f"ALTER TABLE {name} VALIDATE CONSTRAINT {name}_term", "open"
    for number, key in enumerate(keys):
        yield f"CREATE UNIQUE INDEX CONCURRENTLY {name}_key{number} ON {name} ({key})", "open"
    yield f"ALTER TABLE {name} DROP CONSTRAINT {name}_pkey", "locked"
    yield f"ALTER TABLE {name} ADD CONSTRAINT {name}_old_pkey PRIMARY KEY USING INDEX {name}_key0", "locked"
    for number in range(1, len(keys)):  # a mere index would be built again when the table is attached
        constraint = f"ADD CONSTRAINT {name}_old_key{number} UNIQUE USING INDEX {name}_key{number}"
        yield f"ALTER TABLE {name} {constraint}", "locked"
    yield f"ALTER TABLE {name} RENAME TO {old}", "locked"
    yield f"CREATE TABLE {name} (LIKE {old} INCLUDING DEFAULTS) PARTITION BY RANGE ({column})", "locked"
    yield f"ALTER TABLE {name} ALTER id SET DEFAULT nextval('{name}_id_seq')", "locked"
    yield f"ALTER TABLE {name} ADD PRIMARY KEY (id, {column})", "locked"
    for key in keys[1:]:
        yield f"ALTER TABLE {name} ADD UNIQUE ({key})", "locked"
    yield f"ALTER TABLE {name} ATTACH PARTITION {old} FOR VALUES FROM (MINVALUE) TO ('{cut}')", "locked"
    yield f"CREATE TABLE {name}_next PARTITION OF {name} FOR VALUES FROM ('{cut}') TO (MAXVALUE)", "locked"


def prepare(cursor, table):
    name = table.name
    cursor.execute(f"CREATE TABLE trial.{name} (LIKE public.{name} INCLUDING ALL)")
    cursor.execute(f"INSERT INTO trial.{name} SELECT * FROM public.{name}")
    cursor.execute(f"ALTER TABLE trial.{name} ALTER id DROP IDENTITY IF EXISTS")
    cursor.execute(f"CREATE SEQUENCE trial.{name}_id_seq")
    cursor.execute(f"SELECT setval('trial.{name}_id_seq', (SELECT coalesce(max(id), 0) + 1 FROM trial.{name}))")
    cursor.execute(f"ANALYZE trial.{name}")


def plan(cursor, table):
    cursor.execute("SELECT user_id FROM public.marketplace_notice GROUP BY 1 ORDER BY count(*) DESC LIMIT 1")
    found = cursor.fetchone()
    query = table.query.format(table=table.name, user=found[0] if found else 0)
    cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, COSTS OFF, TIMING OFF, SUMMARY OFF) {query}")
    return [line for (line,) in cursor.fetchall()]


def copied(table, terms):
    """As `steps`, for rows that never change: copied term by term beside the running table, then swapped."""
    name, new, column = table.name, f"{table.name}_new", table.column
    yield f"CREATE TABLE {new} (LIKE {name} INCLUDING DEFAULTS) PARTITION BY RANGE ({column})", "open"
    for first, last in zip(("MINVALUE", *terms), (*terms, "MAXVALUE"), strict=True):
        limits = [
            "MINVALUE" if first == "MINVALUE" else f"'{first}'",
            "MAXVALUE" if last == "MAXVALUE" else f"'{last}'",
        ]
        part = f"{name}_{first.lower().replace('-', '')}"
        yield f"CREATE TABLE {part} PARTITION OF {new} FOR VALUES FROM ({limits[0]}) TO ({limits[1]})", "open"
    yield f"INSERT INTO {new} SELECT * FROM {name}", "open"
    yield f"ALTER TABLE {new} ADD PRIMARY KEY (id, {column})", "open"
    for unique in table.unique:
        yield f"ALTER TABLE {new} ADD UNIQUE ({unique}, {column})", "open"
    yield f"LOCK TABLE {name} IN SHARE ROW EXCLUSIVE MODE", "locked"
    yield f"INSERT INTO {new} SELECT * FROM {name} WHERE id > (SELECT coalesce(max(id), 0) FROM {new})", "locked"
    yield f"ALTER TABLE {name} RENAME TO {name}_old", "locked"
    yield f"ALTER TABLE {new} RENAME TO {name}", "locked"


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--students", type=int, default=25_000)
    arguments.add_argument("--cut", default="2027-02-01", help="the first day of the next term")
    options = arguments.parse_args()
    os.environ.update(servers.environment("postgresql", options.students))
    with servers.databases("postgresql", options.students):
        import django

        django.setup()
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA IF EXISTS trial CASCADE")
            cursor.execute("CREATE SCHEMA trial")
            cursor.execute("SET search_path TO trial, public")
            for table in TABLES:
                prepare(cursor, table)
                turn(cursor, table, copied(table, TERMS) if table.never_changes else steps(table, options.cut))
            cursor.execute("DROP SCHEMA trial CASCADE")


def turn(cursor, table, way):
    cursor.execute(f"SELECT count(*), pg_total_relation_size('trial.{table.name}') FROM {table.name}")
    rows, size = cursor.fetchone()
    print(f"\n{table.name}: {rows} rows, {size / 1e6:.0f} MB, {size / max(rows, 1):.0f} B a row with its indexes")
    before = plan(cursor, table)
    locked = 0
    cursor.execute("SET lock_timeout = '2s'")
    for statement, kind in way:
        began = time.perf_counter()
        if kind == "locked" and not locked:
            cursor.execute("BEGIN")
        cursor.execute(statement)
        spent = 1000 * (time.perf_counter() - began)
        locked += spent if kind == "locked" else 0
        print(f"  {kind:<7}{spent:>8.1f} ms  {statement}")
    cursor.execute("COMMIT")
    print(f"  locked for {locked:.0f} ms altogether")
    cursor.execute(f"ANALYZE {table.name}")
    print("  before: " + " | ".join(line.strip() for line in before))
    print("  after:  " + " | ".join(line.strip() for line in plan(cursor, table)))


if __name__ == "__main__":
    main()
