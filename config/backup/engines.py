"""The module that dumps and loads the database of a vendor."""

from django.db import connection

from config.backup import BackupError, postgres, sqlite

ENGINES = {"sqlite": sqlite, "postgresql": postgres}


def of(vendor):
    if vendor not in ENGINES:
        raise BackupError(f"There is no backup of {vendor}.")
    return ENGINES[vendor]


def ours():
    return of(connection.vendor)
