"""Wall time and peak memory of building the demo on each engine, side by side.

    tools/with_postgres python benchmarks/engines.py [duckdb postgres spark]

Models, seeds and snapshot, without tests, from nothing, one engine after the other. Memory is what
dbt and all it starts hold at once (proportional set size, Linux); for PostgreSQL with its server.
"""

from __future__ import annotations

import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

EVERY_SECONDS = 0.5


def processes() -> dict[int, tuple[int, str]]:
    """All processes: id → parent's id and name."""
    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                name, _, rest = (folder / "stat").read_text().partition("(")[2].rpartition(")")
            except OSError:
                continue
            found[int(folder.name)] = (int(rest.split()[1]), name)
    return found


def megabytes_of(process: int) -> float:
    """What a process holds, its share of shared memory included; 0 once it is gone."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def megabytes_below(root: int, also: str | None) -> float:
    """What all descendants of a process hold, and all processes of a name."""
    known = processes()
    wanted = {process for process, (_, name) in known.items() if name == also}
    below = {root}
    while more := {one for one, (parent, _) in known.items() if parent in below} - below:
        below |= more
    return sum(megabytes_of(one) for one in (below - {root}) | wanted)


class Memory:
    """The most that was held at once, in megabytes."""

    peak = 0.0


@contextmanager
def watch_memory(also: str | None = None) -> Iterator[Memory]:
    """What this process has started, and all processes of a name, hold while something runs."""
    memory = Memory()
    done = threading.Event()

    def watch() -> None:
        while not done.wait(EVERY_SECONDS):
            memory.peak = max(memory.peak, megabytes_below(os.getpid(), also))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield memory
    finally:
        done.set()
        watcher.join()


def measure(engine: str, folder: Path) -> tuple[float, float]:
    """Seconds and the highest megabytes of a build."""
    from tools.compare_engines import build

    with watch_memory("postgres" if engine == "postgres" else None) as memory:
        seconds = build(engine, folder)
    return seconds, memory.peak


def main() -> None:
    """Measures the engines named, or all, and prints a row for each."""
    from tools.compare_engines import ENGINES

    print(f"{time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores")
    print("| engine | seconds | peak memory, GB |\n|---|---|---|")
    for engine in sys.argv[1:] or ENGINES:
        with tempfile.TemporaryDirectory(prefix="leadmart-benchmark-") as folder:
            seconds, megabytes = measure(engine, Path(folder))
        print(f"| {engine} | {seconds:.0f} | {megabytes / 1024:.1f} |", flush=True)


if __name__ == "__main__":
    main()
