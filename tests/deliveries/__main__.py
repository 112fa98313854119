"""Thousands of made-up deliveries, built in memory on some processes.

    python -m tests.deliveries --count 10000 --seed 1 --out /tmp/found

Says how many were built, and each kind of fault with how often it was met; the smallest delivery
that shows it is laid down as a folder of CSV files, which `orchestrate.py build --input` takes.
Ends with 1 if there was a fault.
"""

from __future__ import annotations

import argparse
import multiprocessing
import re
import sys
import tempfile
import time
from pathlib import Path

from tests.deliveries.explore import COMPANIES, Found, in_words, made_small, portion
from tests.deliveries.proof import write_delivery

AT_ONCE = 25
# A database grows with each delivery that is built in it, by some 2 MB: then a new process.
_PORTIONS_OF_A_PROCESS = 20


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tests.deliveries", description=__doc__)
    parser.add_argument("--count", type=int, default=1000, help="deliveries to build")
    parser.add_argument("--start", type=int, default=0, help="leave out so many, built before")
    parser.add_argument("--seed", type=int, default=1, help="another number, other deliveries")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--company", choices=sorted(COMPANIES), help="with its settings alone")
    parser.add_argument("--out", type=Path, help="where to lay down the deliveries that fail")
    parser.add_argument("--filled", action="store_true", help="say which tables seldom had rows")
    said = parser.parse_args()
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="deliveries-") as folder:
        found = _find(said, Path(folder))
        minutes = (time.monotonic() - started) / 60
        print(f"{found.deliveries} deliveries, {found.rows} rows, {minutes:.1f} minutes")
        if said.filled:
            _print_filled(found)
        for kind, times in found.times.most_common():
            company, finding, _ = found.smallest[kind]
            small = made_small(found, kind, Path(folder))
            print(f"\n{times} times, first under the settings {company!r}: {finding}\n  {small!r}")
            if said.out:
                place = said.out / re.sub(r"\W+", "_", kind)[:80]
                write_delivery(small.delivery, place)
                print(f"  laid down in {place}")
            else:
                print(in_words(small))
    return 1 if found.times else 0


def _find(said: argparse.Namespace, folder: Path) -> Found:
    found = Found()
    companies = [said.company] if said.company else list(COMPANIES)
    spawned = multiprocessing.get_context("spawn")
    with spawned.Pool(said.processes, maxtasksperchild=_PORTIONS_OF_A_PROCESS) as processes:
        portions = []
        numbers = range(said.start // AT_ONCE, -(-said.count // AT_ONCE))
        # One company after the other, so that a process keeps few databases.
        for number in sorted(numbers, key=lambda number: number % len(companies)):
            company = companies[number % len(companies)]
            count = min(AT_ONCE, said.count - number * AT_ONCE)
            portions.append((company, folder, count, said.seed * 1_000_003 + number))
        for done in processes.imap_unordered(portion, portions):
            known = set(found.times)
            found.add(done)
            _say(f"{found.deliveries} of {said.count}, {len(found.times)} kinds of faults")
            for kind in sorted(set(found.times) - known):
                company, finding, made = found.smallest[kind]
                _say(f"  new, under the settings {company!r}: {finding}\n    {made!r}")
    return found


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _print_filled(found: Found) -> None:
    for name, times in sorted(found.filled.items(), key=lambda one: one[1]):
        print(f"{times / found.deliveries:7.1%} {name}")


if __name__ == "__main__":
    sys.exit(main())
