"""What many values cost: builds of companies of 50, 500, 5,000 … campaigns over three years.

    python benchmarks/many_values.py [--campaigns 50 500 5000] [--project DIR]

So many campaigns, and as many accounts, leads, deals and subscriptions, one row each, spread over
three years: a lead of each account, from its own campaign; a deal of the lead, two in three of them
won, and a subscription of the account, of which one in four has ended. The whole command is
measured: gate, build with its data tests, audit, pages, publication. Seconds of processor say more
than the clock on a machine that does other things; memory is what the run and all it starts hold at
once (proportional set size, Linux). --project names another version of the project, to compare.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.costs import Cost, cost_of_build, write_inputs  # noqa: E402

FIRST_DAY = date(2023, 7, 1)
AS_OF = date(2026, 6, 30)
DAYS = (AS_OF - FIRST_DAY).days
CHANNELS = ("paid_search", "paid_social", "email", "display", "organic_social")
SEGMENTS = ("enterprise", "mid_market", "small_business")
# What steps through the days is prime to their number, so that rows spread evenly.
STEP = 397
MEGABYTE = 2**20


def made_of(count: int) -> dict[str, list[dict[str, object]]]:
    """Five inputs of so many rows each."""
    rows: dict[str, list[dict[str, object]]] = {
        name: [] for name in ("accounts", "campaigns", "leads", "deals", "subscriptions")
    }
    for number in range(count):
        for name, row in _one_of_each(number).items():
            rows[name].append(row)
    return rows


def _one_of_each(number: int) -> dict[str, dict[str, object]]:
    began = FIRST_DAY + timedelta(days=number * STEP % (DAYS - 120))
    closed = began + timedelta(days=30 + number % 60)
    ended = closed + timedelta(days=180)
    has_ended = number % 4 == 0 and ended <= AS_OF
    return {
        "accounts": {
            "account_id": f"A{number}",
            "account_name": f"Company {number}",
            "domain": f"company-{number}.example",
            "segment": SEGMENTS[number % len(SEGMENTS)],
            "target_account": str(number % 3 == 0).lower(),
            "created_at": f"{began}T08:00:00Z",
        },
        "campaigns": {
            "campaign_id": f"C{number}",
            "campaign_name": f"Campaign {number}",
            "channel": CHANNELS[number % len(CHANNELS)],
            "program": ("abm", "demand_gen")[number % 2],
            "started_on": str(began),
        },
        "leads": {
            "lead_id": f"L{number}",
            "created_at": f"{began}T09:00:00Z",
            "account_id": f"A{number}",
            "email": f"someone@company-{number}.example",
            "campaign_id": f"C{number}",
        },
        "deals": {
            "deal_id": f"D{number}",
            "created_at": f"{began + timedelta(days=5)}T10:00:00Z",
            "account_id": f"A{number}",
            "lead_id": f"L{number}",
            "campaign_id": f"C{number}",
            "amount": 1000 + number % 97 * 100,
            "currency": "USD",
            "closed_at": f"{closed}T15:00:00Z",
            "is_won": str(number % 3 != 0).lower(),
        },
        "subscriptions": {
            "subscription_id": f"S{number}",
            "account_id": f"A{number}",
            "started_on": str(closed),
            "ended_on": str(ended) if has_ended else "",
            "monthly_amount": 100 + number % 31 * 10,
            "currency": "USD",
        },
    }


def measure(project: Path, inputs: Path, home: Path) -> tuple[Cost, float, float]:
    """Builds and publishes the inputs once: the cost, and the MB of the release and of its page."""
    cost = cost_of_build(inputs, AS_OF, home, project)
    release = (home / "current").resolve()
    size = sum(file.stat().st_size for file in release.rglob("*") if file.is_file())
    return cost, size / MEGABYTE, (release / "dashboard.html").stat().st_size / MEGABYTE


def main() -> None:
    """Measures size after size, and prints a row for each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--campaigns", nargs="+", type=int, default=[50, 500, 5000])
    parser.add_argument("--project", type=Path, default=ROOT, help="the version that is measured")
    said = parser.parse_args()
    print(f"{time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores")
    print("| campaigns | release, MB | seconds | of processor | peak memory, GB | page, MB |")
    print("|---|---|---|---|---|---|")
    for count in said.campaigns:
        with tempfile.TemporaryDirectory(prefix="leadmart-benchmark-") as folder:
            write_inputs(Path(folder, "inputs"), made_of(count))
            cost, release, page = measure(
                said.project.resolve(), Path(folder, "inputs"), Path(folder, "home")
            )
        print(
            f"| {count:,} | {release:.0f} | {cost.seconds:.0f} | {cost.processor_seconds:.0f}"
            f" | {cost.megabytes / 1024:.1f} | {page:.1f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
