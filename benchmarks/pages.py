"""The busiest pages on a demo college of any size: `python -m benchmarks.pages --students 25000`.

Builds the college once per size in a folder of the temporary directory (or uses `VAR_DIR`, `DATABASE_URL`), signs in
as the demo's people, and prints for each page: status, queries, median and 95th percentile of CPU milliseconds per
request, kilobytes of HTML, and the ratio to the measured floor of bare Django. SQLite works inside this process, so its
CPU is in the figure; with PostgreSQL the server's is not, and wall milliseconds are printed beside.
"""

import argparse
import os
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

LIST, DETAIL, SEARCH = "list", "detail", "search"
PUBLIC_LIST, PUBLIC_DETAIL, HOME = "public list", "public detail", "home"
FLOOR = {LIST: 5.1, DETAIL: 2.8, SEARCH: 13.5, PUBLIC_LIST: 5.1, PUBLIC_DETAIL: 2.8}  # CPU ms, bare Django, a Xeon
MUST = {LIST: 15, DETAIL: 9, SEARCH: 15, PUBLIC_LIST: 12, PUBLIC_DETAIL: 8, HOME: 25}


def scale(list_ms, detail_ms, search_ms):
    """Take the floor of this machine instead, and what pages must hold in the same ratio: only ratios travel."""
    here = {LIST: list_ms, DETAIL: detail_ms, SEARCH: search_ms, PUBLIC_LIST: list_ms, PUBLIC_DETAIL: detail_ms}
    slower = {kind: ms / FLOOR[kind] for kind, ms in here.items()}
    slower[HOME] = (slower[LIST] + slower[DETAIL]) / 2
    for kind, ratio in slower.items():
        MUST[kind] = round(MUST[kind] * ratio)
    FLOOR.update(here)


@dataclass(frozen=True)
class Page:
    """`address(user)` is measured as persona `who` (None: a visitor)."""

    name: str
    kind: str
    who: str | None
    address: object


def pages():
    from django.urls import reverse

    from curricula.models import Programme
    from internships.models import Placement
    from recruitment.models import Application, Position

    def of(name, objects):
        return lambda user: reverse(name, args=[objects(user).values_list("pk", flat=True).order_by("-pk")[0]])

    def plain(name, query=""):
        return lambda user: reverse(name) + query

    published = of("recruitment:position_detail", lambda user: Position.objects.published())
    managed = of("matching:for_position", lambda user: Position.objects.managed_by(user).published())
    return [
        Page("positions, visitor", PUBLIC_LIST, None, plain("recruitment:position_list")),
        Page("one position, visitor", PUBLIC_DETAIL, None, published),
        Page("search, visitor", SEARCH, None, plain("recruitment:position_list", "?q=PLC")),
        Page("home of a student at work", HOME, "student", plain("marketplace:home")),
        Page("home of a supervisor", HOME, "supervisor", plain("marketplace:home")),
        Page("home of a coordinator", HOME, "coordinator", plain("marketplace:home")),
        Page("to do, internship office", LIST, "office", plain("marketplace:todo_list")),
        Page("applications of an HR", LIST, "hr", plain("recruitment:application_list")),
        Page("one application", DETAIL, "hr", of("recruitment:application_detail", Application.objects.visible_to)),
        Page("candidates, ranked", LIST, "hr", managed),
        Page("recommended positions", LIST, "applicant", plain("matching:for_student")),
        Page("queue of weekly logs", LIST, "supervisor", plain("internships:log_queue")),
        Page("placements of a department", LIST, "coordinator", plain("internships:placement_list")),
        Page("one placement", DETAIL, "student", of("internships:placement_detail", Placement.objects.visible_to)),
        Page("gap table", HOME, "leader", of("curricula:gap_table", Programme.objects.granted_to)),
    ]


def prepare(students):
    """Point Django at a college of `students`, and build it the first time."""
    folder = Path(tempfile.gettempdir()) / f"chanjiao-bench-{students}"
    os.environ.setdefault("VAR_DIR", str(folder))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    import django

    django.setup()
    from django.core.management import call_command

    from config.demo import build

    call_command("migrate", verbosity=0)
    if not build.exists():
        began = time.perf_counter()
        call_command("demo", students=students)
        print(f"demo of {students} students: {time.perf_counter() - began:.0f} s")


def measure(page, rounds):
    """One row of the table. Raises whatever the page raises."""
    from django.contrib.auth import get_user_model
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    user = page.who and get_user_model().objects.get(username=page.who)
    client = Client(headers={"host": "localhost", "accept-language": "zh-cn"})
    if user:
        client.force_login(user, backend="marketplace.authentication.AnyNumberBackend")
    address = page.address(user)
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    asked = len(queries)  # now: the next request empties the log
    cpu, wall = [], []
    for _ in range(rounds):
        began, clock = time.process_time(), time.perf_counter()
        client.get(address)
        cpu.append(1000 * (time.process_time() - began))
        wall.append(1000 * (time.perf_counter() - clock))
    return answer.status_code, asked, median(cpu), quantiles(cpu, n=20)[-1], median(wall), len(answer.content)


def table(rounds):
    """Print the table; returns the names of pages above what they must hold."""
    print(f"\n{'page':<30}{'st':>4}{'SQL':>5}{'CPU ms':>8}{'p95':>7}{'wall':>7}{'kB':>7}{'must':>6}{'× floor':>9}")
    over = []
    for page in pages():
        try:
            status, queries, cpu, p95, wall, size = measure(page, rounds)
        except Exception as error:
            print(f"{page.name:<30}  {type(error).__name__}: {str(error)[:80]}")
            over.append(page.name)
            continue
        ratio = f"{cpu / FLOOR[page.kind]:.1f}" if page.kind in FLOOR else "–"
        numbers = f"{status:>4}{queries:>5}{cpu:>8.1f}{p95:>7.1f}{wall:>7.1f}{size / 1000:>7.1f}{MUST[page.kind]:>6}"
        print(f"{page.name:<30}{numbers}{ratio:>9}")
        if cpu > MUST[page.kind] or queries > 12 or size > 60_000 or status != 200:
            over.append(page.name)
    return over


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--students", type=int, default=600)
    arguments.add_argument("--rounds", type=int, default=30)
    options = arguments.parse_args()
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    prepare(options.students)
    over = table(options.rounds)
    print("\nAbove budget (CPU, 12 queries, 60 kB): " + (", ".join(over) or "none"))


if __name__ == "__main__":
    main()
