"""Companies that once grew as a product of two things: what twice and four times the rows cost.

    python benchmarks/growth.py [--companies stocks …] [--times 1 2 4] [--project DIR]

    stocks       deals that stay open and subscriptions that run, over twenty years
    early_date   leads of one year, and one with a mistyped date in the nineties
    one_account  deals of one account, and ten sessions of its leads for each
    one_name     leads of one name in one account
    merge_chain  leads of which each was merged into the next

The whole command is measured, as in many_values.py. A build of hardly any rows costs some 30 s of
processor: what the rows cost is what a line has beyond that.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.costs import Cost, cost_of_build, write_inputs  # noqa: E402

AS_OF = date(2026, 6, 30)
TWENTY_YEARS = 7300
# What steps through days is prime to their number, so that rows spread evenly.
STEP = 397

Rows = list[dict[str, object]]


def _before(days: int) -> date:
    return AS_OF - timedelta(days=days)


def _account(number: int, day: date) -> dict[str, object]:
    return {
        "account_id": f"A{number}",
        "account_name": f"Company {number}",
        "created_at": f"{day}T08:00:00Z",
    }


def stocks(count: int) -> dict[str, Rows]:
    """So many accounts, each with an open deal and a subscription that runs."""
    days = [_before(TWENTY_YEARS - number * STEP % (TWENTY_YEARS - 300)) for number in range(count)]
    accounts: Rows = []
    deals: Rows = []
    subscriptions: Rows = []
    for number, day in enumerate(days):
        account = {"account_id": f"A{number}"}
        money = {"currency": "USD"}
        accounts.append(_account(number, day))
        deals.append(
            {
                "deal_id": f"D{number}",
                **account,
                "created_at": f"{day}T08:00:00Z",
                "amount": 1000,
                **money,
            }
        )
        subscriptions.append(
            {
                "subscription_id": f"S{number}",
                **account,
                "started_on": day,
                "monthly_amount": 100,
                **money,
            }
        )
    return {"accounts": accounts, "deals": deals, "subscriptions": subscriptions}


def early_date(count: int) -> dict[str, Rows]:
    """So many leads of a year, the first of them long before."""
    leads: Rows = [
        {
            "lead_id": f"L{number}",
            "created_at": f"{_before(20 + number * STEP % 300)}T09:00:00Z",
            "email": f"someone@company-{number}.example",
        }
        for number in range(count)
    ]
    leads[0]["created_at"] = "1991-03-04T09:00:00Z"
    return {"leads": leads}


def one_account(count: int) -> dict[str, Rows]:
    """So many deals of an account, a lead for each ten of them, ten sessions for each."""
    people = count // 10 + 1
    leads: Rows = [
        {
            "lead_id": f"L{number}",
            "created_at": f"{_before(700 - number * 7 % 300)}T09:00:00Z",
            "email": f"someone{number}@company-0.example",
            "account_id": "A0",
        }
        for number in range(people)
    ]
    deals: Rows = [
        {
            "deal_id": f"D{number}",
            "account_id": "A0",
            "lead_id": f"L{number % people}",
            "created_at": f"{_before(10 + number * STEP % 700)}T08:00:00Z",
            "closed_at": f"{_before((10 + number * STEP % 700) // 2)}T08:00:00Z",
            "is_won": str(number % 3 != 0).lower(),
            "amount": 1000,
            "currency": "USD",
        }
        for number in range(count)
    ]
    sessions: Rows = [
        {
            "session_id": f"S{number}",
            "visitor_id": f"V{number % people}",
            "lead_id": f"L{number % people}",
            "started_at": f"{_before(number * STEP % 700)}T10:00:00Z",
            "utm_source": ("google", "newsletter")[number % 2],
            "utm_medium": ("cpc", "email")[number % 2],
        }
        for number in range(count * 10)
    ]
    accounts: Rows = [_account(0, _before(720))]
    return {"accounts": accounts, "leads": leads, "deals": deals, "sessions": sessions}


def one_name(count: int) -> dict[str, Rows]:
    """So many leads who are all called alike."""
    leads: Rows = [
        {
            "lead_id": f"L{number}",
            "created_at": f"{_before(number * 7 % 300)}T09:00:00Z",
            "first_name": "Ann",
            "last_name": "Example",
            "account_id": "A0",
        }
        for number in range(count)
    ]
    return {"accounts": [_account(0, _before(720))], "leads": leads}


def merge_chain(count: int) -> dict[str, Rows]:
    """So many leads, each merged into the next."""
    leads: Rows = [
        {
            "lead_id": f"L{number}",
            "created_at": f"{_before(number * 7 % 300)}T09:00:00Z",
            "merged_into_lead_id": f"L{number + 1}" if number + 1 < count else "",
        }
        for number in range(count)
    ]
    return {"leads": leads}


COMPANIES: dict[str, tuple[Callable[[int], dict[str, Rows]], int]] = {
    "stocks": (stocks, 1000),
    "early_date": (early_date, 1000),
    "one_account": (one_account, 500),
    "one_name": (one_name, 2000),
    "merge_chain": (merge_chain, 2000),
}


def measure(project: Path, inputs: dict[str, Rows]) -> Cost:
    """Builds and publishes the inputs once."""
    with tempfile.TemporaryDirectory(prefix="leadmart-benchmark-") as folder:
        write_inputs(Path(folder, "inputs"), inputs)
        return cost_of_build(Path(folder, "inputs"), AS_OF, Path(folder, "home"), project)


def main() -> None:
    """Measures company after company, size after size, and prints a row for each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--companies", nargs="+", choices=list(COMPANIES), default=list(COMPANIES))
    parser.add_argument("--times", nargs="+", type=int, default=[1, 2, 4])
    parser.add_argument("--project", type=Path, default=ROOT, help="the version that is measured")
    said = parser.parse_args()
    print(f"{time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores")
    print("| company | rows | seconds of processor | peak memory, GB |")
    print("|---|---|---|---|")
    for name in said.companies:
        make, smallest = COMPANIES[name]
        for times in said.times:
            inputs = make(smallest * times)
            cost = measure(said.project.resolve(), inputs)
            rows = sum(len(some) for some in inputs.values())
            memory = cost.megabytes / 1024
            print(
                f"| {name} | {rows:,} | {cost.processor_seconds:.0f} | {memory:.1f} |", flush=True
            )


if __name__ == "__main__":
    main()
