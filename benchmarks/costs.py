"""What a command takes: time, processor and memory, told alike by benchmarks of whole commands."""

from __future__ import annotations

import csv
import resource
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.engines import watch_memory  # noqa: E402


@dataclass(frozen=True)
class Cost:
    """What a command took; memory is what it and all it started held at once (Linux)."""

    seconds: float
    processor_seconds: float
    megabytes: float


def cost_of(command: list[str], project: Path = ROOT) -> Cost:
    """Runs a command in a project to its end; stops with what it said if it fails."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.monotonic()
    with watch_memory() as memory:
        finished = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    seconds = time.monotonic() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if finished.returncode != 0:
        sys.exit(f"{' '.join(command)}\n{(finished.stdout + finished.stderr)[-3000:]}")
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(seconds, processor, memory.peak)


def cost_of_build(inputs: Path, as_of: date, home: Path, project: Path = ROOT) -> Cost:
    """Builds and publishes a folder of inputs once, by the whole command."""
    command = [sys.executable, "orchestrate.py", "build", "--input", str(inputs)]
    return cost_of([*command, "--as-of", str(as_of), "--home", str(home)], project)


def write_inputs(folder: Path, inputs: Mapping[str, Sequence[Mapping[str, object]]]) -> None:
    """A new folder with a CSV file for each input."""
    folder.mkdir()
    for name, rows in inputs.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
