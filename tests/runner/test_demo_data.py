"""The demo company: the same on every run, shaped as the contract says, with exports' habits."""

import csv
import hashlib
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from leadmart.demo import write_demo_data
from leadmart.demo.files import contract_columns

ROOT = Path(__file__).resolve().parents[2]
SEEDS = ROOT / "seeds" / "demo"
LARGEST_SIZE = 8 * 1024 * 1024
END = datetime(2026, 7, 1, tzinfo=UTC)
INPUTS = tuple(contract_columns())

Rows = list[dict[str, str]]
Inputs = dict[str, Rows]


def digests(directory: Path) -> dict[str, str]:
    """The hash of every file by its name."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(directory.glob("*.csv"))
    }


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the generator writes."""
    directory = tmp_path_factory.mktemp("demo")
    write_demo_data(directory)
    return directory


@pytest.fixture(scope="module")
def inputs() -> Inputs:
    """The rows of the demo seeds by input."""
    return {name: list(csv.DictReader(_lines(SEEDS / f"{name}.csv"))) for name in INPUTS}


def _lines(path: Path) -> list[str]:
    """A file's lines, with the line ends that quoted values may hold."""
    return path.read_text(encoding="utf-8").splitlines(keepends=True)


def test_the_same_seed_gives_the_same_bytes_in_another_process(
    generated: Path, tmp_path: Path
) -> None:
    """Neither the hash seed nor what ran before matters."""
    command = [sys.executable, "-m", "leadmart.demo", str(tmp_path)]
    environment = {"PYTHONHASHSEED": "7", "PYTHONPATH": str(ROOT), "TZ": "Asia/Tokyo"}
    subprocess.run(command, check=True, env=environment, cwd=tmp_path, capture_output=True)
    assert digests(tmp_path) == digests(generated)


def test_another_seed_gives_another_company(generated: Path, tmp_path: Path) -> None:
    """The seed is used."""
    write_demo_data(tmp_path, seed=1)
    assert digests(tmp_path)["leads.csv"] != digests(generated)["leads.csv"]


def test_the_seeds_are_what_the_generator_writes(generated: Path) -> None:
    """Whoever changes the generator writes the seeds anew."""
    assert digests(SEEDS) == digests(generated)


@pytest.mark.parametrize("name", INPUTS)
def test_every_input_has_rows_and_the_columns_of_the_contract(name: str, inputs: Inputs) -> None:
    """In the contract's order, no row longer or shorter than its header."""
    assert inputs[name]
    assert list(inputs[name][0]) == contract_columns()[name]
    assert all(None not in row and None not in row.values() for row in inputs[name])


def test_the_files_are_small_utf_8_and_have_unix_line_ends() -> None:
    """All files together take at most eight megabytes."""
    contents = [path.read_bytes() for path in SEEDS.glob("*.csv")]
    assert sum(map(len, contents)) <= LARGEST_SIZE
    assert not any(b"\r" in content or content.startswith(b"\xef\xbb\xbf") for content in contents)


def test_people_live_at_example_domains_only(inputs: Inputs) -> None:
    """No address could reach anyone."""
    everything = "\n".join((SEEDS / f"{name}.csv").read_text(encoding="utf-8") for name in INPUTS)
    addresses = re.findall(r"[\w.+-]+@[\w.-]+", everything)
    assert addresses
    assert all(address.rstrip(".").lower().endswith(".example") for address in addresses)
    assert all(row["domain"].endswith(".example") for row in inputs["accounts"])


# What the demo must show: a name, and the rows that show it.
Finder = Callable[[Inputs], list]


def values(inputs: Inputs, name: str, column: str) -> list[str]:
    """All values of a column."""
    return [row[column] for row in inputs[name]]


def matching(name: str, column: str, pattern: str) -> Finder:
    """Finds the values of a column that match the pattern as a whole."""
    return lambda inputs: [v for v in values(inputs, name, column) if re.fullmatch(pattern, v)]


def missing_reference(name: str, column: str, other: str, key: str) -> Finder:
    """Finds references that lead nowhere."""
    return lambda inputs: [
        value
        for value in values(inputs, name, column)
        if value and value not in set(values(inputs, other, key))
    ]


def repeated(name: str, *columns: str) -> Finder:
    """Finds keys that more than one row has."""

    def find(inputs: Inputs) -> list:
        keys = Counter(tuple(row[column] for column in columns) for row in inputs[name])
        return [key for key, count in keys.items() if count > 1]

    return find


def leads_of_one_address(inputs: Inputs) -> list[str]:
    """Normalised addresses that more than one lead has, in different spellings."""
    spellings: dict[str, set[str]] = {}
    for email in filter(None, values(inputs, "leads", "email")):
        plain = re.sub(r"\+[^@]*", "", email.strip().lower())
        spellings.setdefault(plain, set()).add(email)
    return [plain for plain, written in spellings.items() if len(written) > 1]


def merge_chains(inputs: Inputs) -> list[str]:
    """Leads merged into a lead that was merged itself."""
    into = {row["lead_id"]: row["merged_into_lead_id"] for row in inputs["leads"]}
    return [lead for lead, target in into.items() if target and into.get(target)]


def deleted_without_merge(inputs: Inputs) -> list[str]:
    """Leads that were deleted and not merged."""
    return [
        row["lead_id"]
        for row in inputs["leads"]
        if row["is_deleted"] == "true" and not row["merged_into_lead_id"]
    ]


def euro_invoices_without_rate(inputs: Inputs) -> list[str]:
    """Invoices in euro of a day that has no rate."""
    days = set(values(inputs, "exchange_rates", "date_day"))
    return [
        row["invoice_id"]
        for row in inputs["invoices"]
        if row["currency"] == "EUR" and row["invoice_date"] not in days
    ]


def days_by_device(inputs: Inputs) -> list[tuple[str, ...]]:
    """Days of an ad of which there is more than one row, told apart by device."""
    devices: dict[tuple[str, ...], set[str]] = {}
    for row in inputs["ad_spend"]:
        devices.setdefault((row["date_day"], row["ad_id"]), set()).add(row["device"])
    return [day for day, named in devices.items() if len(named) > 1]


def messages_delivered_after_all(inputs: Inputs) -> list[tuple[str, ...]]:
    """Messages that bounced for now and were delivered."""
    types: dict[tuple[str, ...], set[str]] = {}
    for row in inputs["email_events"]:
        kind = row["bounce_type"] or row["event_type"]
        types.setdefault((row["message_id"], row["recipient_id"]), set()).add(kind)
    return [message for message, kinds in types.items() if {"soft", "delivered"} <= kinds]


def sums_beside_events(inputs: Inputs) -> set[str]:
    """Messages that a tool sums up and of which there are events too."""
    events = set(values(inputs, "email_events", "message_id"))
    return events & set(values(inputs, "email_campaigns", "message_id"))


def two_versions(inputs: Inputs) -> list[str]:
    """Deals that were delivered again when they had changed."""
    days: dict[str, set[str]] = {}
    for row in inputs["deals"]:
        days.setdefault(row["deal_id"], set()).add(row["updated_at"])
    return [deal for deal, updates in days.items() if len(updates) > 1]


HABITS: dict[str, Finder] = {
    "a bounce for good": matching("email_events", "bounce_type", "hard"),
    "a message delivered after all": messages_delivered_after_all,
    "a machine that opens": matching("email_events", "is_machine", "true"),
    "a message summed up": matching("email_campaigns", "message_id", ".+"),
    "a message summed up beside its events": lambda inputs: list(sums_beside_events(inputs)),
    "reactions that a platform counts": matching("ad_spend", "likes", r"[1-9]\d*"),
    "an ad's day by device": days_by_device,
    "a renamed campaign": repeated("campaign_utms", "campaign_id"),
    "a merged account": matching("accounts", "merged_into_account_id", "A.+"),
    "a merged deal": matching("deals", "merged_into_deal_id", "D.+"),
    "a deal in two versions": two_versions,
    "a bot": matching("sessions", "is_bot", "true"),
    "visits that are summed up": matching("web_totals", "date_day", "2024-.+"),
    "a reason to leave": matching("subscriptions", "churn_reason", ".+"),
    "a present stage": matching("leads", "current_stage", "recycled"),
    "an address in two spellings": leads_of_one_address,
    "an address in capitals": matching("leads", "email", r"[^a-z]+@[^a-z]+"),
    "a tagged address": matching("leads", "email", r".+\+.+@.+"),
    "a lead without an address": matching("leads", "email", ""),
    "a merged lead": matching("leads", "merged_into_lead_id", r"\d+"),
    "a chain of merges": merge_chains,
    "a deleted lead": deleted_without_merge,
    "a deleted deal": matching("deals", "is_deleted", "true"),
    "a date in another order": matching("sessions", "started_at", "31/12/2025"),
    "a day that does not exist": matching("ad_spend", "date_day", "2025-02-30"),
    "a date of year one": matching("leads", "created_at", "0001-01-01"),
    "a date after the as-of date": matching("email_events", "occurred_at", "2026-07-09"),
    "a moment with an offset": matching("sessions", "started_at", r".+\+02:00"),
    "negative spend": matching("ad_spend", "spend", r"-\d.*"),
    "a decimal comma": matching("ad_spend", "spend", "1,50"),
    "a number that is none": matching("page_views", "scroll_percent", "n/a"),
    "scroll over 100": matching("page_views", "scroll_percent", r"1[1-9]\d|10[1-9]"),
    "probability over 1": matching("deals", "probability", r"1\.4"),
    "a stage in capitals": matching("lead_stages", "stage", "MQL"),
    "a stage in words": matching("lead_stages", "stage", "Marketing Qualified Lead"),
    "a stage of deals": matching("lead_stages", "stage", "Closed Won"),
    "a stage that means nothing": matching("lead_stages", "stage", "hot!!"),
    "an e-mail event delivered twice": repeated("email_events", "event_id"),
    "a page view delivered twice": repeated("page_views", "page_view_id"),
    "a session delivered twice": repeated("sessions", "session_id"),
    "a campaign in two versions": repeated("campaigns", "campaign_id"),
    "a message opened twice": lambda inputs: [
        key
        for key, count in Counter(
            (row["message_id"], row["recipient_id"])
            for row in inputs["email_events"]
            if row["event_type"] == "opened"
        ).items()
        if count > 1
    ],
    "a lead of an unknown account": missing_reference(
        "leads", "account_id", "accounts", "account_id"
    ),
    "a deal of an unknown account": missing_reference(
        "deals", "account_id", "accounts", "account_id"
    ),
    "spend of an unknown campaign": missing_reference(
        "ad_spend", "campaign_id", "campaigns", "campaign_id"
    ),
    "spend without campaign": matching("ad_spend", "campaign_id", ""),
    "markers of absence": matching("sessions", "utm_source", "NULL|NA|N/A|-"),
    "an absent required value": matching("lead_stages", "lead_id", "|NULL|-"),
    "an id with leading zeros": matching("leads", "lead_id", r"00\d+"),
    "an address as an id": matching("email_events", "recipient_id", ".+@.+"),
    "a name with quotes": matching("campaigns", "campaign_name", '.*".+".*'),
    "a name with tags": matching("campaigns", "campaign_name", ".*<b>.*"),
    "a name that ends a script": matching("campaigns", "campaign_name", ".*</script>.*"),
    "a formula": matching("campaigns", "campaign_name", "=HYPERLINK.*"),
    "an emoji": matching("campaigns", "campaign_name", ".*🚀.*"),
    "right-to-left text": matching("accounts", "account_name", r"[\u0600-\u06ff ]+"),
    "a right-to-left person": matching("leads", "first_name", r"[\u0590-\u05ff]+"),
    "an apostrophe": matching("accounts", "account_name", "O'Brien.*"),
    "a line break in a comment": lambda inputs: [
        text for text in values(inputs, "ad_interactions", "comment_text") if "\n" in text
    ],
    "a credit note": matching("invoices", "amount", r"-\d.*"),
    "amounts in euro": matching("deals", "currency", "EUR"),
    "a euro amount without a rate": euro_invoices_without_rate,
    "a planned meeting": matching("meetings", "scheduled_for", r"2026-07-.*"),
    "an open deal": lambda inputs: [
        row for row in inputs["deals"] if row["stage"] == "Proposal" and not row["closed_at"]
    ],
}


@pytest.mark.parametrize("habit", HABITS)
def test_the_demo_has_the_habits_of_real_exports(habit: str, inputs: Inputs) -> None:
    """At least one row shows each habit."""
    assert HABITS[habit](inputs), habit


def moment(text: str) -> datetime | None:
    """A moment in UTC, or None where the text is none."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def test_leads_come_after_their_first_session(inputs: Inputs) -> None:
    """All but those whose session or lead has a bad date."""
    first: dict[str, datetime] = {}
    for row in inputs["sessions"]:
        started_at = moment(row["started_at"])
        if started_at:
            first[row["visitor_id"]] = min(first.get(row["visitor_id"], started_at), started_at)
    visitors = [row for row in inputs["leads"] if row["visitor_id"] and moment(row["created_at"])]
    early = [
        row
        for row in visitors
        if row["visitor_id"] not in first or first[row["visitor_id"]] > moment(row["created_at"])
    ]
    assert len(visitors) > 1000
    assert len(early) <= 5


def test_the_funnel_goes_forward(inputs: Inputs) -> None:
    """Lead, MQL, SQL, opportunity, customer, each at its time; what lies ahead is not told."""
    order = ("lead", "mql", "sal", "sql", "opportunity", "customer")
    entered: dict[str, dict[str, datetime]] = {}
    for row in inputs["lead_stages"]:
        at = moment(row["entered_at"])
        if (
            at
            and at.year > 2000
            and at < END
            and row["stage"] in order
            and row["lead_id"] not in ("", "-")
        ):
            entered.setdefault(row["lead_id"], {})[row["stage"]] = at
    for stages in entered.values():
        moments = [stages[stage] for stage in order if stage in stages]
        assert moments == sorted(moments)


def test_rates_are_those_of_a_believable_company(inputs: Inputs) -> None:
    """Close rate, deal size and the lost quarter stand out as intended."""
    deals = [row for row in inputs["deals"] if not row["is_deleted"] and row["closed_at"]]
    won = [row for row in deals if row["is_won"] == "true"]
    assert 0.24 <= len(won) / len(deals) <= 0.33
    assert 15_000 <= sum(float(row["amount"]) for row in won) / len(won) <= 25_000

    def win_rate(*months: str) -> float:
        closed = [
            row["is_won"]
            for row in deals
            if row["closed_at"][:7] in months and row["deal_type"] == "new_business"
        ]
        return closed.count("true") / len(closed)

    assert win_rate("2025-10", "2025-11", "2025-12") < 0.15
    assert win_rate("2025-07", "2025-08", "2025-09") > 0.2
    assert win_rate("2026-04", "2026-05", "2026-06") > 0.2
