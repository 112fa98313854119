"""The demo company: made-up raw inputs that hang together and look like real exports.

`write_demo_data` is the way in. What depends on what: accounts, then people with their stages, then
deals, subscriptions and visits, then all that is counted from them, and the habits of exports last,
with what newer connectors deliver.
"""

from collections import Counter
from datetime import date
from pathlib import Path

from leadmart.demo import company, customers, leads, outreach, sales, website
from leadmart.demo.dice import FIRST_DAY, add_months, dice_for
from leadmart.demo.files import Row, write_inputs
from leadmart.demo.habits import add_habits
from leadmart.demo.practice import add_practice

DEFAULT_SEED = 20260630


def write_demo_data(directory: Path, seed: int = DEFAULT_SEED) -> dict[str, int]:
    """Write `<input>.csv` for all inputs into the directory and return the rows of each.

    The same seed gives the same bytes. Raises OSError if the directory cannot be written.
    """
    inputs = generate_inputs(seed)
    add_habits(dice_for(seed, "habits"), inputs)
    add_practice(seed, inputs)
    return write_inputs(Path(directory), inputs)


def generate_inputs(seed: int) -> dict[str, list[Row]]:
    """All inputs as a company with perfect records would have them."""
    accounts = company.found_accounts(dice_for(seed, "accounts"))
    people = leads.meet_people(dice_for(seed, "leads"), accounts)
    for number, lead in enumerate(people, start=1):
        lead.lead_id = f"{number:07d}"
    deals = sales.pursue_deals(dice_for(seed, "deals"), accounts, people)
    prices, later_deals = customers.serve_customers(dice_for(seed, "customers"), accounts, deals)
    deals = sorted(deals + later_deals, key=lambda deal: (deal.created_at, deal.account.account_id))
    for number, deal in enumerate(deals, start=1):
        deal.deal_id = f"D{number:04d}"
    visits = website.browse(dice_for(seed, "website"), people, accounts)
    meetings = sales.hold_meetings(dice_for(seed, "meetings"), people, deals)
    subscribers = outreach.email_subscriber_rows(dice_for(seed, "subscribers"), people, visits)
    _date_accounts(accounts, deals)
    invoices = customers.invoice_rows(dice_for(seed, "invoices"), prices)
    spend = outreach.ad_spend_rows(dice_for(seed, "ads"), visits)
    subscriptions = customers.subscription_rows(dice_for(seed, "plans"), prices)
    return {
        "accounts": company.account_rows(dice_for(seed, "account rows"), accounts),
        "leads": leads.lead_rows(dice_for(seed, "lead rows"), people),
        "lead_stages": leads.lead_stage_rows(dice_for(seed, "reasons"), people),
        "lead_qualifications": leads.qualification_rows(dice_for(seed, "criteria"), people),
        "campaigns": company.campaign_rows(),
        "campaign_utms": company.campaign_utm_rows(),
        "deals": sales.deal_rows(dice_for(seed, "deal rows"), deals),
        "deal_stages": sales.deal_stage_rows(deals),
        "meetings": sales.meeting_rows(dice_for(seed, "meeting rows"), meetings),
        "inbound_requests": leads.inbound_request_rows(dice_for(seed, "requests"), people),
        "sessions": website.session_rows(visits),
        "page_views": website.page_view_rows(visits),
        "web_totals": [],
        "web_conversions": website.web_conversion_rows(visits),
        "content_offers": company.content_offer_rows(),
        "chatbot_conversations": website.chatbot_rows(dice_for(seed, "chatbot"), visits),
        "ad_spend": spend,
        "ad_interactions": outreach.ad_interaction_rows(dice_for(seed, "reactions"), accounts),
        "social_posts": outreach.social_post_rows(dice_for(seed, "social")),
        "email_events": outreach.email_event_rows(dice_for(seed, "email"), people, subscribers),
        "email_campaigns": [],
        "email_subscribers": subscribers,
        "keyword_rankings": company.keyword_ranking_rows(dice_for(seed, "keywords")),
        "costs": company.cost_rows(dice_for(seed, "costs"), _revenue_by_month(deals)),
        "subscriptions": subscriptions,
        "invoices": invoices,
        "targets": company.target_rows(),
        "exchange_rates": company.exchange_rate_rows(
            dice_for(seed, "rates"), _days_without_rate(invoices, spend, subscriptions)
        ),
        "annotations": company.annotation_rows(),
        "budgets": company.budget_rows(),
    }


def _date_accounts(accounts: list[company.Account], deals: list[sales.Deal]) -> None:
    """An account is created with its first lead or deal, unless it was imported before."""
    firsts = {
        account.account_id: [lead.created_at for lead in account.leads] for account in accounts
    }
    for deal in deals:
        firsts[deal.account.account_id].append(deal.created_at)
    for account in accounts:
        if account.created_at is None and not account.is_target and firsts[account.account_id]:
            account.created_at = min(firsts[account.account_id])


def _days_without_rate(
    invoices: list[Row], spend: list[Row], subscriptions: list[Row]
) -> set[date]:
    """Two days whose rate is missing: each costs one invoice in euro its conversion."""
    days = Counter(row["invoice_date"] for row in invoices if row["currency"] == "EUR")
    busy = {row["date_day"] for row in spend if row["currency"] == "EUR"}
    busy |= {row["started_on"] for row in subscriptions}
    single = sorted(day for day, count in days.items() if count == 1 and day not in busy)
    since = [day for day in single if day >= FIRST_DAY]
    return {since[0], since[-1]}


def _revenue_by_month(deals: list[sales.Deal]) -> dict[date, float]:
    """What was won in each month; currencies are near enough for commissions."""
    revenue: dict[date, float] = {}
    for deal in deals:
        if deal.is_won and deal.is_closed:
            month = add_months(deal.closes_at.date().replace(day=1), 0)
            revenue[month] = revenue.get(month, 0.0) + deal.amount
    return revenue
