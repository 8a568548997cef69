"""Run the faults and print one table; the exit code says whether every promise was kept."""

import argparse
import importlib
import importlib.util
import signal
import sys
import time
import traceback
from pathlib import Path

from faults import COLUMNS, MODULES, REGISTRY, Outcome, Skip
from faults.run import Run, home


def main():
    options = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that everything that was started is stopped
    for module in MODULES:
        if importlib.util.find_spec(module):
            importlib.import_module(module)
    chosen = [fault for fault in REGISTRY if not options.only or fault.code in options.only]
    unknown = options.only - {fault.code for fault in chosen}
    if unknown:
        sys.exit(f"No such fault: {', '.join(sorted(unknown))}. There are {', '.join(f.code for f in REGISTRY)}.")
    began, rows = time.perf_counter(), []
    with home(options.home) as folder:
        for fault in sorted(chosen, key=lambda fault: fault.code):
            rows += [one(fault, column, options, folder) for column in fault.columns if column in options.column]
    table(rows)
    bad = [row for row in rows if isinstance(row[3], Outcome) and not row[3].is_good]
    skipped = sum(isinstance(row[3], str) for row in rows)
    print(f"\n{len(rows)} runs in {time.perf_counter() - began:.0f} s: {len(bad)} broken, {skipped} skipped.")
    sys.exit(1 if bad else 0)


def arguments():
    parser = argparse.ArgumentParser(prog="python -m faults", description=__doc__)
    parser.add_argument("--only", type=lambda text: set(text.split(",")), default=set(), help="ids: K1,K3")
    parser.add_argument("--column", type=lambda text: set(text.split(",")), default=set(COLUMNS))
    parser.add_argument("--rounds", type=int, help="how often each fault is made (default: its own number)")
    parser.add_argument("--clients", type=int, default=4, help="threads that write meanwhile (default 4)")
    parser.add_argument("--full", action="store_true", help="the long durations: 60 s down instead of 10")
    parser.add_argument("--home", type=Path, help="keep the built college in this folder for the next time")
    return parser.parse_args()


def one(fault, column, options, folder):
    """The row of one run: code, column, title, Outcome or the reason why there is none."""
    print(f"… {fault.code} {column}: {fault.title}", file=sys.stderr, flush=True)
    rounds = min(options.rounds or fault.rounds, fault.rounds)
    run = Run(column=column, rounds=rounds, clients=options.clients, full=options.full, home=folder)
    try:
        with run:
            outcome = fault.make(run)
            if not outcome.is_good:
                print(run.last_words(), file=sys.stderr)
            return fault.code, column, fault.title, outcome
    except Skip as reason:
        return fault.code, column, fault.title, f"skipped: {reason}"
    except Exception as error:
        traceback.print_exc()
        return fault.code, column, fault.title, Outcome(problems=[f"{type(error).__name__}: {error}"])


def table(rows):
    print(f"\n{'id':<4}{'column':<10}{'acked':>7}{'lost':>6}{'twice':>6}  {'first success after':<22} what was seen")
    for code, column, title, outcome in rows:
        if isinstance(outcome, str):
            print(f"{code:<4}{column:<10}{'':>7}{'':>6}{'':>6}  {'':<22} {title}: {outcome}")
            continue
        print(
            f"{code:<4}{column:<10}{outcome.acknowledged:>7}{outcome.lost:>6}{outcome.doubled:>6}"
            f"  {span(outcome.recovered):<22} {title}: {outcome.seen}"
        )
        for problem in outcome.problems:
            print(f"{'':<4}BROKEN    {problem}")


def span(seconds):
    """The least and the most of `seconds`, in words."""
    if not seconds:
        return ""
    low, high = (f"{value * 1000:.0f} ms" if value < 1 else f"{value:.1f} s" for value in (min(seconds), max(seconds)))
    return f"{low} – {high} (×{len(seconds)})"


main()
