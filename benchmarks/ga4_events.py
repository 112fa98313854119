"""What it takes to read GA4's events, beside a plain scan of the same table.

    python benchmarks/ga4_events.py [--events 10000000] [--memory 3GB]

Events of a year are made in a DuckDB file as Fivetran delivers them: four of five are page views,
eight make a session. Timed are a scan that reads every column of the file, and the command that
takes the table in and builds the inputs GA4 gives (sessions, page views, conversions), tests of
them not included. A memory limit that the engine holds does not bound the whole process, so what
the process took is measured too.

DuckDB 1.5.6 with 2 threads and 3 GB, on a busy machine:

| events | scan | GA4's inputs |
|---|---|---|
| 1,000,000 | 0.1 s of the processor | 22 s, 0.7 GB |
| 10,000,000 | 0.8 s | 81 s, 3.8 GB |
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.costs import cost_of  # noqa: E402

MODELS = "ga4__sessions ga4__page_views ga4__web_conversions"
EVENTS = """
    create table ga4.event as
    select
        cast(moment as date) as date,
        moment as timestamp,
        case
            when number % 5 < 4 then 'page_view'
            when number % 25 = 4 then 'generate_lead'
            else 'scroll'
        end as name,
        case when number % 97 > 0 then '10' || visitor || '.17' || visitor end as user_pseudo_id,
        1760000000 + number // 8 as param_ga_session_id,
        false as is_intraday,
        number % 8 as batch_event_index,
        'https://www.alder.example/' || number % 211 || '?a=' || number % 7 as param_page_location,
        case when number % 8 = 0 then 'https://www.google.com/' end as param_page_referrer,
        1000 + number % 9000 as param_engagement_time_msec,
        case when number % 25 = 9 then 90 end as param_percent_scrolled,
        case when number % 3 = 0 then 'google' end
            as session_traffic_source_last_click_manual_campaign_source,
        case when number % 3 = 0 then 'cpc' end
            as session_traffic_source_last_click_manual_campaign_medium,
        case when number % 3 = 0 then 'campaign ' || number // 8 % 40 end
            as session_traffic_source_last_click_manual_campaign_campaign_name,
        case when number % 800 = 0 then 'Cj0' || number end as collected_traffic_source_gclid,
        'desktop' as device_category,
        'Germany' as geo_country
    from (
        select
            number,
            hash(number // 8) % ({events} // 20 + 1) as visitor,
            timestamp '2025-06-01'
            + to_microseconds(number * (31536000000000 // {events})) as moment
        from range({events}) as made(number)
    )
"""


def run(database: Path, statement: str) -> list[str]:
    """The command that runs a statement on a DuckDB file."""
    code = (
        "import duckdb, sys; connection = duckdb.connect(sys.argv[1], config={'threads': 2});"
        "connection.execute('create schema if not exists ga4');"
        "connection.execute(sys.argv[2]).fetchall()"
    )
    return [sys.executable, "-c", code, str(database), statement]


def main() -> int:
    """Prints both costs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--memory", default="3GB", help="what the engine may take")
    said = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="leadmart-benchmark-") as temporary:
        folder = Path(temporary)
        database = folder / "raw.duckdb"
        cost_of(run(database, EVENTS.format(events=said.events)))
        scan = cost_of(run(database, "select count(*), sum(hash(event)) from ga4.event"))
        company = folder / "company.yml"
        company.write_text(
            "sources:\n  - {system: ga4, loader: fivetran, at: "
            + json.dumps(f"{database}:ga4")
            + "}\n"
        )
        build = [
            *(sys.executable, "orchestrate.py", "build", "--company", str(company)),
            *("--home", str(folder / "home"), "--as-of", "2026-06-30", "--select", MODELS),
            *("--set", f"memory_limit={said.memory}", "--set", "threads=2"),
        ]
        whole = cost_of(build)
    for name, cost in {"scan": scan, "GA4's inputs": whole}.items():
        print(
            f"{name:<14}{cost.processor_seconds:8.1f} s of the processor {cost.seconds:8.1f} s"
            f" {cost.megabytes / 1024:6.1f} GB"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
