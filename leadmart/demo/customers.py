"""Customers: what they subscribe to, how that changes, the deals it brings, and the invoices."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from leadmart.demo.company import FIRST_LEGACY_START, Account
from leadmart.demo.dice import AS_OF, LAST_MOMENT, add_months, chance, later, pick, skewed
from leadmart.demo.files import Row
from leadmart.demo.sales import MEDIAN_AMOUNT, Deal, deal_history

CHURN_CHANCE = {"small_business": 0.016, "mid_market": 0.01, "enterprise": 0.005}
RENEWAL_CHURN_CHANCE = {"small_business": 0.2, "mid_market": 0.11, "enterprise": 0.06}
EXPANSION_CHANCE = 0.05
CONTRACTION_CHANCE = 0.01
RETURN_CHANCE = 0.35


@dataclass
class Price:
    """What an account pays from a day on until it changes or ends."""

    subscription_id: str
    account: Account
    started_on: date
    monthly_amount: float
    deal: Deal | None
    ended_on: date | None = None


def serve_customers(
    dice: Random, accounts: list[Account], deals: list[Deal]
) -> tuple[list[Price], list[Deal]]:
    """Every customer's prices, and the expansion and renewal deals that changed them."""
    prices, later_deals = [], []
    for first in _first_prices(dice, accounts, deals):
        history, more_deals = _live_on(dice, first)
        prices += history
        later_deals += more_deals
    _number_subscriptions(prices)
    prices.sort(key=lambda price: (price.started_on, price.subscription_id))
    return prices, later_deals


def _first_prices(dice: Random, accounts: list[Account], deals: list[Deal]) -> list[Price]:
    """The first price of the customers of 2024 and of every deal won since."""
    first = []
    for account in accounts:
        if account.is_legacy:
            start = FIRST_LEGACY_START + timedelta(days=dice.randrange(350))
            account.created_at = datetime.combine(start - timedelta(days=40), time(10, 15))
            amount = round(skewed(dice, MEDIAN_AMOUNT[account.segment] * 0.8, 0.3) / 12, -1)
            first.append(Price("legacy", account, start, amount, None))
    for deal in deals:
        if deal.is_won and deal.is_closed:
            start = deal.closes_at.date() + timedelta(days=dice.randrange(0, 14))
            if start > AS_OF and deal.account.currency != "USD":
                # A price in euro needs the rate of its first day, which must be known.
                start = deal.closes_at.date()
            first.append(Price("won", deal.account, start, deal.monthly_amount, deal))
    return first


def _live_on(dice: Random, first: Price) -> tuple[list[Price], list[Deal]]:
    """A customer's months one by one: growing, shrinking, leaving, coming back."""
    prices, deals, current = [first], [], first
    month = 3
    while (day := add_months(first.started_on, month)) <= AS_OF:
        roll, segment = dice.random(), first.account.segment
        leaving = RENEWAL_CHURN_CHANCE if month % 12 == 0 else CHURN_CHANCE
        is_renewal = month % 12 == 0 and first.deal is not None
        if roll < leaving[segment]:
            current.ended_on = day
            if is_renewal:
                deals.append(
                    _later_deal(dice, current, "renewal", current.monthly_amount, day, False)
                )
            month += dice.randrange(2, 5)
            returns_on = add_months(first.started_on, month)
            if returns_on > AS_OF or not chance(dice, RETURN_CHANCE):
                break
            amount = round(current.monthly_amount * dice.uniform(0.7, 1.0), -1)
            current = Price("again", first.account, returns_on, amount, current.deal)
            prices.append(current)
        elif is_renewal and chance(dice, 0.5):
            deals.append(_later_deal(dice, current, "renewal", current.monthly_amount, day, True))
        elif roll > 1 - EXPANSION_CHANCE:
            more = round(current.monthly_amount * dice.uniform(0.15, 0.6), -1)
            if first.deal is not None:
                deals.append(_later_deal(dice, current, "expansion", more, day, True))
            current = _change_price(prices, current, day, current.monthly_amount + more)
        elif roll > 1 - EXPANSION_CHANCE - CONTRACTION_CHANCE:
            less = round(current.monthly_amount * dice.uniform(0.55, 0.85), -1)
            current = _change_price(prices, current, day, less)
        elif first.deal is not None and chance(dice, 0.045):
            more = round(current.monthly_amount * dice.uniform(0.2, 0.6), -1)
            deals.append(_later_deal(dice, current, "expansion", more, day, False))
        month += 1
    if current.ended_on is None and first.deal is not None:
        deals += _deals_ahead(dice, current, day, is_renewal=month % 12 == 0)
    return prices, deals


def _deals_ahead(dice: Random, price: Price, day: date, is_renewal: bool) -> list[Deal]:
    """The renewal or expansion that is under way on the as-of date, if there is one."""
    if is_renewal:
        deal = _later_deal(dice, price, "renewal", price.monthly_amount, day, True)
    elif chance(dice, EXPANSION_CHANCE * 2):
        more = round(price.monthly_amount * dice.uniform(0.2, 0.6), -1)
        deal = _later_deal(dice, price, "expansion", more, day, True)
    else:
        return []
    return [deal] if deal.created_at <= LAST_MOMENT else []


def _change_price(prices: list[Price], current: Price, day: date, amount: float) -> Price:
    """End the current price on the day and begin the next one."""
    current.ended_on = day
    following = Price(current.subscription_id, current.account, day, amount, current.deal)
    prices.append(following)
    return following


def _later_deal(
    dice: Random, price: Price, deal_type: str, monthly: float, day: date, is_won: bool
) -> Deal:
    """An expansion or renewal deal that closed on the day of the price's change."""
    closes_at = datetime.combine(day, time(dice.randrange(8, 17), dice.randrange(60)))
    created_at = later(closes_at, -skewed(dice, 38, 0.3))
    deal = Deal(
        account=price.account,
        created_at=created_at,
        closes_at=closes_at,
        is_won=is_won,
        amount=max(monthly, 20.0) * 12,
        monthly_amount=max(monthly, 20.0),
        contract_months=12,
        owner=price.deal.owner,
        deal_type=deal_type,
        lost_reason=None if is_won else dice.choice(("price", "timing", "no decision")),
    )
    deal.stages = deal_history(dice, deal)
    return deal


def _number_subscriptions(prices: list[Price]) -> None:
    """Ids in the order of time; the rows of one subscription share one, a return gets its own."""
    numbers: dict[tuple[str, str, int], str] = {}
    returns: dict[str, int] = {}
    for price in sorted(prices, key=lambda p: (p.started_on, p.account.account_id)):
        key = price.account.account_id
        if price.subscription_id == "again":
            returns[key] = returns.get(key, 0) + 1
        slot = (key, "again" if key in returns else "first", returns.get(key, 0))
        numbers.setdefault(slot, f"SUB-{len(numbers) + 1:04d}")
        price.subscription_id = numbers[slot]


# Why customers leave, and how often.
CHURN_REASONS = {"price": 30, "missing feature": 22, "company closed": 12, "changed tool": 36}


def subscription_rows(dice: Random, prices: list[Price]) -> list[Row]:
    """The subscriptions, a row per price; the last one of a customer who left mostly says why."""
    is_yearly = {price.subscription_id: chance(dice, 0.3) for price in prices}
    last = {price.subscription_id: price for price in sorted(prices, key=lambda p: p.started_on)}
    return [
        {
            "subscription_id": price.subscription_id,
            "account_id": price.account.account_id,
            "started_on": price.started_on,
            "ended_on": price.ended_on,
            "monthly_amount": float(price.monthly_amount),
            "currency": price.account.currency,
            "deal_id": price.deal.deal_id if price.deal else None,
            "plan": _plan(price.monthly_amount),
            "product": "platform",
            "billing_interval": "year" if is_yearly[price.subscription_id] else "month",
            "churn_reason": pick(dice, CHURN_REASONS)
            if price.ended_on and price is last[price.subscription_id] and chance(dice, 0.8)
            else None,
        }
        for price in prices
    ]


def _plan(monthly_amount: float) -> str:
    """The plan that a price is of."""
    return "starter" if monthly_amount < 800 else "growth" if monthly_amount < 2200 else "scale"


def invoice_rows(dice: Random, prices: list[Price]) -> list[Row]:
    """A month's revenue on each monthly day of a price, and a credit note now and then."""
    rows = []
    for price in prices:
        month = 0
        last = min(price.ended_on or AS_OF + timedelta(days=1), AS_OF + timedelta(days=1))
        while (day := add_months(price.started_on, month)) < last:
            rows.append(_invoice(price, day, price.monthly_amount))
            if chance(dice, 0.006) and day + timedelta(days=9) <= AS_OF:
                rows.append(
                    _invoice(price, day + timedelta(days=9), -round(price.monthly_amount * 0.25, 2))
                )
            month += 1
    rows.sort(key=lambda row: (row["invoice_date"], row["account_id"]))
    for number, row in enumerate(rows, start=1):
        row["invoice_id"] = f"INV-{number:05d}"
    return rows


def _invoice(price: Price, day: date, amount: float) -> Row:
    """An invoice, or a credit note where the amount is negative."""
    return {
        "account_id": price.account.account_id,
        "invoice_date": day,
        "amount": float(amount),
        "currency": price.account.currency,
        "deal_id": price.deal.deal_id if price.deal else None,
    }
