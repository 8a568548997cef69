"""Faults on purpose: the real product in processes of its own, killed, starved, lied to; what was promised is counted.

`python -m faults [--only K1,K3] [--column embedded] [--rounds N] [--full]` runs the registered faults one after the
other and prints one row each. A fault is a function in a module of this package that is named in `MODULES`:

    from faults import Outcome, fault

    @fault("J2", "two clocks at once", columns=("embedded", "services"), rounds=5)
    def two_clocks(run):
        site = run.site()                       # the product on free ports: web processes, worker, database, folder
        site.manage("tick")                     # manage.py in the environment of that site; raises if it fails
        found = site.ask("print_json(…)")       # Python in that environment, its JSON
        return Outcome(acknowledged=5, lost=0, doubled=0, seen="each job once")

`run` has `column` ("embedded": SQLite, one uvicorn; "services": PostgreSQL, Redis, two web processes, two workers),
`rounds`, `clients`, `full` (durations of the catalogue instead of short ones), `folder` (empty, removed afterwards) and
`site(**environment)`. What `site()` starts is stopped when the function returns or raises. A function that cannot run
here raises `Skip(reason)`. Nothing but processes that the run has started is ever killed, each by its id.
"""

from dataclasses import dataclass, field

MODULES = ["faults.web", "faults.database", "faults.redis", "faults.searching", "faults.work", "faults.disk"]
MODULES += ["faults.clocks", "faults.forms", "faults.sockets", "faults.tasks", "faults.backups"]
MODULES += ["faults.network", "faults.archive"]
COLUMNS = ("embedded", "services")
REGISTRY = []


class Skip(Exception):
    """The fault cannot be made here; the text says why."""


@dataclass
class Outcome:
    """What came of a fault. `recovered` are seconds from each fault to the first new success, `seen` what people saw.

    `problems` are broken promises other than loss and doubling, in words; any of them fails the run.
    """

    acknowledged: int = 0
    lost: int = 0
    doubled: int = 0
    recovered: list = field(default_factory=list)
    seen: str = ""
    problems: list = field(default_factory=list)

    @property
    def is_good(self):
        return not (self.lost or self.doubled or self.problems)


@dataclass(frozen=True)
class Fault:
    """A registered fault: its id in the catalogue, a title, where it runs, how often, and the function."""

    code: str
    title: str
    columns: tuple
    rounds: int
    make: object


def fault(code, title, *, columns=COLUMNS, rounds=1):
    """Register the decorated function of a `Run` as fault `code`."""

    def register(function):
        REGISTRY.append(Fault(code, title, tuple(columns), rounds, function))
        return function

    return register
