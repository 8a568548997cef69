"""How a process talks to its database. A page gives up early; migrations, backups and workers may take their time."""

import os

# Set by config.wsgi before settings are read: only there somebody waits for the answer.
SERVES_PAGES = "DJANGO_SERVES_PAGES"


def configure(database, env):
    """Return `database`, an entry of DATABASES read from a URL, with what its engine needs; options of the URL win."""
    defaults = sqlite() if database["ENGINE"].endswith("sqlite3") else postgresql(env)
    given = database.get("OPTIONS", {})
    return {**database, **defaults, "OPTIONS": {**defaults["OPTIONS"], **given}}


def sqlite():
    """Connections that stay: opening one reads the whole schema anew, a third of the processor time of a page."""
    return {
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16000;",
        },
    }


def postgresql(env):
    """A pool whose dead connections are found before a page gets them, and which tries for as long as somebody waits.

    With less all would wait for a server that is back, because only a new request has it tried again; with psycopg's
    own five minutes of growing pauses a server that was away for one would be missed for another.
    """
    is_web = bool(os.environ.get(SERVES_PAGES))
    limit = env.int("DATABASE_STATEMENT_TIMEOUT", default=15_000) if is_web else 0
    patience = 5 if is_web else 30  # seconds
    return {
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,  # `check` of the pool
        "OPTIONS": {
            "pool": {
                "min_size": 1,
                "max_size": env.int("DATABASE_POOL", default=8),
                "timeout": patience,
                "max_idle": 300,
                "max_lifetime": 1800,
                "reconnect_timeout": patience,
            },
            "connect_timeout": 3 if is_web else 10,
            # a server that vanished without a word is noticed in 20 s instead of hours
            "keepalives_idle": 10,
            "keepalives_interval": 5,
            "keepalives_count": 2,
            "tcp_user_timeout": 20_000,
            "prepare_threshold": 0,  # at first use, but only what asks for it (`marketplace.prepared`)
            "options": limits(limit),
        },
    }


def limits(statement_ms):
    """Start-up options of a session. No process may sit on locks in a transaction that it has forgotten.

    What is prepared is planned once, for whatever values may come.
    """
    idle = "-c idle_in_transaction_session_timeout=60000" if statement_ms else ""
    lock = f"-c lock_timeout={min(statement_ms, 5000)}" if statement_ms else ""
    plans = "-c plan_cache_mode=force_generic_plan"
    return " ".join(filter(None, [f"-c statement_timeout={statement_ms}", lock, idle, plans]))
