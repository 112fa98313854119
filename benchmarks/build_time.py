"""How long the demo takes: a plain `dbt build` and the whole command side by side.

    python benchmarks/build_time.py [--repeat 3]

Each starts from nothing but its own reading of the project (dbt's partial parse), as the second
run of a day does. The best of the repeats counts: the rest is the machine's noise.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ALLOWED = 1.1


def plain_build(folder: Path) -> float:
    """Seconds of a plain `dbt build` of the demo into new databases."""
    for database in folder.glob("*.duckdb"):
        database.unlink()
    environment = {
        **os.environ,
        "LEADMART_DATABASE": str(folder / "leadmart.duckdb"),
        "LEADMART_WORK_DATABASE": str(folder / "work.duckdb"),
        "LEADMART_SPILL_DIRECTORY": str(folder / "spill"),
    }
    dbt = "import sys; from dbt.cli.main import cli; sys.argv[0] = 'dbt'; cli()"
    paths = ("--target-path", str(folder / "target"), "--log-path", str(folder / "logs"))
    return seconds_of([sys.executable, "-c", dbt, "build", *paths], environment)


def whole_build(home: Path) -> float:
    """Seconds of the command: gate, build, audit, Parquet, publication."""
    command = [sys.executable, "orchestrate.py", "build", "--home", str(home)]
    return seconds_of(command, dict(os.environ))


def seconds_of(command: list[str], environment: dict[str, str]) -> float:
    """Runs a command to its end; stops with what it said if it fails."""
    started = time.monotonic()
    finished = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if finished.returncode != 0:
        sys.exit(f"{' '.join(command)}\n{(finished.stdout + finished.stderr)[-3000:]}")
    return time.monotonic() - started


def slowest_nodes(home: Path, count: int) -> list[tuple[str, float]]:
    """The nodes of the last run that took longest, and their seconds."""
    last = max(path for path in (home / "runs").iterdir())
    nodes = json.loads((last / "nodes.json").read_text(encoding="utf-8"))
    return [(node["unique_id"], node["seconds"]) for node in nodes[:count]]


def main() -> int:
    """Prints both times, their ratio and the slowest ten nodes; fails above the allowed ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=2, help="how often each is timed")
    repeat = parser.parse_args().repeat
    with tempfile.TemporaryDirectory(prefix="leadmart-benchmark-") as temporary:
        folder, home = Path(temporary, "plain"), Path(temporary, "home")
        folder.mkdir()
        plain_build(folder)
        whole_build(home)
        # In turns, so that a busy minute falls on both.
        times = [(plain_build(folder), whole_build(home)) for _ in range(repeat)]
        plain, whole = (min(column) for column in zip(*times, strict=True))
        print(f"dbt build               {plain:6.1f} s")
        print(f"orchestrate.py build    {whole:6.1f} s")
        print(f"ratio                   {whole / plain:6.2f} (at most {ALLOWED})")
        print("slowest nodes")
        for name, seconds in slowest_nodes(home, 10):
            print(f"  {seconds:6.2f} s  {name}")
    return 0 if whole <= ALLOWED * plain else 1


if __name__ == "__main__":
    sys.exit(main())
