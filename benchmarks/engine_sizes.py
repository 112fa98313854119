"""From which size on Spark is worth it: builds of growing web traffic on DuckDB and on Spark.

    python benchmarks/engine_sizes.py [--copies 1 30 300] [--engines duckdb spark]

The demo with its sessions and page views many times over: every copy is other visitors, who never
become leads. Traffic is what grows; a company with ten times the visits has not ten times the
deals. It lies as Parquet in a folder, which DuckDB reads by its path and Spark by its URI. Built
are the measures that read traffic and all that they need, with their tests, from the intake on;
the rest of a build does not grow with it. Memory is what a build and all it starts hold at once
(proportional set size, Linux).
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.engines import watch_memory  # noqa: E402

DEMO = ROOT / "seeds" / "demo"
# The traffic's own identifiers, which every copy has anew; what ties a visit to a lead is left out.
IDENTIFIERS = {
    "sessions": ("session_id", "visitor_id"),
    "page_views": ("page_view_id", "session_id"),
}
# The measures that read sessions or page views.
TRAFFIC = (
    "website_by_period",
    "visitors_by_period",
    "social_sessions_by_period",
    "content_by_period",
    "scroll_depth_by_period",
)
# What docs/engines.md advises from some ten million rows on.
LARGE = 10_000_000
SPARK_FOR_LARGE = {
    "LEADMART_SPARK_PARTITIONS": "4",
    "LEADMART_SPARK_ADAPTIVE": "true",
}


def write_inputs(folder: Path, copies: int) -> int:
    """The demo's inputs with so many times the traffic; gives the rows of all inputs."""
    folder.mkdir()
    rows = 0
    with duckdb.connect() as connection:
        for source in sorted(DEMO.glob("*.csv")):
            read = f"read_csv('{source}', all_varchar = true, header = true)"
            target = folder / f"{source.stem}.csv"
            if source.stem in IDENTIFIERS:
                target = target.with_suffix(".parquet")
                renamed = ", ".join(
                    f"case when copy = 0 then {name} else {name} || '-' || copy end as {name}"
                    for name in IDENTIFIERS[source.stem]
                )
                if source.stem == "sessions":
                    renamed += ", case when copy = 0 then lead_id end as lead_id"
                connection.execute(
                    f"copy (select * exclude (copy) replace ({renamed})"
                    f" from {read} cross join range({copies}) as copies(copy))"
                    f" to '{target}' (format parquet)"
                )
                found = connection.execute(f"select count(*) from '{target}'").fetchone()
            else:
                shutil.copy(source, target)
                found = connection.execute(f"select count(*) from {read}").fetchone()
            rows += found[0] if found else 0
    return rows


def measure(engine: str, inputs: Path, home: Path, rows: int) -> tuple[float, float]:
    """Seconds and the highest megabytes of a build."""
    place = inputs.as_uri() if engine == "spark" else str(inputs)
    command = ["build", "--target", engine, "--input", place, "--home", str(home)]
    for name in TRAFFIC:
        command += ["--select", name]
    tuned = SPARK_FOR_LARGE if rows >= LARGE else {}
    started = time.monotonic()
    with watch_memory() as memory:
        subprocess.run(
            [sys.executable, str(ROOT / "orchestrate.py"), *command, "--as-of", "2026-06-30"],
            env={**tuned, **os.environ},
            stdout=subprocess.DEVNULL,
            check=True,
        )
    return time.monotonic() - started, memory.peak


def main() -> None:
    """Measures, size after size, one engine after the other, and prints a row for each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--copies", nargs="+", type=int, default=[1, 30, 300])
    parser.add_argument("--engines", nargs="+", default=["duckdb", "spark"])
    said = parser.parse_args()
    print(f"{time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores")
    print("| rows of inputs | engine | seconds | peak memory, GB |\n|---|---|---|---|")
    for copies in said.copies:
        with tempfile.TemporaryDirectory(prefix="leadmart-benchmark-") as folder:
            inputs = Path(folder) / "inputs"
            rows = write_inputs(inputs, copies)
            for engine in said.engines:
                seconds, megabytes = measure(engine, inputs, Path(folder) / engine, rows)
                print(
                    f"| {rows:,} | {engine} | {seconds:.0f} | {megabytes / 1024:.1f} |", flush=True
                )


if __name__ == "__main__":
    main()
