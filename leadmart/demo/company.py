"""The company itself: the market's accounts, its campaigns and offers, targets, costs, rates."""

import csv
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from leadmart.demo import vocabulary as words
from leadmart.demo.dice import (
    AS_OF,
    FIRST_DAY,
    add_months,
    busyness,
    chance,
    days_between,
    month_starts,
    pick,
    skewed,
)
from leadmart.demo.files import Row

ACCOUNT_COUNT = 400
LEGACY_COUNT = 38
TARGET_COUNT = 80
FIRST_LEGACY_START = date(2024, 1, 8)


@dataclass
class Account:
    """A company of the market, and what the rest of the demo needs to know of it."""

    account_id: str
    name: str
    domain: str
    industry: str
    employee_count: int
    country: str
    segment: str
    currency: str
    icp_fit: bool
    is_target: bool = False
    tier: str | None = None
    is_legacy: bool = False
    created_at: datetime | None = None
    leads: list = field(default_factory=list)


@dataclass(frozen=True)
class Campaign:
    """A campaign of campaigns.csv.

    daily_spend is what its ads cost on an ordinary day at the start, in its currency; pull is its
    weight among the campaigns of its channel.
    """

    campaign_id: str
    name: str
    channel: str
    platform: str
    program: str
    utm: str
    started_on: date
    ended_on: date | None
    daily_spend: float
    currency: str = "USD"
    pull: float = 1.0

    def runs_on(self, day: date) -> bool:
        """Whether the campaign runs on the day."""
        return self.started_on <= day and (self.ended_on is None or day <= self.ended_on)


def _read_campaigns() -> tuple[Campaign, ...]:
    """The campaigns of campaigns.csv beside this module."""
    with Path(__file__).with_name("campaigns.csv").open(encoding="utf-8", newline="") as file:
        return tuple(_campaign(line) for line in csv.DictReader(file))


def _campaign(line: dict[str, str]) -> Campaign:
    """A campaign from a line of the file."""
    return Campaign(
        campaign_id=line["campaign_id"],
        name=line["name"],
        channel=line["channel"],
        platform=line["platform"],
        program=line["program"],
        utm=line["utm"],
        started_on=date.fromisoformat(line["started_on"]),
        ended_on=date.fromisoformat(line["ended_on"]) if line["ended_on"] else None,
        daily_spend=float(line["daily_spend"]),
        currency=line["currency"],
        pull=float(line["pull"]),
    )


CAMPAIGNS = _read_campaigns()


def campaign_for(dice: Random, channel: str, day: date) -> Campaign | None:
    """One of the channel's campaigns that run on the day, or None."""
    running = [c for c in CAMPAIGNS if c.channel == channel and c.runs_on(day)]
    if not running:
        return None
    return dice.choices(running, [campaign.pull for campaign in running])[0]


def found_accounts(dice: Random) -> list[Account]:
    """The accounts of the market, with about eighty targets and the customers of 2024."""
    accounts = [_found_account(dice, number) for number in range(ACCOUNT_COUNT)]
    for account in dice.sample(accounts, LEGACY_COUNT):
        account.is_legacy = True
    fitting = [account for account in accounts if account.icp_fit and not account.is_legacy]
    others = [account for account in accounts if not account.icp_fit and not account.is_legacy]
    for account in dice.sample(fitting, TARGET_COUNT - 8) + dice.sample(others, 8):
        account.is_target = True
        account.tier = pick(dice, {"tier 1": 3, "tier 2": 4, "tier 3": 3})
    return accounts


def _found_account(dice: Random, number: int) -> Account:
    """A company with an industry, a size, a country and what follows from them."""
    industry = pick(dice, words.INDUSTRY_WEIGHTS)
    name, domain = _company_name(dice, number, industry)
    segment = pick(dice, {"small_business": 45, "mid_market": 38, "enterprise": 17})
    size = {"small_business": (8, 99), "mid_market": (100, 999), "enterprise": (1000, 18000)}
    smallest, largest = size[segment]
    employees = min(max(round(skewed(dice, smallest * 3)), smallest), largest)
    is_european = chance(dice, 0.21)
    country = pick(dice, words.EURO_COUNTRIES if is_european else words.DOLLAR_COUNTRIES)
    fits = segment != "small_business" and industry in words.IDEAL_INDUSTRIES
    return Account(
        account_id=f"A{number + 1:04d}",
        name=name,
        domain=domain,
        industry=industry,
        employee_count=employees,
        country=country,
        segment=segment,
        currency="EUR" if is_european else "USD",
        icp_fit=chance(dice, 0.92 if fits else 0.14),
    )


def _company_name(dice: Random, number: int, industry: str) -> tuple[str, str]:
    """A name and a domain that no other account has: every number meets root and ending once."""
    every = ACCOUNT_COUNT // len(words.UNUSUAL_COMPANIES)
    if number % every == every // 2:
        return words.UNUSUAL_COMPANIES[number // every]
    # 7 shares no factor with the 300 pairs; a second round gets a second word.
    pair = number * 7 % 300
    root = words.COMPANY_ROOTS[pair % 30] + words.COMPANY_ENDINGS[pair // 30]
    kind = dice.choice(words.COMPANY_KINDS[industry])
    domain = root.lower() if number < 300 else f"{root}-{kind}".lower()
    return f"{root} {kind}", f"{domain}.example"


def account_rows(dice: Random, accounts: list[Account]) -> list[Row]:
    """The CRM's accounts; one is created when its list was imported or its first record came."""
    rows = []
    for account in accounts:
        rows.append(
            {
                "account_id": account.account_id,
                "account_name": account.name,
                "domain": account.domain,
                "industry": account.industry,
                "employee_count": account.employee_count,
                "annual_revenue": round(account.employee_count * dice.uniform(90, 260)) * 1000,
                "country": account.country,
                "segment": account.segment,
                "icp_fit": account.icp_fit,
                "target_account": account.is_target,
                "account_tier": account.tier,
                "created_at": account.created_at or datetime(2024, 10, 1, 9, 0),
            }
        )
    return rows


def campaign_rows() -> list[Row]:
    """The campaigns with a budget for their whole life."""
    rows = []
    for campaign in CAMPAIGNS:
        last = min(campaign.ended_on or AS_OF, AS_OF)
        budget = round(campaign.daily_spend * 1.1 * (last - campaign.started_on).days, -3)
        channel = {"lead_form": "paid_social"}.get(campaign.channel, campaign.channel)
        rows.append(
            {
                "campaign_id": campaign.campaign_id,
                "campaign_name": campaign.name,
                "channel": channel,
                "platform": campaign.platform,
                "program": campaign.program,
                "utm_campaign": campaign.utm,
                "started_on": campaign.started_on,
                "ended_on": campaign.ended_on,
                "budget": int(budget) if budget else None,
                "currency": campaign.currency,
            }
        )
    return rows


def budget_rows() -> list[Row]:
    """What ads that run on may cost: search by quarter, social and display by year."""
    rows = []
    running = [one for one in CAMPAIGNS if one.daily_spend and one.ended_on is None]
    for place, campaign in enumerate(running):
        months = 3 if campaign.platform in ("google", "microsoft") else 12
        generosity = (1.0, 0.85, 1.2)[place % 3]
        for number, month in enumerate(range(0, 19, months)):
            start = date(2025 + month // 12, month % 12 + 1, 1)
            plan = campaign.daily_spend * 365 * months / 12 * (1 + 0.026 * (number + 0.5) * months)
            if add_months(start, months) > campaign.started_on:
                rows.append(
                    {
                        "campaign_id": campaign.campaign_id,
                        "period_start": start,
                        "amount": int(round(plan * generosity, -2)),
                        "currency": campaign.currency,
                    }
                )
    return rows


def campaign_utm_rows() -> list[Row]:
    """What the links of search ads say, beside the campaigns' own word of it."""
    return [
        {
            "campaign_id": campaign.campaign_id,
            "utm_campaign": campaign.utm,
            "utm_source": {"microsoft": "bing"}.get(campaign.platform, campaign.platform),
            "utm_medium": "cpc",
            "valid_from": campaign.started_on,
        }
        for campaign in CAMPAIGNS
        if campaign.channel == "paid_search"
    ]


def content_offer_rows() -> list[Row]:
    """The content offers and the pages that offer them."""
    return [
        {
            "content_offer": offer,
            "offer_type": kind,
            "page_path": f"/resources/{offer}",
            "published_on": published_on,
        }
        for offer, kind, published_on in words.CONTENT_OFFERS
    ]


def keyword_ranking_rows(dice: Random) -> list[Row]:
    """Every Monday's ranks: they wander, and get better as the site grows."""
    rows = []
    for engine, keywords in (("google", list(words.KEYWORDS)), ("bing", list(words.KEYWORDS)[:6])):
        for keyword in keywords:
            position, volume = float(words.KEYWORDS[keyword][0]), words.KEYWORDS[keyword][1]
            for day in days_between(date(2025, 1, 6), AS_OF)[::7]:
                position += dice.uniform(-1.05, 1.0) * (1 + position / 25) - position * 0.002
                position = min(max(position, 1.0), 100.0)
                rows.append(
                    {
                        "date_day": day,
                        "keyword": keyword,
                        "position": round(position),
                        "search_engine": engine,
                        "search_volume": volume if engine == "google" else volume // 9,
                    }
                )
    return sorted(rows, key=lambda row: row["date_day"])


def exchange_rate_rows(dice: Random, missing: set[date]) -> list[Row]:
    """A dollar rate of the euro for every day since the first subscription but the missing."""
    rows, rate = [], 1.08
    for day in days_between(date(2024, 1, 1), AS_OF):
        rate = min(max(rate + dice.uniform(-0.004, 0.0041), 1.03), 1.17)
        if day not in missing:
            rows.append({"date_day": day, "currency": "EUR", "rate_to_reporting": f"{rate:.4f}"})
    return rows


EVENT_COSTS = {
    "00601": (date(2025, 4, 9), 6400.0),
    "00602": (date(2025, 9, 24), 8200.0),
    "00604": (date(2026, 4, 15), 8900.0),
}


def cost_rows(dice: Random, revenue_by_month: dict[date, float]) -> list[Row]:
    """Monthly costs beside ad spend; commissions follow the revenue of the month before."""
    rows = []
    for number, month in enumerate(month_starts(FIRST_DAY, AS_OF)):
        payday = month.replace(day=25)
        sellers = 2 if number < 9 else 3
        commission = revenue_by_month.get(add_months(month, -1), 0.0) * 0.05
        rows += [
            _cost(payday, "marketing", 5200 + 1900 * (number >= 12), "salaries"),
            _cost(month, "marketing", 640 + 20.0 * number, "tools"),
            _cost(month.replace(day=10), "marketing", skewed(dice, 1150, 0.2), "agency"),
            _cost(
                month.replace(day=15),
                "marketing",
                skewed(dice, 420, 0.2),
                "content",
                channel="organic_search",
            ),
            _cost(month.replace(day=5), "marketing", 290.0, "listing", "referral", "00801"),
            _cost(payday, "sales", 4000.0 * sellers, "salaries"),
            _cost(month, "sales", 240.0 * sellers, "tools"),
            _cost(month.replace(day=28), "sales", max(commission, 150.0), "commissions"),
        ]
        if chance(dice, 0.4):
            day = month.replace(day=20)
            rows.append(
                _cost(day, "marketing", skewed(dice, 480, 0.2), "translation", currency="EUR")
            )
        if number % 3 == 1:
            rows.append(
                _cost(
                    month.replace(day=12),
                    "marketing",
                    skewed(dice, 900, 0.2),
                    "events",
                    "event",
                    "00603",
                )
            )
    for campaign_id, (day, amount) in EVENT_COSTS.items():
        rows.append(_cost(day, "marketing", amount, "events", "event", campaign_id))
    rows.sort(key=lambda row: row["date_day"])
    for number, row in enumerate(rows, start=1):
        row["cost_id"] = f"K{number:04d}"
    return rows


def _cost(
    day: date,
    department: str,
    amount: float,
    cost_type: str,
    channel: str | None = None,
    campaign_id: str | None = None,
    currency: str = "USD",
) -> Row:
    """A cost of a day."""
    return {
        "date_day": day,
        "department": department,
        "amount": float(amount),
        "currency": currency,
        "cost_type": cost_type,
        "channel": channel,
        "campaign_id": campaign_id,
    }


# What holds in every period: a metric, its grain and the target.
STANDING_TARGETS = (
    ("cost_per_lead", "month", 150),
    ("lead_to_mql_rate", "month", 0.4),
    ("median_response_minutes", "month", 3),
    ("response_within_target_share", "month", 0.6),
    ("inbound_outcome_rate", "month", 0.7),
    ("meeting_attendance_rate", "month", 0.8),
    ("win_rate", "quarter", 0.15),
    ("close_rate", "quarter", 0.28),
    ("marketing_pipeline_share", "quarter", 0.7),
    ("pipeline_coverage_at_start", "quarter", 3),
    ("average_deal_size", "quarter", 20000),
    ("ltv_to_cac", "quarter", 3),
)


def annotation_rows() -> list[Row]:
    """What the marketing team wrote down of its two years."""
    notes = (
        (date(2025, 3, 3), "New pricing page", "", ""),
        (date(2025, 6, 16), "LinkedIn campaigns paused for two weeks", "channel", "paid_social"),
        (date(2025, 9, 15), "Website relaunched", "", ""),
        (date(2025, 11, 24), "Demo form asks for fewer fields", "", ""),
        (date(2026, 1, 12), "Programme for enterprise accounts begins", "program", "abm"),
        (date(2026, 4, 20), "Search budget raised", "channel", "paid_search"),
        (date(2026, 5, 18), "Contact form broken for a day", "", ""),
    )
    return [
        {"day": day, "text": text, "dimension": dimension, "dimension_value": value}
        for day, text, dimension, value in notes
    ]


def target_rows() -> list[Row]:
    """Targets of every month and quarter of both years; revenue's months add up to quarters."""
    rows, quarters = [], {}
    for month in month_starts(FIRST_DAY, date(2026, 12, 1)):
        size = busyness_of_month(month)
        revenue = round(64000 * size, -3)
        quarter = month.replace(month=(month.month - 1) // 3 * 3 + 1)
        quarters[quarter] = quarters.get(quarter, 0) + revenue
        rows += [
            _target("revenue", "month", month, int(revenue)),
            _target("leads", "month", month, round(98 * size)),
            _target("mqls", "month", month, round(40 * size)),
            _target("leads", "month", month, round(18 * size), "channel", "organic_search"),
        ]
        rows += [_target(m, g, month, goal) for m, g, goal in STANDING_TARGETS if g == "month"]
    for quarter, revenue in quarters.items():
        rows.append(_target("revenue", "quarter", quarter, int(revenue)))
        rows += [_target(m, g, quarter, goal) for m, g, goal in STANDING_TARGETS if g == "quarter"]
        rows.append(
            _target("pipeline_created", "quarter", quarter, int(revenue * 4), "program", "abm")
        )
    for year in (2025, 2026):
        total = sum(amount for quarter, amount in quarters.items() if quarter.year == year)
        rows.append(_target("revenue", "year", date(year, 1, 1), int(total)))
    return rows


def _target(
    metric: str,
    grain: str,
    start: date,
    goal: float,
    dimension: str | None = None,
    dimension_value: str | None = None,
) -> Row:
    """A target; without a dimension it holds for the total."""
    return {
        "metric": metric,
        "period_grain": grain,
        "period_start": start,
        "target": str(goal),
        "dimension": dimension,
        "dimension_value": dimension_value,
    }


def busyness_of_month(month: date) -> float:
    """How busy a month is against an average month at the start, 1.0."""
    days = days_between(month, add_months(month, 1) - timedelta(days=1))
    return sum(busyness(day) for day in days) / 24.4
