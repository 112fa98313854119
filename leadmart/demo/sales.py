"""Sales: deals and the stages they went through, and the meetings on the way."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from leadmart.demo import vocabulary as words
from leadmart.demo.company import Account, Campaign
from leadmart.demo.dice import (
    AS_OF,
    FIRST_DAY,
    LAST_MOMENT,
    busy_days,
    chance,
    days_between,
    later,
    moment_on,
    office_moment,
    pick,
    skewed,
)
from leadmart.demo.files import Row
from leadmart.demo.leads import CHANNELS, Lead

OPENING_DEALS = 30
SALES_SOURCED_DEALS = 146
MEDIAN_AMOUNT = {"small_business": 9300, "mid_market": 20200, "enterprise": 32000}
CYCLE_DAYS = {"small_business": 50, "mid_market": 65, "enterprise": 88}
WIN_CHANCE = {"small_business": 0.235, "mid_market": 0.265, "enterprise": 0.23}
# The share of a deal's life at which it enters each stage.
STAGE_STARTS = {"Discovery": 0.0, "Qualified": 0.14, "Proposal": 0.42, "Negotiation": 0.74}
STAGE_PROBABILITIES = {
    "Discovery": "0.1",
    "Qualified": "0.3",
    "Proposal": "0.5",
    "Negotiation": "0.75",
    "Closed Won": "1",
    "Closed Lost": "0",
}


@dataclass
class Deal:
    """A deal with the outcome it has, or will have after the as-of date."""

    account: Account
    created_at: datetime
    closes_at: datetime
    is_won: bool
    amount: float
    monthly_amount: float
    contract_months: int
    owner: str
    deal_type: str = "new_business"
    source_owner: str = "sales"
    lead: Lead | None = None
    campaign: Campaign | None = None
    deal_id: str = ""
    lost_reason: str | None = None
    competitor: str | None = None
    stages: list[tuple[str, datetime, float, date]] = field(default_factory=list)

    @property
    def is_closed(self) -> bool:
        """Whether it closed by the as-of date."""
        return self.closes_at <= LAST_MOMENT


@dataclass
class Meeting:
    """A meeting with a lead, or about a deal."""

    booked_at: datetime
    scheduled_for: datetime
    meeting_type: str
    outcome: str
    owner: str
    lead: Lead | None = None
    deal: Deal | None = None
    account: Account | None = None
    requested_at: datetime | None = None


def pursue_deals(dice: Random, accounts: list[Account], people: list[Lead]) -> list[Deal]:
    """All first deals, in the order of time: those of leads and those that sellers found."""
    prospects = [account for account in accounts if not account.is_legacy]
    occasions = [(moment, None) for moment in _cold_moments(dice)]
    for lead in people:
        if "sql" in lead.stages and chance(dice, 0.92):
            occasions.append((later(lead.stages["sql"], skewed(dice, 2.0, 0.8)), lead))
    deals, latest, credits = [], {}, {}
    for moment, lead in sorted(occasions, key=lambda occasion: occasion[0]):
        account = lead.account if lead else _cold_account(dice, prospects)
        moment = office_moment(dice, moment)
        known = latest.get(account.account_id)
        is_over = known is None or (moment > known.closes_at and not known.is_won)
        if moment > LAST_MOMENT or (lead is None and not is_over):
            continue
        if not is_over:
            _join_deal(lead, known, moment)
            continue
        deal = _open_deal(dice, account, moment, lead, credits)
        latest[account.account_id] = deal
        deals.append(deal)
        if lead:
            _join_deal(lead, deal, moment)
    return deals


def _cold_moments(dice: Random) -> list[datetime]:
    """When sellers open deals of their own; some were open when the demo's time begins."""
    opening = busy_days(dice, days_between(date(2024, 11, 4), date(2024, 12, 30)), OPENING_DEALS)
    days = opening + busy_days(dice, days_between(FIRST_DAY, AS_OF), SALES_SOURCED_DEALS)
    return [moment_on(dice, day) for day in days]


def _cold_account(dice: Random, prospects: list[Account]) -> Account:
    """Sellers call on target accounts first."""
    return dice.choices(prospects, [4.0 if a.is_target else 1.0 for a in prospects])[0]


def _join_deal(lead: Lead, deal: Deal, moment: datetime) -> None:
    """The lead takes part in the deal: an opportunity now, a customer if it is won."""
    if moment >= deal.closes_at:
        return
    lead.stages["opportunity"] = moment
    if deal.is_won and deal.is_closed:
        lead.stages["customer"] = deal.closes_at


def _open_deal(
    dice: Random, account: Account, moment: datetime, lead: Lead | None, credits: dict[date, float]
) -> Deal:
    """A new-business deal with its amount, its length and its outcome."""
    channel = CHANNELS[lead.channel] if lead else None
    days = min(max(skewed(dice, CYCLE_DAYS[account.segment], 0.36), 18), 150)
    if later(moment, days).date() <= FIRST_DAY:
        days = (FIRST_DAY - moment.date()).days + dice.uniform(6, 70)
    closes_at = _closing_moment(dice, moment, days)
    probability = WIN_CHANCE[account.segment] * (channel.win_factor if channel else 0.85)
    probability *= 1.15 if account.icp_fit else 0.85
    if lead and lead.campaign and lead.campaign.program == "abm":
        probability *= 1.35
    if moment.date() < FIRST_DAY:
        # Those still open when the demo's time begins are the better ones.
        probability *= 1.5
    if is_lost_quarter(closes_at):
        probability *= 0.4
    is_won = _is_won(dice, credits, closes_at, probability)
    months = int(pick(dice, {"12": 7, "24": 2, "6": 1}))
    monthly = round(skewed(dice, MEDIAN_AMOUNT[account.segment], 0.32) / 12, -1)
    deal = Deal(
        account=account,
        created_at=moment,
        closes_at=closes_at,
        is_won=is_won,
        amount=monthly * min(months, 12) * (1.9 if months == 24 else 1),
        monthly_amount=monthly,
        contract_months=months,
        owner=dice.choice(words.SELLERS),
        lead=lead,
        campaign=lead.campaign if lead else None,
        source_owner=lead.source_owner if lead else pick(dice, {"sales": 8, "partner": 2}),
    )
    deal.competitor = pick(dice, words.COMPETITORS) if chance(dice, 0.45) else None
    if not is_won:
        _explain_loss(dice, deal)
    deal.stages = deal_history(dice, deal)
    return deal


def _is_won(
    dice: Random, credits: dict[date, float], closes_at: datetime, probability: float
) -> bool:
    """Whether the deal is won: the chances of a month's deals add up, and each whole one wins.

    Rolling for each deal alone would leave the company's year to luck: a few dozen wins scatter.
    """
    month = closes_at.date().replace(day=1)
    credit = credits.get(month, dice.random()) + probability
    credits[month] = credit % 1
    return credit >= 1


def _closing_moment(dice: Random, opened_at: datetime, days: float) -> datetime:
    """The deal's last day, some drawn to the end of the month, on a working day."""
    closes_at = later(opened_at, days)
    month_end = closes_at.replace(day=28) + timedelta(days=dice.randrange(0, 3))
    if month_end.month == closes_at.month and closes_at.day >= 20 and chance(dice, 0.5):
        closes_at = max(month_end, closes_at)
    closes_at = office_moment(dice, closes_at)
    if days <= 0 or closes_at <= opened_at:
        return later(opened_at, 1)
    return closes_at


def is_lost_quarter(moment: datetime) -> bool:
    """In the last quarter of 2025 a competitor halved its prices."""
    return (moment.year, (moment.month - 1) // 3) == (2025, 3)


def _explain_loss(dice: Random, deal: Deal) -> None:
    """Why the deal is lost; in the lost quarter mostly by price, to Lowbid."""
    if is_lost_quarter(deal.closes_at) and chance(dice, 0.66):
        deal.lost_reason, deal.competitor = "price", "Lowbid"
        return
    deal.lost_reason = pick(dice, words.LOST_REASONS)
    if deal.lost_reason == "competitor" and deal.competitor is None:
        deal.competitor = pick(dice, words.COMPETITORS)


def deal_history(dice: Random, deal: Deal) -> list[tuple[str, datetime, float, date]]:
    """The stages up to the as-of date, each with the amount and closing day expected then."""
    life = deal.closes_at - deal.created_at
    reached = 4 if deal.is_won else int(pick(dice, {"1": 26, "2": 34, "3": 26, "4": 14}))
    amount = deal.amount * dice.uniform(0.85, 1.3)
    expected = (deal.created_at + life * dice.uniform(0.7, 1.15)).date()
    history = []
    for stage, share in list(STAGE_STARTS.items())[:reached]:
        entered_at = deal.created_at + life * share * dice.uniform(0.85, 1.15)
        entered_at = entered_at.replace(microsecond=0)
        if entered_at > LAST_MOMENT:
            return history
        if expected <= entered_at.date() + timedelta(days=5) or stage == "Negotiation":
            expected = max(
                (deal.closes_at + timedelta(days=dice.randrange(-6, 12))).date(),
                entered_at.date() + timedelta(days=3),
            )
        if stage == "Proposal":
            amount = deal.amount * dice.uniform(0.97, 1.08)
        history.append((stage, entered_at, round(amount, -1), expected))
    if deal.is_closed:
        last = "Closed Won" if deal.is_won else "Closed Lost"
        history.append((last, deal.closes_at, deal.amount, deal.closes_at.date()))
    return history


def deal_rows(dice: Random, deals: list[Deal]) -> list[Row]:
    """The CRM's deals as they stand on the as-of date."""
    return [_deal_row(dice, deal) for deal in deals]


def _deal_row(dice: Random, deal: Deal) -> Row:
    """A deal; what an open one will come to is not said."""
    stage, _, amount, expected = deal.stages[-1]
    qualified_at = next((at for name, at, _, _ in deal.stages if name == "Qualified"), None)
    if not deal.is_closed:
        expected = _expected_now(dice, expected)
    return {
        "deal_id": deal.deal_id,
        "created_at": deal.created_at,
        "account_id": deal.account.account_id,
        "lead_id": deal.lead.lead_id if deal.lead else None,
        "campaign_id": deal.campaign.campaign_id if deal.campaign else None,
        "deal_name": f"{deal.account.name} - {deal.deal_type.replace('_', ' ')}",
        "deal_type": deal.deal_type,
        "source_owner": deal.source_owner if chance(dice, 0.7) else None,
        "amount": float(amount),
        "currency": deal.account.currency,
        "monthly_recurring_amount": float(deal.monthly_amount),
        "contract_months": deal.contract_months,
        "stage": stage,
        "probability": STAGE_PROBABILITIES[stage],
        "qualified_at": qualified_at,
        "expected_close_on": expected,
        "closed_at": deal.closes_at if deal.is_closed else None,
        "is_won": deal.is_won if deal.is_closed else None,
        "lost_reason": deal.lost_reason if deal.is_closed else None,
        "competitor": deal.competitor,
        "owner": deal.owner,
    }


def _expected_now(dice: Random, expected: date) -> date:
    """An open deal's closing day: some are overdue, some put off, the others stand as they were."""
    if chance(dice, 0.1):
        return AS_OF - timedelta(days=dice.randrange(0, 9))
    if expected <= AS_OF or chance(dice, 0.25):
        return max(expected, AS_OF) + timedelta(days=dice.randrange(10, 80))
    return expected


def deal_stage_rows(deals: list[Deal]) -> list[Row]:
    """Every stage a deal entered, as it stood then."""
    rows = [
        {
            "deal_id": deal.deal_id,
            "stage": stage,
            "entered_at": entered_at,
            "amount": float(amount),
            "expected_close_on": expected,
        }
        for deal in deals
        for stage, entered_at, amount, expected in deal.stages
    ]
    return sorted(rows, key=lambda row: (row["entered_at"], row["deal_id"]))


def hold_meetings(dice: Random, people: list[Lead], deals: list[Deal]) -> list[Meeting]:
    """Discovery meetings with leads, demos in deals, and those that lie ahead."""
    deal_of = {id(deal.lead): deal for deal in deals if deal.lead}
    meetings = []
    for lead in people:
        if "sql" in lead.stages:
            meetings += _discovery(dice, lead, deal_of.get(id(lead)))
        elif "mql" in lead.stages and "disqualified" not in lead.stages and chance(dice, 0.42):
            meetings += _idle_discovery(dice, lead)
    for deal in deals:
        if deal.deal_type == "new_business" and chance(dice, 0.85):
            meetings += _demo(dice, deal)
        if not deal.is_closed and chance(dice, 0.4):
            meetings.append(_planned(dice, deal))
    return sorted(meetings, key=lambda meeting: meeting.booked_at)


def _discovery(dice: Random, lead: Lead, deal: Deal | None) -> list[Meeting]:
    """The meeting that made the lead an SQL, sometimes after one that fell through."""
    held_at = lead.stages["sql"] - timedelta(hours=dice.randrange(1, 20))
    earliest = lead.stages.get("sal", lead.stages["mql"])
    held_at = max(held_at, earliest + timedelta(hours=1))
    booked_at = earliest + (held_at - earliest) * dice.uniform(0.1, 0.4)
    booked_at = booked_at.replace(microsecond=0)
    owner = deal.owner if deal else dice.choice(words.SELLERS)
    asked_at = lead.created_at if lead.capture == "demo_request" else None
    kind = "demo" if asked_at else "discovery"
    held = Meeting(booked_at, held_at, kind, "attended", owner, lead, deal, lead.account, asked_at)
    if not chance(dice, 0.2):
        return [held]
    missed_at = (booked_at + (held_at - booked_at) * 0.5).replace(microsecond=0)
    outcome = pick(dice, {"no_show": 5, "rescheduled": 4, "cancelled": 2})
    first = Meeting(booked_at, missed_at, kind, outcome, owner, lead, None, lead.account, asked_at)
    held.booked_at = missed_at + timedelta(minutes=dice.randrange(5, 50))
    held.requested_at = None
    return [first, held] if held.booked_at < held_at else [held]


def _idle_discovery(dice: Random, lead: Lead) -> list[Meeting]:
    """A meeting that came to nothing, or one of a recent lead that still lies ahead."""
    booked_at = later(lead.stages["mql"], skewed(dice, 0.8, 0.8))
    held_at = office_moment(dice, later(booked_at, skewed(dice, 5, 0.5)))
    if booked_at > LAST_MOMENT:
        return []
    outcome = pick(dice, {"attended": 50, "no_show": 27, "cancelled": 16, "rescheduled": 7})
    if held_at > LAST_MOMENT:
        outcome = "scheduled"
    asked_at = lead.created_at if lead.capture == "demo_request" else None
    kind = "demo" if asked_at else "discovery"
    owner = dice.choice(words.SELLERS)
    return [Meeting(booked_at, held_at, kind, outcome, owner, lead, None, lead.account, asked_at)]


def _demo(dice: Random, deal: Deal) -> list[Meeting]:
    """The product demo between discovery and proposal."""
    life = deal.closes_at - deal.created_at
    booked_at = deal.created_at + life * dice.uniform(0.02, 0.1)
    held_at = office_moment(dice, booked_at + life * dice.uniform(0.08, 0.2))
    booked_at, held_at = booked_at.replace(microsecond=0), held_at.replace(microsecond=0)
    if booked_at > LAST_MOMENT:
        return []
    outcome = pick(dice, {"attended": 82, "no_show": 9, "cancelled": 5, "rescheduled": 4})
    if held_at > LAST_MOMENT:
        outcome = "scheduled"
    return [Meeting(booked_at, held_at, "demo", outcome, deal.owner, deal.lead, deal, deal.account)]


def _planned(dice: Random, deal: Deal) -> Meeting:
    """A meeting of an open deal in the weeks after the as-of date."""
    booked_at = max(later(LAST_MOMENT, -dice.uniform(1, 12)), later(deal.created_at, 0.01))
    held_at = office_moment(dice, later(LAST_MOMENT, dice.uniform(1, 25)))
    kind = pick(dice, {"proposal": 5, "negotiation": 3, "demo": 2})
    return Meeting(
        min(booked_at, LAST_MOMENT),
        held_at,
        kind,
        "scheduled",
        deal.owner,
        deal.lead,
        deal,
        deal.account,
    )


def meeting_rows(dice: Random, meetings: list[Meeting]) -> list[Row]:
    """The meetings; the CRM knows the deal of most of them."""
    rows = []
    for number, meeting in enumerate(meetings, start=1):
        deal, lead = meeting.deal, meeting.lead
        campaign = (lead.campaign if lead else None) or (deal.campaign if deal else None)
        rows.append(
            {
                "meeting_id": f"M{number:04d}",
                "booked_at": meeting.booked_at,
                "requested_at": meeting.requested_at,
                "scheduled_for": meeting.scheduled_for,
                "meeting_type": meeting.meeting_type,
                "outcome": meeting.outcome,
                "lead_id": lead.lead_id if lead else None,
                "account_id": meeting.account.account_id if meeting.account else None,
                "deal_id": deal.deal_id if deal and chance(dice, 0.85) else None,
                "campaign_id": campaign.campaign_id if campaign else None,
                "owner": meeting.owner,
            }
        )
    return rows
