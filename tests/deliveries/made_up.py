"""Deliveries made up within the contract: small, odd, and of rows that meet each other.

Hypothesis draws a number. It decides a delivery's shape (which inputs, how many rows, which
columns, how odd its values are), and every row follows from it, the row's input and the row's place
alone. What a column may hold is read from models/inputs.yml: a new column is covered by being
declared. Only what makes rows meet stands here: the small pools that ids and names come from, and
the order in which things happen to one person.

Not every cell is drawn by Hypothesis: there are thousands in a delivery, and its search would spend
itself on repeating parts of them. What fails is made small by explore.smaller().
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml
from hypothesis import strategies as st

ROOT = Path(__file__).resolve().parents[2]

Row = dict[str, str | None]
Delivery = dict[str, list[Row]]

FIRST_DAY = date(1990, 1, 1)
MAXIMUM_ROWS = 30
MAXIMUM_AMOUNT = Decimal(10) ** 12

# What companies of one kind bring; any other input may come with it.
THEMES: dict[str, tuple[str, ...]] = {
    "sales": ("accounts", "leads", "lead_stages", "deals", "deal_stages", "meetings"),
    "web": ("leads", "sessions", "page_views", "web_conversions", "content_offers", "campaigns"),
    "sums": ("web_totals", "email_campaigns", "ad_spend", "leads", "deals"),
    "money": ("deals", "invoices", "subscriptions", "accounts", "exchange_rates", "costs"),
    "ads": ("ad_spend", "campaigns", "campaign_utms", "leads", "deals", "sessions", "costs"),
    "outreach": ("email_events", "email_subscribers", "leads", "social_posts", "campaigns"),
    "service": ("inbound_requests", "chatbot_conversations", "meetings", "leads", "deals"),
    "journeys": ("leads", "lead_stages", "deals", "sessions", "campaigns", "accounts"),
    "scores": ("leads", "lead_qualifications", "lead_stages", "sessions", "deals", "accounts"),
    "nothing in particular": (),
    "everything": ("everything",),
}


@dataclass(frozen=True)
class Column:
    """A column as models/inputs.yml declares it."""

    name: str
    data_type: str
    meta: dict[str, Any]

    @property
    def is_required(self) -> bool:
        """Whether a row must have it."""
        return bool(self.meta.get("required"))


@dataclass(frozen=True)
class Input:
    """An input as models/inputs.yml declares it."""

    name: str
    key: tuple[str, ...]
    event: str
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Made:
    """A made-up delivery, and what its maker knows of it."""

    delivery: Delivery
    # Nothing in it is wrong: no row may be refused but for a repeated key or a late day.
    is_sound: bool
    shape: str

    def _repr_pretty_(self, printer: Any, _: bool) -> None:
        # Hypothesis would write out every cell of every delivery.
        printer.text(repr(self))

    def __repr__(self) -> str:
        rows = ", ".join(f"{name} {len(rows)}" for name, rows in self.delivery.items())
        return f"<{self.shape}: {rows or 'nothing'}>"


@cache
def contract() -> dict[str, Input]:
    """The declared inputs."""
    declared = yaml.safe_load((ROOT / "models" / "inputs.yml").read_text(encoding="utf-8"))
    tables = next(one for one in declared["sources"] if one["name"] == "inputs")["tables"]
    return {
        table["name"]: Input(
            table["name"],
            tuple(table["config"]["meta"]["key"]),
            table["config"]["meta"]["event"],
            tuple(
                Column(one["name"], one["data_type"], one.get("config", {}).get("meta", {}))
                for one in table["columns"]
            ),
        )
        for table in tables
    }


def deliveries(as_of: date, fiscal_year_start_month: int = 1) -> st.SearchStrategy[Made]:
    """Deliveries of a company that looks back from a day.

    as_of: the last day that a build of them sees. fiscal_year_start_month: when its years begin.
    """
    return st.integers(0, 2**64 - 1).map(
        lambda number: make_up(number, as_of, fiscal_year_start_month)
    )


def make_up(number: int, as_of: date, fiscal_year_start_month: int = 1) -> Made:
    """The delivery of a number, always the same."""
    dice = Random(number)
    theme = dice.choice(sorted(THEMES))
    most = dice.choice((3, 10, 20, MAXIMUM_ROWS))
    rows: dict[str, int] = {}
    for name in contract():
        belongs = name in THEMES[theme] or theme == "everything"
        if dice.random() < (0.95 if belongs else 0.15):
            rows[name] = dice.randint(1, most)
    habits = Habits(
        seed=dice.randrange(2**32),
        as_of=as_of,
        fiscal_year_start_month=fiscal_year_start_month,
        subjects=dice.choice((1, 2, 3, 5, 8, 20)),
        columns=dice.choice(("all", "all", "most", "most", "some", "required")),
        days=dice.choice(("year", "year", "months", "same", "edges", "wide")),
        amounts=dice.choice(("plain", "plain", "tiny", "huge", "mixed")),
        texts=dice.choice(("plain", "plain", "odd", "mixed")),
        currencies=dice.choice(("none", "one", "many")),
        gaps=dice.choice((0, 5, 15, 40)),
        repeats=dice.choice((0, 0, 1, 4)),
        faults=dice.choice((0, 0, 0, 1, 5)),
    )
    delivery = {name: Maker(habits, name, count).rows() for name, count in rows.items()}
    return Made(delivery, habits.faults == 0, f"{theme}, {habits}")


@dataclass(frozen=True)
class Habits:
    """How the rows of one delivery are."""

    seed: int
    as_of: date
    fiscal_year_start_month: int
    # How many persons, companies, deals … its rows speak of.
    subjects: int
    columns: str
    days: str
    amounts: str
    texts: str
    currencies: str
    # Of a hundred optional cells so many are empty, of ten rows so many repeat a key, and of a
    # hundred cells so many are wrong.
    gaps: int
    repeats: int
    faults: int

    def dice(self, *of: object) -> Random:
        """Chance that depends on the delivery's number and a name alone."""
        return Random(" ".join(str(one) for one in (self.seed, *of)))


class Maker:
    """Makes the rows of one input."""

    def __init__(self, habits: Habits, name: str, count: int) -> None:
        self.habits = habits
        self.input = contract()[name]
        self.count = count
        self.columns = [one for one in self.input.columns if self._is_delivered(one)]

    def rows(self) -> list[Row]:
        """So many rows, some of them with the key of an earlier one."""
        made: list[Row] = []
        for place in range(self.count):
            dice = self.habits.dice(self.input.name, place)
            row = self._row(dice, place)
            if made and dice.randrange(10) < self.habits.repeats:
                row |= _repeated(dice, dice.choice(made), self.input)
            made.append(row)
        return made

    def _is_delivered(self, column: Column) -> bool:
        """Whether the delivery has the column at all."""
        if column.is_required or self.habits.columns == "all":
            return True
        share = {"most": 0.8, "some": 0.4, "required": 0.0}[self.habits.columns]
        return self.habits.dice(self.input.name, column.name).random() < share

    def _gaps(self, column: Column) -> int:
        """Of a hundred of its cells so many are empty: seldom is a record merged into another."""
        return 85 if column.name.startswith("merged_into") else self.habits.gaps

    def _row(self, dice: Random, place: int) -> Row:
        habits = self.habits
        # Most of a row speaks of one subject: the lead, its visitor, its account, its deal.
        subject = 1 + dice.randrange(habits.subjects)
        row: Row = {}
        moments: dict[str, datetime] = {}
        for column in self.columns:
            if dice.randrange(100) < habits.faults:
                row[column.name] = dice.choice(_WRONG)
            elif not column.is_required and dice.randrange(100) < self._gaps(column):
                row[column.name] = dice.choice(_ABSENT) if habits.texts != "plain" else None
            else:
                row[column.name] = self._cell(dice, column, row, place, subject, moments)
        return row

    def _cell(
        self,
        dice: Random,
        column: Column,
        row: Row,
        place: int,
        subject: int,
        moments: dict[str, datetime],
    ) -> str:
        if self.input.key == (column.name,):
            return _identifier(self.input.name, place + 1, self.habits)
        if "references" in column.meta:
            return self._reference(dice, column, subject)
        if column.meta.get("values"):
            spellings = [*column.meta["values"] * 3, *column.meta.get("synonyms", {})]
            return _respelled(dice, dice.choice(spellings), self.habits)
        if column.data_type in ("date", "timestamp"):
            if self.input.name == "targets" and column.name == "period_start":
                return _period_start(dice, row.get("period_grain"), self.habits).isoformat()
            return self._day(dice, column, subject, moments)
        if column.data_type == "boolean":
            is_true = dice.random() < _TRUE_SHARES.get(column.name, 0.5)
            return dice.choice(_TRUE if is_true else _FALSE)
        if column.data_type == "bigint":
            return str(self._whole(dice, column))
        if column.data_type.startswith("decimal"):
            return self._decimal(dice, column)
        return self._text(dice, column, subject)

    def _reference(self, dice: Random, column: Column, subject: int) -> str:
        """The row's own subject, sometimes another's, seldom one that is not there."""
        name = column.meta["references"].partition(".")[0]
        chance = dice.random()
        if chance < 0.05:
            return "nobody's"
        if chance < 0.3 or column.name.startswith("merged_into"):
            subject = 1 + dice.randrange(self.habits.subjects)
        return _identifier(name, subject, self.habits)

    def _day(self, dice: Random, column: Column, subject: int, moments: dict[str, datetime]) -> str:
        """A moment in the life of the row's subject, in the order in which things happen."""
        habits = self.habits
        earlier = moments.get(column.meta.get("not_before", self.input.event))
        moment = _birth(habits, subject) + timedelta(
            days=dice.choice(_GAPS.get(self.input.name, (0, 1, 30, 200))),
            seconds=dice.choice((0, 0, 1, 3599, 40_000)),
        )
        if earlier is not None and column.name != "updated_at":
            moment = earlier + timedelta(days=dice.choice((0, 0, 1, 7, 45, 200)))
        last = datetime.combine(habits.as_of, time(23, 59, 59), UTC) - timedelta(hours=14)
        if moment > last and not (column.meta.get("planned") or dice.randrange(10) == 0):
            moment = max(earlier or last, last)
        moment = max(moment, datetime.combine(FIRST_DAY, time(15), UTC))
        moments[column.name] = moment
        if column.data_type == "date" or dice.randrange(8) == 0:
            return moment.date().isoformat()
        return _written(dice, moment)

    def _whole(self, dice: Random, column: Column) -> int:
        number = dice.choice((0, 1, 2, 3, 10, 99, dice.randrange(1000)))
        if self.habits.amounts in ("huge", "mixed") and dice.randrange(4) == 0:
            number = dice.choice((10**6, 2**31, 10**9))
        if "minimum" not in column.meta and dice.randrange(10) == 0:
            number = -number
        return max(number, int(column.meta.get("minimum", number)))

    def _decimal(self, dice: Random, column: Column) -> str:
        """A number that the column's type and range hold."""
        digits, scale = _precision(column.data_type)
        number = dice.choice(_AMOUNTS[self.habits.amounts])
        if column.name == "rate_to_reporting":
            number = dice.choice(_RATES)
        if "maximum" in column.meta:
            number = Decimal(column.meta["maximum"]) * dice.choice((0, 1, Decimal("0.3333")))
        allows_negative = "minimum" not in column.meta and "above" not in column.meta
        if allows_negative and dice.randrange(6) == 0:
            number = -number
        smallest = Decimal(1).scaleb(-scale)
        number = number.quantize(smallest)
        largest = min(Decimal(10) ** (digits - scale) - 1, MAXIMUM_AMOUNT)
        number = max(min(number, largest), -largest)
        if "above" in column.meta:
            number = max(number, Decimal(column.meta["above"]) + smallest)
        return f"{number:f}"

    def _text(self, dice: Random, column: Column, subject: int) -> str:
        """From the pool of the column's name, else any text."""
        name = column.name
        if name in _NUMBERED:
            other = subject if dice.random() < 0.8 else 1 + dice.randrange(self.habits.subjects)
            return f"{_NUMBERED[name]}{other}"
        if name == "currency":
            return self._currency(dice)
        if name == "email":
            return _email(dice, subject)
        if name == "metric":
            return dice.choice(("revenue", "leads", dice.choice(_metrics())))
        if name == "dimension_value":
            return dice.choice((*_TEXTS, "yes", "paid_search", "direct", "all"))
        pool = _POOLS.get(name, _TEXTS)
        if self.habits.texts == "odd" or (self.habits.texts == "mixed" and dice.randrange(3) == 0):
            pool = (*pool, *_ODD_TEXTS)
        return dice.choice(pool)

    def _currency(self, dice: Random) -> str:
        if self.habits.currencies == "none" and self.input.name != "exchange_rates":
            return "USD"
        many = ("USD", "EUR", "EUR", "JPY", "eur", "CHF")
        return dice.choice(many) if self.habits.currencies == "many" else "EUR"


def _repeated(dice: Random, earlier: Row, declared: Input) -> Row:
    """An earlier row's key, the whole of it, or all but one cell; what must fit goes together."""
    chance = dice.randrange(3)
    if chance == 0:
        return dict(earlier)
    if chance == 1:
        changed = _together({dice.choice(sorted(earlier))}, declared)
        return {name: value for name, value in earlier.items() if name not in changed}
    return {
        name: earlier[name]
        for name in sorted(_together(set(declared.key), declared) & set(earlier))
    }


def _together(names: set[str], declared: Input) -> set[str]:
    """Columns with those that they must fit, and that must fit them."""
    pairs = [
        {column.name, column.meta[rule]}
        for column in declared.columns
        for rule in ("not_before", "first_day_of")
        if rule in column.meta
    ]
    return names.union(*(pair for pair in pairs if pair & names))


def _birth(habits: Habits, subject: int) -> datetime:
    """When a subject was first heard of."""
    dice = habits.dice("birth", subject)
    back = {
        "year": dice.randrange(420),
        "months": dice.randrange(60),
        "same": 3,
        "edges": 0,
        "wide": dice.choice((dice.randrange(420), dice.randrange(12_000), 20_000)),
    }[habits.days]
    day = habits.as_of - timedelta(days=back)
    if habits.days == "edges":
        day = dice.choice([one for one in _EDGES if one <= habits.as_of])
    moment = dice.choice((time(0), time(0), time(6, 59, 59), time(10, 30), time(23, 59, 59)))
    return datetime.combine(max(day, FIRST_DAY + timedelta(1)), moment, UTC)


def _written(dice: Random, moment: datetime) -> str:
    """A moment in one of the spellings of ISO 8601."""
    plain = moment.strftime("%Y-%m-%dT%H:%M:%S")
    ahead = (moment + timedelta(hours=5, minutes=30)).strftime("%Y-%m-%dT%H:%M:%S")
    return dice.choice((f"{plain}Z", f"{plain}Z", plain.replace("T", " "), f"{ahead}+05:30"))


def _period_start(dice: Random, grain: str | None, habits: Habits) -> date:
    """The first day of a period about the as-of date, by the company's fiscal year."""
    day = habits.as_of - timedelta(days=dice.choice((0, 0, 5, 40, 100, -100)))
    grain = (grain or "").lower().replace(" ", "_")
    if grain in ("week", "weekly"):
        return day - timedelta(days=day.weekday())
    lengths = {"month": 1, "monthly": 1, "quarter": 3, "quarterly": 3, "year": 12, "yearly": 12}
    months = {**lengths, "annual": 12}.get(grain)
    if months is None or (habits.faults and dice.randrange(5) == 0):
        return day
    since = (day.month - habits.fiscal_year_start_month) % months
    return date(day.year - (day.month <= since), (day.month - since - 1) % 12 + 1, 1)


def _identifier(name: str, number: int, habits: Habits) -> str:
    """An input's so manieth id; odd deliveries have odd ids."""
    if habits.texts != "plain" and number == 3:
        odd = {"leads": "all", "deals": " 007", "accounts": "ann@buyer.example"}
        return (odd | {"campaigns": "unknown"}).get(name, "é'\"3")
    if habits.texts != "plain" and number == 2 and name == "accounts":
        return "Unknown"
    return f"{_OWN.get(name, name[:-1])}{number}"


def _respelled(dice: Random, value: str, habits: Habits) -> str:
    if habits.texts == "plain":
        return value
    return dice.choice((value, value.upper(), value.replace("_", " ").title()))


def _email(dice: Random, subject: int) -> str:
    """The subject's address in one of its spellings, or one that belongs to no single person."""
    own = f"person{subject}@buyer.example"
    return dice.choice(
        (own, own, own.upper(), f"person{subject}+news@buyer.example", "info@b.example")
    )


def _precision(data_type: str) -> tuple[int, int]:
    digits, scale = data_type.removeprefix("decimal(").removesuffix(")").split(",")
    return int(digits), int(scale)


@cache
def _metrics() -> tuple[str, ...]:
    path = ROOT / "seeds" / "reference" / "metric_definitions.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        return tuple(sorted(row["metric"] for row in csv.DictReader(stream)))


# How many days after a subject was first heard of an input's rows lie.
_GAPS: dict[str, tuple[int, ...]] = {
    "accounts": (-30, 0, 0),
    "sessions": (-60, -5, -1, 0, 0, 0, 3, 40),
    "page_views": (-5, -1, 0, 0, 0, 3),
    "web_conversions": (-1, 0, 0, 0, 3),
    "leads": (0, 0, 0, 0, 1, 30),
    "lead_stages": (0, 0, 1, 3, 10, 40, 100),
    "deals": (0, 1, 5, 20, 60),
    "deal_stages": (1, 5, 20, 60, 90),
    "meetings": (-1, 0, 2, 5, 20),
    "subscriptions": (30, 60, 90, 120, 150, 400),
    "invoices": (30, 60, 61, 90, 400),
}
# Days on which a clock, a month or a year turns.
_EDGES = tuple(
    date.fromisoformat(day)
    for day in (
        *("1990-01-01", "2011-12-29", "2011-12-30", "2011-12-31", "2020-02-29", "2024-02-29"),
        *("2023-12-31", "2024-12-30", "2024-12-31", "2025-01-01", "2025-01-31", "2025-02-01"),
        *("2025-03-09", "2025-03-30", "2025-10-26", "2025-11-02", "2026-01-31", "2026-02-01"),
        *("2026-03-08", "2026-03-29", "2026-03-31", "2026-04-01", "2026-06-29", "2026-06-30"),
    )
)
_AMOUNTS: dict[str, tuple[Decimal, ...]] = {
    name: tuple(Decimal(number) for number in numbers.split())
    for name, numbers in {
        "plain": "0 1 10 99.99 100 100 250 1200 33.3333 4999.5",
        "tiny": "0 0.0001 0.0001 0.005 0.0049 0.01 0.3333",
        "huge": "1000000 950000 999999.9999 123456789.1234 1000000000000 999999999999.9999",
        "mixed": "0 0.0001 0.01 1 33.3333 100 1000000 950000 1000000000000",
    }.items()
}
_RATES = tuple(
    Decimal(number) for number in ("1.1", "0.9", "0.0067", "0.00004", "3.25999999", "24000")
)
_TRUE = ("true", "true", "TRUE", "t", "yes", "Y", "1")
_FALSE = ("false", "false", "False", "f", "no", "N", "0")
_TRUE_SHARES = {"is_deleted": 0.1, "is_bot": 0.1, "is_machine": 0.2, "is_won": 0.6}
_ABSENT = (None, "", " ", "NULL", "n/a", "-")
_WRONG = ("?", "perhaps", "1,200", "31/12/2025", "1e5", "-1", "99999999999999999999", "", "NaN")
# What ids begin with, where it is not the input's name.
_OWN = {"email_campaigns": "message"}
# Columns without a declared partner whose values are some subject's.
_NUMBERED = {
    "visitor_id": "visitor",
    "subscription_id": "subscription",
    "message_id": "message",
    "recipient_id": "recipient",
    "subscriber_id": "subscriber",
    "post_id": "post",
    "ad_id": "ad",
    "ad_group_id": "group",
}
_DOMAINS = ("buyer.example", "www.buyer.example", "BUYER.example", "shop.buyer.co.uk", "b.example")
_CHANNELS = ("paid_search", "Paid Search", "email", "events", "Messe", "display", "direct")
_PLATFORMS = ("google", "Google Ads", "google_ads", "linkedin", "meta", "facebook", "spiegel.de")
_PAGES = ("/", "/pricing", "/Pricing/", "https://www.seller.example/pricing?utm_source=x", "/a b")
_CAMPAIGNS = ("spring", "Spring", "spring%20sale", "brand_search", "cross-network", "campaign1")
_POOLS: dict[str, tuple[str, ...]] = {
    "domain": _DOMAINS,
    "account_domain": _DOMAINS,
    "company_domain": _DOMAINS,
    "first_name": ("Ann", "ann", "Bob", "Åsa"),
    "last_name": ("Lee", "Lee ", "Øye"),
    "lead_source": ("Google", "Trade Show", "referral", "paid_search", "Web", "cold call", "email"),
    "latest_source": ("Google", "webinar", "direct"),
    "self_reported_source": ("podcast", "Podcast", "a friend", "google"),
    "utm_source": ("google", "Google", "facebook", "newsletter", "linkedin", "chatgpt.com", "x"),
    "utm_medium": ("cpc", "paid_social", "email", "organic", "social", "referral", "paid-search"),
    "utm_campaign": _CAMPAIGNS,
    "campaign": _CAMPAIGNS,
    "campaign_name": (*_CAMPAIGNS, "Frühling"),
    "source": ("google", "(direct)", "facebook", "newsletter"),
    "medium": ("cpc", "organic", "(none)", "email"),
    "channel": _CHANNELS,
    "platform": _PLATFORMS,
    "network": ("linkedin", "l.facebook.com", "x", "search"),
    "click_id": ("gclid-1", "fbclid-1", "msclkid-1", "gclid"),
    "landing_page": _PAGES,
    "page_path": _PAGES,
    "referrer": (
        "https://www.google.com/",
        "https://seller.example/",
        "android-app://com.x/",
        "t.co",
    ),
    "content_offer": ("ebook", "Ebook", "webinar", "unknown"),
    "criterion": ("budget", "authority", "need", "timing", "BUDGET", "champion"),
    "job_title": ("CEO", "Head of Sales", "Marketing Manager", "intern", "Director"),
    "keyword": ("crm", "CRM", "lead generation"),
    "search_engine": ("google", "bing"),
    "meeting_type": ("demo", "demo", "Demo", "discovery"),
    "outcome": ("qualified", "unqualified", "no answer"),
    "stage": ("discovery", "Proposal", "Closed Won", "closed_lost", "won"),
    "lost_reason": ("price", "Price", "timing"),
    "competitor": ("Rival", "rival"),
    "owner": ("Kim", "kim", "Sam"),
    "device": ("mobile", "desktop"),
    "country": ("DE", "Germany", "US"),
    "segment": ("enterprise", "Enterprise", "SMB", "all", "unknown"),
    "department": ("marketing", "sales"),
    "cost_type": ("tools", "salaries", "agency"),
    "dimension": ("total", "total", "channel", "campaign", "segment", "program", "icp"),
    "billing_interval": ("monthly", "yearly"),
    "reason": ("no budget", "student"),
    "sentiment": ("positive", "negative"),
}
_TEXTS = ("alpha", "Alpha", "beta", "unknown", "all", "x y")
_ODD_TEXTS = (
    "All",
    "ALL",
    "(all)",
    "total",
    "Unknown",
    "none",
    "\u00e9",
    "e\u0301",
    "\u0130stanbul",
    "ß",
    "SS",
    "\u200bzero\u200bwidth",
    "\u202eright to left",
    "\U0001f680",
    "no\u00a0break",
    "a\u0000b".replace("\u0000", "\u0001"),
    "two\nlines",
    "tab\there",
    "\"quoted\", and 'so'",
    "=cmd|'/c calc'!A0",
    "<script>alert(1)</script>",
    "{{ 1 }} {% x %}",
    "'; drop table leads; --",
    "100% of _all_ \\ back\\slash",
    "ann@buyer.example",
    "ann%40buyer.example",
    "write to ann@buyer.example, or call +49 30 1234567",
    "@home @ work",
    "Summer 2026 0123456789012",
    "0012345678",
    "x" * 300,
    "NaN",
    "0",
    "-1",
    "2026-01-01",
    "true",
)
