"""The website: sessions, the pages they saw, what visitors did there, and the chatbot."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from random import Random

from leadmart.demo import vocabulary as words
from leadmart.demo.company import Account, campaign_for
from leadmart.demo.dice import (
    AS_OF,
    FIRST_DAY,
    LAST_MOMENT,
    busy_days,
    chance,
    days_between,
    later,
    moment_on,
    pick,
    skewed,
)
from leadmart.demo.files import Row
from leadmart.demo.leads import Lead

SESSION_COUNT = 15000
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"

# Where visitors come from who never tell who they are.
ANONYMOUS_CHANNELS = {
    "organic_search": 33,
    "paid_search": 19,
    "paid_social": 16,
    "direct": 15,
    "organic_social": 6.5,
    "email": 1.2,
    "referral": 3,
    "display": 13,
}
RETURN_CHANNELS = {"direct": 6, "organic_search": 3, "email": 0.5}
ENGAGEMENT = {
    "organic_search": 0.5,
    "paid_search": 0.55,
    "paid_social": 0.42,
    "direct": 0.58,
    "organic_social": 0.4,
    "email": 0.6,
    "referral": 0.7,
    "display": 0.12,
}


@dataclass
class Visit:
    """A session with its pages and what was done in it."""

    visitor: object
    started_at: datetime
    channel: str
    utm_source: str | None = None
    utm_medium: str | None = None
    utm_campaign: str | None = None
    referrer: str | None = None
    click_id: str | None = None
    device: str = "desktop"
    country: str | None = None
    account: Account | None = None
    lead: Lead | None = None
    pages: list[tuple[str, int, int]] = field(default_factory=list)
    conversion: tuple[str, str | None] | None = None
    converted_at: datetime | None = None
    session_id: str = ""

    def ends_at(self) -> datetime:
        """When the last page was left."""
        return self.started_at + timedelta(seconds=sum(page[1] for page in self.pages))


@dataclass
class Visitor:
    """A browser; it gets its id with its first session."""

    country: str
    device: str
    account: Account | None
    visitor_id: str = ""


def browse(dice: Random, people: list[Lead], accounts: list[Account]) -> list[Visit]:
    """All sessions in the order of time: those of leads, then others up to the full number."""
    visits = []
    for lead in people:
        if lead.is_online:
            visits += _visits_of_lead(dice, lead)
        elif chance(dice, 0.3):
            visits += _visits_after(dice, lead, _new_visitor(dice, lead.account), False)
    visits += _anonymous_visits(dice, accounts, SESSION_COUNT - len(visits))
    visits.sort(key=lambda visit: visit.started_at)
    _number(visits)
    return visits


def _number(visits: list[Visit]) -> None:
    """Session and visitor ids in the order of time."""
    visitor_count = 0
    for number, visit in enumerate(visits, start=1):
        visit.session_id = f"s{number:05d}"
        if not visit.visitor.visitor_id:
            visitor_count += 1
            visit.visitor.visitor_id = f"v{visitor_count:05d}"
        if visit.lead and visit.lead.is_online:
            visit.lead.visitor_id = visit.visitor.visitor_id


def _new_visitor(dice: Random, account: Account | None) -> Visitor:
    """A browser somewhere, in the company's country where that is known."""
    countries = words.DOLLAR_COUNTRIES | words.EURO_COUNTRIES
    country = account.country if account else pick(dice, countries)
    return Visitor(country, pick(dice, {"desktop": 68, "mobile": 28, "tablet": 4}), account)


def _visits_of_lead(dice: Random, lead: Lead) -> list[Visit]:
    """The sessions up to the one that made the lead, and some after it."""
    visitor = _new_visitor(dice, lead.account)
    before = dice.choices((0, 1, 2, 3), (46, 28, 16, 10))[0]
    starts = sorted(later(lead.created_at, -skewed(dice, 5, 1.1)) for _ in range(before))
    starts = [start for start in starts if start.date() >= FIRST_DAY]
    visits = []
    for number, start in enumerate(starts):
        channel = lead.channel if number == 0 else pick(dice, RETURN_CHANNELS)
        visits.append(_visit(dice, visitor, start, channel, lead if number == 0 else None))
        visits[-1].lead = None
    channel = pick(dice, RETURN_CHANNELS) if visits else lead.channel
    start = lead.created_at - timedelta(seconds=dice.randrange(60, 500))
    if start.date() < FIRST_DAY:
        start = datetime.combine(FIRST_DAY, time(0, 0, 1))
    visit = _visit(dice, visitor, start, channel, None if visits else lead)
    _convert(dice, visit, lead)
    visits.append(visit)
    return visits + _visits_after(dice, lead, visitor, True)


def _convert(dice: Random, visit: Visit, lead: Lead) -> None:
    """The session in which the visitor became the lead, at the moment of its creation."""
    visit.lead = lead
    lead.conversion_visit = visit
    kinds = {"chat": "form", "phone": "form"}
    visit.conversion = (kinds.get(lead.capture, lead.capture), lead.content_offer)
    visit.converted_at = lead.created_at
    page = {"demo_request": "/demo", "information_request": "/contact", "newsletter": "/"}.get(
        lead.capture, "/contact"
    )
    if lead.content_offer:
        page = f"/resources/{lead.content_offer}"
    seconds = round((lead.created_at - visit.started_at).total_seconds())
    first = max(seconds // 2, 1)
    visit.pages = [
        visit.pages[0][:1] + (first, visit.pages[0][2]),
        (page, seconds - first + 20, dice.randrange(55, 101)),
    ]


def _visits_after(dice: Random, lead: Lead, visitor: Visitor, is_known: bool) -> list[Visit]:
    """Later sessions of a lead, more of them the further it came."""
    count = dice.randrange(0, 2) + ("mql" in lead.stages) + ("opportunity" in lead.stages)
    visits = []
    for _ in range(count):
        start = later(lead.created_at, skewed(dice, 12, 1.0))
        if start <= LAST_MOMENT:
            visit = _visit(dice, visitor, start, pick(dice, {"direct": 6, "email": 1}), None)
            visit.lead = lead if is_known else None
            visits.append(visit)
    return visits


def _anonymous_visits(dice: Random, accounts: list[Account], count: int) -> list[Visit]:
    """Sessions of visitors who never told who they are."""
    weights = [3.0 if account.is_target else 1.0 for account in accounts]
    days = busy_days(dice, days_between(FIRST_DAY, AS_OF), count)
    visits: list[Visit] = []
    for day in dice.sample(days, count):
        if len(visits) >= count:
            break
        account = dice.choices(accounts, weights)[0] if chance(dice, 0.25) else None
        visitor = _new_visitor(dice, account)
        start = moment_on(dice, day)
        visits.append(_visit(dice, visitor, start, _anonymous_channel(dice, start), None))
        while chance(dice, 0.17) and len(visits) < count:
            start = later(start, skewed(dice, 6, 1.0))
            if start > LAST_MOMENT:
                break
            visits.append(_visit(dice, visitor, start, pick(dice, RETURN_CHANNELS), None))
    for visit in visits:
        _convert_anonymously(dice, visit)
    return visits


def _anonymous_channel(dice: Random, moment: datetime) -> str:
    """A channel of the day; display only while its campaign runs."""
    channels = dict(ANONYMOUS_CHANNELS)
    if campaign_for(dice, "display", moment.date()) is None:
        del channels["display"]
    return pick(dice, channels)


def _convert_anonymously(dice: Random, visit: Visit) -> None:
    """A few visitors subscribe, download or buy without becoming a lead."""
    if len(visit.pages) < 2 or not chance(dice, 0.035):
        return
    kind = pick(dice, {"newsletter": 6, "content_download": 3, "webinar": 1, "purchase": 0.6})
    offer = None
    if kind in ("content_download", "webinar"):
        seen = [page for page, _, _ in visit.pages if page.startswith("/resources/")]
        if not seen:
            return
        offer = seen[-1].removeprefix("/resources/")
        kind = "webinar" if offer.startswith("webinar") else "content_download"
    visit.conversion = (kind, offer)
    visit.converted_at = min(visit.ends_at() - timedelta(seconds=2), LAST_MOMENT)


def _visit(
    dice: Random, visitor: Visitor, start: datetime, channel: str, lead: Lead | None
) -> Visit:
    """A session that came through the channel, of the lead's campaign where one is given."""
    channel = channel if channel in ENGAGEMENT else "direct"
    visit = Visit(visitor, start, channel, device=visitor.device, country=visitor.country)
    if visitor.account and chance(dice, 0.75):
        visit.account = visitor.account
    campaign = lead.campaign if lead else campaign_for(dice, channel, start.date())
    if channel in ("organic_social", "referral") and lead is None and chance(dice, 0.6):
        campaign = None
    _arrive(dice, visit, campaign)
    visit.pages = _pages(dice, visit)
    return visit


def _arrive(dice: Random, visit: Visit, campaign: object) -> None:
    """How the visitor got here: referrer, utm fields and click id, as the channel leaves them."""
    channel, utm = visit.channel, campaign.utm if campaign else None
    platform = campaign.platform if campaign else None
    if channel == "organic_search":
        engine = pick(dice, {"google": 84, "bing": 11, "duckduckgo": 5})
        visit.referrer = f"https://www.{engine}.com/"
    elif channel == "paid_search":
        engine, name = ("bing", "msclkid") if platform == "microsoft" else ("google", "gclid")
        visit.referrer, visit.click_id = f"https://www.{engine}.com/", _click_id(dice, name)
        # Automatic tagging leaves a click id and no utm fields.
        if chance(dice, 0.9):
            visit.utm_source, visit.utm_medium, visit.utm_campaign = engine, "cpc", utm
    elif channel == "paid_social":
        source = "linkedin" if platform == "linkedin" else "facebook"
        visit.referrer = f"https://www.{source}.com/"
        name = "li_fat_id" if platform == "linkedin" else "fbclid"
        visit.click_id = _click_id(dice, name) if chance(dice, 0.6) else None
        visit.utm_source, visit.utm_campaign = source, utm
        visit.utm_medium = pick(dice, {"paid_social": 6, "cpc": 4})
    elif channel == "organic_social":
        network = platform or pick(dice, {"linkedin": 6, "youtube": 2, "instagram": 1})
        visit.referrer = f"https://www.{network}.com/"
        if utm:
            visit.utm_source, visit.utm_medium, visit.utm_campaign = network, "social", utm
    elif channel == "email":
        source = platform or "newsletter"
        visit.utm_source, visit.utm_medium, visit.utm_campaign = source, "email", utm
    elif channel == "referral":
        host = "reviewhub" if platform in (None, "review_hub") else "partner-network"
        visit.referrer = f"https://www.{host}.example/"
        if utm:
            visit.utm_source, visit.utm_medium, visit.utm_campaign = host, "referral", utm
    elif channel == "display":
        visit.utm_source, visit.utm_medium, visit.utm_campaign = "google", "display", utm
        visit.click_id = _click_id(dice, "gclid") if chance(dice, 0.5) else None


def _click_id(dice: Random, name: str) -> str:
    """A made-up click id of the ad platform's parameter."""
    return f"{name}={''.join(dice.choices(LETTERS, k=10))}"


def _pages(dice: Random, visit: Visit) -> list[tuple[str, int, int]]:
    """The pages of a session with seconds and scroll percent; half the sessions end after one."""
    landing = words.LANDING_PAGES.get(visit.channel, words.OTHER_LANDING_PAGES)
    path = pick(dice, landing)
    interest = ENGAGEMENT[visit.channel] * (0.85 if visit.device == "mobile" else 1.05)
    if visit.channel not in ("display", "direct") and chance(dice, 0.14):
        path = _offer_page(dice, visit.started_at)
    pages = [_page(dice, path, interest)]
    while len(pages) < 9 and chance(dice, interest if len(pages) == 1 else 0.56):
        following = pick(dice, words.PAGES)
        if chance(dice, 0.07):
            following = _offer_page(dice, visit.started_at)
        if following != pages[-1][0]:
            pages.append(_page(dice, following, interest + 0.15))
    return pages


def _offer_page(dice: Random, moment: datetime) -> str:
    """The page of a content offer that was out by then."""
    day = moment.date().isoformat()
    out = [offer for offer, _, published_on in words.CONTENT_OFFERS if published_on <= day]
    return f"/resources/{dice.choice(out)}"


def _page(dice: Random, path: str, interest: float) -> tuple[str, int, int]:
    """A page with how long it was looked at and how far it was scrolled."""
    seconds = round(skewed(dice, 12 + 50 * interest, 1.2))
    scroll = round(100 * min(dice.random() * (0.6 + interest), 1.0))
    if chance(dice, 0.25 - 0.2 * interest):
        seconds, scroll = dice.randrange(1, 8), dice.randrange(0, 20)
    return path, max(seconds, 1), scroll


def session_rows(visits: list[Visit]) -> list[Row]:
    """The sessions."""
    return [
        {
            "session_id": visit.session_id,
            "visitor_id": visit.visitor.visitor_id,
            "started_at": visit.started_at,
            "landing_page": visit.pages[0][0],
            "referrer": visit.referrer,
            "utm_source": visit.utm_source,
            "utm_medium": visit.utm_medium,
            "utm_campaign": visit.utm_campaign,
            "click_id": visit.click_id,
            "device": visit.device,
            "country": visit.country,
            "page_views": len(visit.pages),
            "duration_seconds": sum(page[1] for page in visit.pages),
            "account_domain": visit.account.domain if visit.account else None,
            "lead_id": visit.lead.lead_id if visit.lead else None,
        }
        for visit in visits
    ]


def page_view_rows(visits: list[Visit]) -> list[Row]:
    """The pages seen, one after the other; none after the demo's last day."""
    rows = []
    for visit in visits:
        viewed_at = visit.started_at
        for path, seconds, scroll in visit.pages:
            rows.append(
                {
                    "page_view_id": f"p{len(rows) + 1:05d}",
                    "session_id": visit.session_id,
                    "viewed_at": viewed_at,
                    "page_path": path,
                    "scroll_percent": scroll,
                    "seconds_on_page": seconds,
                }
            )
            viewed_at += timedelta(seconds=seconds)
    return rows


def web_conversion_rows(visits: list[Visit]) -> list[Row]:
    """Lead actions on the site."""
    converted = [visit for visit in visits if visit.conversion]
    converted.sort(key=lambda visit: visit.converted_at)
    return [
        {
            "conversion_id": f"C{number:05d}",
            "occurred_at": visit.converted_at,
            "conversion_type": visit.conversion[0],
            "session_id": visit.session_id,
            "visitor_id": visit.visitor.visitor_id,
            "lead_id": visit.lead.lead_id if visit.lead else None,
            "content_offer": visit.conversion[1],
        }
        for number, visit in enumerate(converted, start=1)
    ]


def chatbot_rows(dice: Random, visits: list[Visit]) -> list[Row]:
    """Chatbot conversations: those that made a lead, and one in twenty of the longer sessions."""
    rows = []
    for visit in visits:
        is_capture = bool(visit.lead and visit.conversion and visit.lead.capture == "chat")
        if not is_capture and not (len(visit.pages) > 1 and chance(dice, 0.09)):
            continue
        resolved = chance(dice, 0.62)
        rows.append(
            {
                "conversation_id": f"CH{len(rows) + 1:04d}",
                "started_at": visit.started_at + timedelta(seconds=5),
                "session_id": visit.session_id,
                "visitor_id": visit.visitor.visitor_id,
                "lead_id": visit.lead.lead_id if is_capture else None,
                "resolved": resolved,
                "handed_over": chance(dice, 0.5) if not resolved else False,
                "form_filled": is_capture or chance(dice, 0.02),
                "order_placed": chance(dice, 0.012),
                "appointment_booked": chance(dice, 0.4 if is_capture else 0.015),
            }
        )
    return rows
