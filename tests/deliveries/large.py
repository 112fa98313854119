"""Sound deliveries that are no longer small: one thing many times over."""

from __future__ import annotations

from datetime import date, timedelta

from tests.deliveries.made_up import Delivery, Row


def many_visits() -> Delivery:
    """One buyer who comes by two ways in turn, four hundred times before the purchase."""
    sessions: list[Row] = [
        {
            "session_id": f"session{number}",
            "visitor_id": "visitor1",
            "started_at": f"2026-05-{1 + number // 20:02}T{number % 20:02}:00:00Z",
            "utm_source": ("google", "newsletter")[number % 2],
            "utm_medium": ("cpc", "email")[number % 2],
        }
        for number in range(400)
    ]
    lead = {"lead_id": "lead1", "created_at": "2026-05-25T00:00:00Z", "visitor_id": "visitor1"}
    deal = {
        "deal_id": "deal1",
        "created_at": "2026-05-26T00:00:00Z",
        "lead_id": "lead1",
        "amount": "1000",
        "is_won": "true",
        "closed_at": "2026-06-02T00:00:00Z",
    }
    return {"leads": [lead], "deals": [deal], "sessions": sessions}


def many_merges() -> Delivery:
    """A chain of two hundred leads, each merged into the next, that ends in a circle."""
    leads: list[Row] = [
        {
            "lead_id": f"lead{number}",
            "created_at": "2026-05-01",
            "merged_into_lead_id": f"lead{number + 1 if number < 199 else 197}",
        }
        for number in range(200)
    ]
    return {"leads": leads}


def many_namesakes() -> Delivery:
    """Three hundred people of one account with one name, of whom every other has an address."""
    leads: list[Row] = [
        {
            "lead_id": f"lead{number}",
            "created_at": "2026-05-01",
            "account_id": "account1",
            "first_name": "Ann",
            "last_name": "Lee",
            "email": f"ann{number}@buyer.example" if number % 2 else None,
        }
        for number in range(300)
    ]
    return {"leads": leads}


def many_years() -> Delivery:
    """A deal a month for thirty-six years, each of the largest amount, in many currencies."""
    day = date(1990, 1, 15)
    deals: list[Row] = []
    rates: list[Row] = []
    for number in range(430):
        on = (day + timedelta(days=number * 31)).isoformat()
        currency = f"{'ABCDEFGHIJ'[number % 10]}{'KLMNOPQRST'[number // 10 % 10]}X"
        deals.append(
            {
                "deal_id": f"deal{number}",
                "created_at": on,
                "amount": "999999999999.9999",
                "currency": currency,
                "is_won": "true",
                "closed_at": on,
            }
        )
        rates.append({"date_day": on, "currency": currency, "rate_to_reporting": "0.33333333"})
    return {"deals": deals, "exchange_rates": rates}


LARGE = {one.__name__: one for one in (many_visits, many_merges, many_namesakes, many_years)}
