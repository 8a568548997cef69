"""A college under load: `python -m benchmarks.load --students 25000 [--column sqlite|postgresql] [--only NAME …]`.

Builds the college once per column in the temporary directory (a quarter of an hour each for 25,000 students, of CPU),
serves it as the column is served (`benchmarks.servers`), and measures the busiest pages over HTTP with real sessions at
1 and 16 clients, then the evening on which the weeks are handed in. Printed per row: requests a second, median and 95th
percentile of latency in milliseconds, milliseconds of CPU per request of web server and database together (this one
stays true on a busy machine), queries, kilobytes of HTML, × the floor of bare Django, and what the page must hold.
`others` is how many cores worked for somebody else meanwhile: above 0.15 the latencies of the row count for nothing.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from statistics import median

from benchmarks import servers
from benchmarks.pages import FLOOR, MUST, scale

HEAD = f"{'page':<30}{'cl':>3}{'n':>6}{'req/s':>7}{'p50':>8}{'p95':>8}{'CPU ms':>8}{'db':>6}{'SQL':>5}{'kB':>6}"
HEAD += f"{'must':>6}{'× floor':>9}{'others':>8}  failed"


def run(job, processes):
    """What `benchmarks.clients` answers, with `used` (CPU seconds per process tree) and `others` (cores)."""
    before, all_before = servers.cpu(processes), servers.machine()
    text = json.dumps(job)
    command = [sys.executable, "-m", "benchmarks.clients"]
    done = subprocess.run(command, input=text, stdout=subprocess.PIPE, text=True, cwd=servers.ROOT, check=True)
    found = json.loads(done.stdout)
    found["used"] = {name: seconds - before[name] for name, seconds in servers.cpu(processes).items()}
    foreign = servers.machine() - all_before - sum(found["used"].values()) - found["cpu"]
    found["others"] = max(0.0, foreign / found["seconds"])
    return found


def measure_page(page, options, processes):
    """Print the rows of one page and return them."""
    from django.contrib.auth import get_user_model

    from benchmarks import pages, sessions

    user = page.who and get_user_model().objects.get(username=page.who)
    _, queries, _, _, _, size = pages.measure(page, rounds=2)
    rows = []
    for clients in options.clients:
        own = [{"name": page.name, "path": page.address(user), "cookie": sessions.cookie(user)} for _ in range(clients)]
        job = {"port": servers.PORTS["web"], "seconds": options.seconds, "count": options.count}
        run(job | {"clients": [[request] for request in own], "count": 4 * clients}, processes)  # warm every thread
        found = run(job | {"clients": [[request] for request in own]}, processes)
        answer = found["answers"][page.name]
        row = figures(page.name, clients, answer, found) | {"kind": page.kind, "queries": queries, "kb": size / 1000}
        rows.append(row)
        say(row)
    return rows


def figures(name, clients, answer, found):
    count = len(answer["ms"])
    seconds = {kind: value for kind, value in found["used"].items() if kind != "worker"}
    sent = sum(len(other["ms"]) for other in found["answers"].values())
    return {
        "name": name, "clients": clients, "n": count, "rps": count / found["seconds"], "failed": answer["failed"],
        "p50": median(answer["ms"]), "p95": answer["ms"][min(count - 1, int(count * 0.95))],
        "cpu": 1000 * sum(seconds.values()) / sent, "database": 1000 * seconds.get("database", 0) / sent,
        "others": found["others"],
    }  # fmt: skip


def say(row):
    kind = row.get("kind")
    floor = f"{row['cpu'] / FLOOR[kind]:.1f}" if kind in FLOOR else "–"
    told = f"{row['name']:<30}{row['clients']:>3}{row['n']:>6}{row['rps']:>7.0f}{row['p50']:>8.1f}{row['p95']:>8.1f}"
    told += f"{row['cpu']:>8.1f}{row['database']:>6.1f}{row.get('queries', '–'):>5}{row.get('kb', 0):>6.0f}"
    told += f"{MUST.get(kind, '–'):>6}{floor:>9}{row['others']:>8.2f}  {row['failed'] or ''}"
    print(told, flush=True)


def measure_evening(options, processes):
    """The peak as it arrives, then as fast as 1 and 16 students' browsers can."""
    from benchmarks import evening

    found = evening.writers(options.writers)
    stories = [evening.story(*writer) for writer in found]
    peak = len(stories) // 3
    rows = []
    rate = evening.SUBMITS + evening.SAVES
    jobs = [(f"peak {rate:.1f}/s", 16, {"rate": rate, "senders": 16, "clients": [evening.interleaved(stories[:peak])]})]
    parts = {1: stories[peak : peak + peak // 3], 16: stories[peak + peak // 3 :]}
    jobs += [
        (f"{clients} at once", clients, {"clients": evening.closed(parts[clients], clients), "again": False})
        for clients in (1, 16)
    ]
    print(f"\nThe evening: {len(stories)} students, {evening.DRAFTS} drafts and a submit each")
    for name, clients, job in jobs:
        job |= {"port": servers.PORTS["web"], "seconds": 4 * options.seconds, "count": 100_000}
        result = run(job, processes)
        for kind, answer in result["answers"].items():
            rows.append(figures(f"{kind}, {name}", clients, answer, result))
            say(rows[-1])
        worker = result["used"].get("worker", 0)
        print(f"  the task worker meanwhile: {worker:.1f} s of CPU in {result['seconds']:.0f} s")
    return rows


def measure_column(column, options):
    os.environ.update(servers.environment(column, options.students))
    with servers.databases(column, options.students) as processes:
        from benchmarks import college, pages

        college.prepare(column, options.students)
        if options.build:
            return []
        with servers.serving(column, options.students) as more:
            college.settle()
            print(f"\n{column}, {options.students} students\n{HEAD}")
            wanted = [page for page in pages.pages() if not options.only or page.name in options.only]
            rows = [row for page in wanted for row in measure_page(page, options, processes | more)]
            if not options.only or "evening" in options.only:
                rows += measure_evening(options, processes | more)
    over = sorted({row["name"] for row in rows if is_over(row)})
    print("\nAbove budget (CPU at 16 clients, 12 queries, 60 kB, failed): " + (", ".join(over) or "none"))
    return [row | {"column": column, "students": options.students} for row in rows]


def is_over(row):
    if row["failed"]:
        return True
    if "kind" not in row:
        return False
    is_dear = row["clients"] > 1 and row["cpu"] > MUST[row["kind"]]
    return is_dear or row["queries"] > 12 or row["kb"] > 60


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--students", type=int, default=25_000)
    arguments.add_argument("--column", choices=["sqlite", "postgresql"], help="both, one after the other, without it")
    arguments.add_argument("--clients", type=int, nargs="+", default=[1, 16])
    arguments.add_argument("--seconds", type=float, default=4, help="how long a row may take")
    arguments.add_argument("--count", type=int, default=2_000, help="how many requests a row may take")
    arguments.add_argument("--writers", type=int, default=240, help="students who write in the evening")
    arguments.add_argument("--only", nargs="*", help="names of pages, or evening")
    arguments.add_argument("--build", action="store_true", help="only make the colleges")
    arguments.add_argument("--floor", type=float, nargs=3, metavar=("LIST", "DETAIL", "SEARCH"),
                           help="CPU ms of bare Django on this machine")  # fmt: skip
    arguments.add_argument("--json", help="write the rows to this file, too")
    options = arguments.parse_args()
    if options.floor:
        scale(*options.floor)
    if not options.column:  # Django knows one database per process
        for column in ("sqlite", "postgresql"):
            own = ["--json", f"{options.json}.{column}"] if options.json else []
            rest = [value for value in sys.argv[1:] if value not in ("--json", options.json)]
            command = [sys.executable, "-m", "benchmarks.load", "--column", column, *rest, *own]
            subprocess.run(command, check=True, cwd=servers.ROOT)
        return
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the servers are stopped, too
    rows = measure_column(options.column, options)
    if options.json:
        with open(options.json, "w") as file:
            json.dump({"at": time.time(), "rows": rows}, file, indent=1, ensure_ascii=False)


if __name__ == "__main__":
    main()
