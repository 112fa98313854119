"""What the company sends out: ads and reactions to them, social posts, e-mail."""

from collections import Counter
from datetime import date, datetime, time, timedelta
from random import Random

from leadmart.demo import vocabulary as words
from leadmart.demo.company import CAMPAIGNS, Account, Campaign
from leadmart.demo.dice import (
    AS_OF,
    FIRST_DAY,
    GROWTH_PER_MONTH,
    LAST_MOMENT,
    MONTH_SEASONS,
    WEEKDAY_SEASONS,
    busy_days,
    chance,
    days_between,
    later,
    moment_on,
    month_starts,
    pick,
    skewed,
)
from leadmart.demo.files import Row
from leadmart.demo.leads import Lead
from leadmart.demo.website import Visit

# Cost per click in the campaign's currency, and clicks per impression.
CLICK_PRICES = {"google": 14.0, "microsoft": 9.0, "linkedin": 16.0, "meta": 6.5}
CLICK_RATES = {"google": 0.045, "microsoft": 0.035, "linkedin": 0.0062, "meta": 0.011}
DISPLAY_CLICK_PRICE, DISPLAY_CLICK_RATE = 7.0, 0.0022
ADS = {
    "google": ("text", "text b"),
    "microsoft": ("text",),
    "linkedin": ("carousel", "video"),
    "meta": ("image",),
}


def ad_spend_rows(dice: Random, visits: list[Visit]) -> list[Row]:
    """Every ad's day: spend by plan, season and chance; at least the clicks that reached us."""
    arrivals = Counter((visit.utm_campaign, visit.started_at.date()) for visit in visits)
    rows = []
    for day in days_between(FIRST_DAY, AS_OF):
        for campaign in CAMPAIGNS:
            if campaign.daily_spend and campaign.runs_on(day):
                rows += _campaign_day(dice, campaign, day, arrivals[campaign.utm, day])
    return rows


def _campaign_day(dice: Random, campaign: Campaign, day: date, arrivals: int) -> list[Row]:
    """A campaign's day, shared among its ads."""
    months = (day.year - FIRST_DAY.year) * 12 + day.month - FIRST_DAY.month
    weekday = 0.5 + WEEKDAY_SEASONS[day.weekday()] / 2
    season = 0.4 + MONTH_SEASONS[day.month - 1] * 0.6
    plan = campaign.daily_spend * weekday * season * (1 + GROWTH_PER_MONTH * 0.75 * months)
    is_display = campaign.channel == "display"
    price = DISPLAY_CLICK_PRICE if is_display else CLICK_PRICES[campaign.platform]
    rate = DISPLAY_CLICK_RATE if is_display else CLICK_RATES[campaign.platform]
    shares = (0.62, 0.38) if len(ADS[campaign.platform]) == 2 else (1.0,)
    rows = []
    for number, share in enumerate(shares, start=1):
        spend = plan * share * dice.uniform(0.75, 1.25)
        clicks = round(spend / price * dice.uniform(0.6, 1.4) + dice.uniform(-0.5, 0.5))
        clicks = max(clicks, arrivals if number == 1 else 0, 0)
        impressions = round(spend / price / rate * dice.uniform(0.8, 1.2)) + clicks
        rows.append(
            {
                "date_day": day,
                "platform": campaign.platform,
                "spend": spend,
                "currency": campaign.currency,
                "campaign_id": campaign.campaign_id,
                "ad_id": f"{campaign.campaign_id}-{number}",
                "impressions": impressions,
                "clicks": clicks,
                "conversions": sum(
                    chance(dice, 0.01 if is_display else 0.07) for _ in range(clicks)
                ),
            }
        )
    return rows


def ad_interaction_rows(dice: Random, accounts: list[Account]) -> list[Row]:
    """People who liked, shared or commented on an ad; ABM campaigns reach target accounts."""
    social = [c for c in CAMPAIGNS if c.platform in ("linkedin", "meta") and c.daily_spend]
    targets = [account for account in accounts if account.is_target]
    rows = []
    for day in busy_days(dice, days_between(FIRST_DAY, AS_OF), 640):
        campaign = dice.choice([c for c in social if c.runs_on(day)])
        account = dice.choice(accounts) if chance(dice, 0.6) else None
        if campaign.program == "abm" and chance(dice, 0.7):
            account = dice.choice(targets)
        kind = pick(dice, {"like": 58, "comment": 20, "share": 12, "click": 10})
        sentiment = pick(dice, {"positive": 50, "neutral": 32, "negative": 18})
        is_comment = kind == "comment"
        rows.append(
            {
                "interaction_id": f"I{len(rows) + 1:04d}",
                "occurred_at": moment_on(dice, day),
                "interaction_type": kind,
                "platform": campaign.platform,
                "campaign_id": campaign.campaign_id,
                "ad_id": f"{campaign.campaign_id}-1",
                "person_title": pick(dice, words.JOB_TITLES),
                "company_name": account.name if account else None,
                "company_domain": account.domain if account and chance(dice, 0.8) else None,
                "comment_text": dice.choice(words.COMMENTS[sentiment]) if is_comment else None,
                "sentiment": sentiment if is_comment and chance(dice, 0.8) else None,
            }
        )
    return rows


NETWORKS = {"linkedin": 58, "youtube": 16, "instagram": 14, "x": 12}
IMPRESSIONS = {"linkedin": 520, "youtube": 260, "instagram": 230, "x": 150}


def social_post_rows(dice: Random) -> list[Row]:
    """About two posts a week, each with the eight days in which people see it."""
    posts = busy_days(dice, days_between(FIRST_DAY, AS_OF), 190)
    rows = []
    for number, day in enumerate(posts, start=1):
        network = pick(dice, NETWORKS)
        running = [
            c
            for c in CAMPAIGNS
            if c.channel == "organic_social" and c.platform == network and c.runs_on(day)
        ]
        campaign = dice.choice(running) if running and chance(dice, 0.7) else None
        published_at = moment_on(dice, day)
        reach = skewed(dice, IMPRESSIONS[network] * (1 + 0.03 * number / 10), 0.8)
        for age in range(8):
            seen_on = day + timedelta(days=age)
            if seen_on > AS_OF:
                break
            impressions = round(reach * dice.uniform(0.7, 1.3) / (1 + age) / (1 + age * 0.3))
            rows.append(
                {
                    "post_id": f"post-{number:03d}",
                    "network": network,
                    "date_day": seen_on,
                    "published_at": published_at,
                    "campaign_id": campaign.campaign_id if campaign else None,
                    "impressions": impressions,
                    "likes": round(impressions * dice.uniform(0.008, 0.035)),
                    "comments": round(impressions * dice.uniform(0.0, 0.006)),
                    "shares": round(impressions * dice.uniform(0.0, 0.005)),
                    "clicks": round(impressions * dice.uniform(0.004, 0.022)),
                }
            )
    return rows


def email_subscriber_rows(dice: Random, people: list[Lead], visits: list[Visit]) -> list[Row]:
    """Subscriptions to three lists: leads who agreed, newsletter forms, and a list of before."""
    rows = []
    for number in range(260):
        day = dice.choice(days_between(date(2025, 1, 1), date(2025, 1, 10)))
        rows.append(_subscription(dice, f"sub-{number:05d}", moment_on(dice, day)))
    for visit in visits:
        if visit.conversion and visit.conversion[0] == "newsletter":
            subscriber = f"web-{visit.visitor.visitor_id}"
            rows.append(_subscription(dice, subscriber, visit.converted_at))
    for lead in people:
        if chance(dice, 0.28):
            rows.append(_subscription(dice, f"lead-{lead.lead_id}", lead.created_at))
    return sorted(rows, key=lambda row: (row["subscribed_at"], row["subscriber_id"]))


def _subscription(dice: Random, subscriber_id: str, subscribed_at: datetime) -> Row:
    """A subscription to a list; one in six ends within the demo's time."""
    left_at = later(subscribed_at, skewed(dice, 150, 1.0)) if chance(dice, 0.24) else None
    return {
        "subscriber_id": subscriber_id,
        "subscribed_at": subscribed_at,
        "unsubscribed_at": left_at if left_at and left_at <= LAST_MOMENT else None,
        "list_name": pick(dice, {"newsletter": 70, "product_updates": 18, "webinars": 12}),
    }


def email_event_rows(dice: Random, people: list[Lead], subscribers: list[Row]) -> list[Row]:
    """All messages and what came of them: newsletters, nurture steps and ABM e-mails."""
    rows: list[Row] = []
    for month in month_starts(FIRST_DAY, AS_OF):
        _send_newsletter(dice, rows, month, subscribers)
    for lead in people:
        if "mql" not in lead.stages and lead.source_owner == "marketing" and chance(dice, 0.85):
            _send_nurture(dice, rows, lead)
        if lead.account and lead.account.is_target and chance(dice, 0.6):
            _send_one_to_one(dice, rows, lead)
    rows.sort(key=lambda row: (row["occurred_at"], row["message_id"], row["recipient_id"]))
    for number, row in enumerate(rows, start=1):
        row["event_id"] = f"e{number:05d}"
    return rows


def _send_newsletter(dice: Random, rows: list[Row], month: date, subscribers: list[Row]) -> None:
    """The month's issue to a share of those who are subscribed on its day."""
    sent_at = datetime.combine(month.replace(day=12), time(9, 0))
    for row in subscribers:
        left_at = row["unsubscribed_at"]
        if row["subscribed_at"] < sent_at and (left_at is None or left_at > sent_at):
            if row["list_name"] == "webinars" or not chance(dice, 0.42):
                continue
            lead_id = row["subscriber_id"].removeprefix("lead-")
            is_lead = row["subscriber_id"].startswith("lead-")
            campaign = "00501" if row["list_name"] == "newsletter" else "00504"
            if campaign == "00504" and month < date(2025, 3, 1):
                continue
            _send(
                dice,
                rows,
                f"{campaign[2:]}-{month:%y%m}",
                row["subscriber_id"],
                campaign,
                lead_id if is_lead else None,
                sent_at,
                0.36,
                0.27,
            )


def _send_nurture(dice: Random, rows: list[Row], lead: Lead) -> None:
    """Two steps of the nurture sequence to a lead that did not qualify."""
    for step, days in ((1, 3), (2, 12)):
        sent_at = later(lead.created_at, days + dice.random())
        if sent_at < LAST_MOMENT and chance(dice, 0.4):
            _send(
                dice,
                rows,
                f"nurture-{step}",
                f"lead-{lead.lead_id}",
                "00502",
                lead.lead_id,
                sent_at,
                0.31,
                0.25,
            )


def _send_one_to_one(dice: Random, rows: list[Row], lead: Lead) -> None:
    """A personal message to someone at a target account; more of them are answered."""
    sent_at = later(lead.created_at, 1 + skewed(dice, 4, 0.8))
    if date(2025, 2, 10) <= sent_at.date() <= AS_OF - timedelta(days=1):
        _send(
            dice,
            rows,
            f"abm-{sent_at:%y%m}",
            f"lead-{lead.lead_id}",
            "00503",
            lead.lead_id,
            sent_at,
            0.52,
            0.26,
            0.07,
        )


def _send(
    dice: Random,
    rows: list[Row],
    message: str,
    recipient: str,
    campaign_id: str,
    lead_id: str | None,
    sent_at: datetime,
    open_rate: float,
    click_rate: float,
    reply_rate: float = 0.006,
) -> None:
    """One message to one recipient: sent, delivered or bounced, and what follows."""

    def happened(event_type: str, moment: datetime) -> None:
        """Note an event of this message, if it lies before the demo's end."""
        if moment <= LAST_MOMENT:
            rows.append(
                {
                    "occurred_at": moment,
                    "event_type": event_type,
                    "message_id": message,
                    "recipient_id": recipient,
                    "campaign_id": campaign_id,
                    "lead_id": lead_id,
                }
            )

    happened("sent", sent_at)
    arrived_at = sent_at + timedelta(seconds=dice.randrange(2, 90))
    if chance(dice, 0.022):
        happened("bounced", arrived_at)
        return
    happened("delivered", arrived_at)
    if not chance(dice, open_rate):
        return
    opened_at = later(arrived_at, skewed(dice, 0.3, 1.2))
    happened("opened", opened_at)
    if chance(dice, 0.22):
        happened("opened", later(opened_at, skewed(dice, 0.5, 1.0)))
    reactions = {
        "clicked": click_rate,
        "replied": reply_rate,
        "forwarded": 0.013,
        "unsubscribed": 0.009,
        "spam_report": 0.0012,
    }
    for event_type, rate in reactions.items():
        if chance(dice, rate / (1 if event_type == "clicked" else open_rate)):
            happened(event_type, opened_at + timedelta(seconds=dice.randrange(5, 900)))
