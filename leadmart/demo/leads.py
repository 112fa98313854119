"""The people who became leads: how they came, the stages they went through, what they asked."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from leadmart.demo import vocabulary as words
from leadmart.demo.company import Account, Campaign, campaign_for
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

PEOPLE_COUNT = 2395


@dataclass(frozen=True)
class Channel:
    """A way to the company: its share of leads, how well they qualify and buy, the CRM's word."""

    share: float
    mql_rate: float
    win_factor: float
    crm_source: str
    is_online: bool = True


CHANNELS = {
    "organic_search": Channel(21, 0.44, 1.05, "Organic Search"),
    "paid_search": Channel(17, 0.48, 1.0, "Paid Search"),
    "paid_social": Channel(15, 0.35, 0.85, "Paid Social"),
    "lead_form": Channel(13, 0.31, 0.8, "LinkedIn Lead Gen Form", False),
    "organic_social": Channel(6, 0.38, 0.95, "Organic Social"),
    "email": Channel(6, 0.46, 1.0, "Email Marketing"),
    "referral": Channel(3.6, 0.72, 1.9, "Referral"),
    "direct": Channel(9, 0.5, 1.15, "Direct Traffic"),
    "display": Channel(0.5, 0.04, 0.3, "Display"),
    "webinar": Channel(1.5, 0.42, 0.9, "Webinar", False),
    "event": Channel(4, 0.44, 0.95, "Trade Show", False),
    "outbound": Channel(6, 0.3, 0.8, "Outbound", False),
}

# How a person became a lead; the first four ask to be answered.
CAPTURES = {
    "demo_request": 17,
    "information_request": 13,
    "chat": 4,
    "phone": 2,
    "form": 14,
    "content_download": 34,
    "webinar": 12,
    "newsletter": 6,
}
REQUESTS = ("demo_request", "information_request", "chat", "phone")
CAPTURE_QUALITY = {
    "demo_request": 1.75,
    "information_request": 1.25,
    "chat": 1.2,
    "phone": 1.4,
    "form": 1.0,
    "content_download": 0.75,
    "webinar": 0.9,
    "newsletter": 0.5,
}


@dataclass
class Lead:
    """A person, and what happened to them."""

    created_at: datetime
    channel: str
    campaign: Campaign | None
    capture: str
    account: Account | None
    first_name: str
    last_name: str
    email: str
    job_title: str
    lead_id: str = ""
    visitor_id: str | None = None
    conversion_visit: object = None
    content_offer: str | None = None
    stages: dict[str, datetime] = field(default_factory=dict)
    source_owner: str = "marketing"

    @property
    def is_online(self) -> bool:
        """Whether the person became a lead on the website."""
        return CHANNELS[self.channel].is_online


def meet_people(dice: Random, accounts: list[Account]) -> list[Lead]:
    """Everyone who became a lead, in the order of time, with the stages that follow."""
    weights = [_account_weight(account) for account in accounts]
    days = busy_days(dice, days_between(FIRST_DAY, AS_OF), PEOPLE_COUNT)
    moments = sorted(moment_on(dice, day) for day in days)
    people = []
    for number, created_at in enumerate(moments):
        lead = _meet_person(dice, created_at, accounts, weights, number)
        lead.stages = _stages_before_sales(dice, lead)
        people.append(lead)
    return people


def _account_weight(account: Account) -> float:
    """Target accounts bring more leads, customers of old only a few."""
    if account.is_legacy:
        return 0.25
    return (2.0 if account.is_target else 1.0) * (1.2 if account.icp_fit else 0.9)


def _meet_person(
    dice: Random, created_at: datetime, accounts: list[Account], weights: list[float], number: int
) -> Lead:
    """A person with a name, a channel, a campaign where the channel has one, and a company."""
    channel = _channel_on(dice, created_at)
    campaign = campaign_for(dice, channel, created_at.date())
    if channel in ("organic_social", "referral", "email") and chance(dice, 0.45):
        campaign = None
    account = None if chance(dice, 0.08) else dice.choices(accounts, weights)[0]
    if campaign and campaign.program == "abm" and (account is None or not account.is_target):
        targets = [other for other in accounts if other.is_target]
        account = dice.choice(targets) if chance(dice, 0.75) else account
    first, last = dice.choice(words.FIRST_NAMES), dice.choice(words.LAST_NAMES)
    if number % 97 == 41:
        first, last = words.UNUSUAL_NAMES[number // 97 % len(words.UNUSUAL_NAMES)]
    lead = Lead(
        created_at=created_at,
        channel=channel,
        campaign=campaign,
        capture=_capture(dice, channel),
        account=account,
        first_name=first,
        last_name=last,
        email=_email(dice, first, last, account, number),
        job_title=pick(dice, words.JOB_TITLES),
        source_owner="sales" if channel == "outbound" else "marketing",
    )
    lead.content_offer = _content_offer(dice, lead)
    if account:
        account.leads.append(lead)
    return lead


def _channel_on(dice: Random, moment: datetime) -> str:
    """A channel by its share; those that need a running campaign only while one runs."""
    shares = {name: channel.share for name, channel in CHANNELS.items()}
    for name, busier in (("event", 13.0), ("webinar", 9.0), ("display", 1.0)):
        share = shares.pop(name)
        campaign = campaign_for(dice, name, moment.date())
        if campaign:
            is_small = campaign.pull < 0.5
            shares[name] = share * (0.3 if is_small else busier)
    return pick(dice, shares)


def _capture(dice: Random, channel: str) -> str:
    """How the person became a lead; offline channels have their own ways."""
    if channel in ("event", "outbound"):
        return "list"
    if channel == "lead_form":
        return "content_download"
    if channel == "webinar":
        return "webinar"
    if channel == "referral":
        return pick(dice, CAPTURES | {"demo_request": 55, "content_download": 10})
    return pick(dice, CAPTURES)


def _content_offer(dice: Random, lead: Lead) -> str | None:
    """The offer that the person took, one that was out by then."""
    if lead.capture not in ("content_download", "webinar"):
        return None
    is_webinar = lead.capture == "webinar"
    out = [
        offer
        for offer, kind, published_on in words.CONTENT_OFFERS
        if (kind == "webinar") == is_webinar and published_on <= lead.created_at.date().isoformat()
    ]
    if not out:
        lead.capture = "form"
        return None
    # The newest offer draws most.
    return dice.choices(out, [1.0] * (len(out) - 1) + [2.5])[0]


def _email(dice: Random, first: str, last: str, account: Account | None, number: int) -> str:
    """An address at the company's domain, or at a mailbox provider that does not exist."""
    name = f"{first.split()[0]}.{last}".lower()
    plain = "".join(letter for letter in name if letter.isascii() and letter in _EMAIL_LETTERS)
    if len(plain) < 5:
        plain = f"contact{number}"
    domain = account.domain if account else dice.choice(("freemail.example", "postbox.example"))
    # Numbers keep two people of one name apart.
    return f"{plain}{number % 89 if chance(dice, 0.2) else ''}@{domain}"


_EMAIL_LETTERS = "abcdefghijklmnopqrstuvwxyz.-"


def _stages_before_sales(dice: Random, lead: Lead) -> dict[str, datetime]:
    """The stages up to sales-qualified, as far as they lie before the as-of date."""
    stages = {"lead": lead.created_at}
    if chance(dice, _mql_probability(lead)):
        stages["mql"] = office_moment(dice, later(lead.created_at, skewed(dice, 1.4, 1.0)))
        accepted_at = office_moment(dice, later(stages["mql"], skewed(dice, 1.0, 0.8)))
        if chance(dice, _sql_probability(lead)):
            if chance(dice, 0.93):
                stages["sal"] = accepted_at
            stages["sql"] = office_moment(dice, later(accepted_at, skewed(dice, 6.5, 0.6)))
        elif chance(dice, 0.55):
            stages["sal"] = accepted_at
            stages["recycled"] = office_moment(dice, later(accepted_at, skewed(dice, 11, 0.6)))
        elif chance(dice, 0.6):
            stages["disqualified"] = later(accepted_at, skewed(dice, 3, 0.6))
    elif chance(dice, 0.3):
        stages["disqualified"] = office_moment(dice, later(lead.created_at, skewed(dice, 9, 0.8)))
    return {stage: moment for stage, moment in stages.items() if moment <= LAST_MOMENT}


def _mql_probability(lead: Lead) -> float:
    """The chance to become an MQL: channel, way in, fit, and whether a seller answered in time."""
    probability = CHANNELS[lead.channel].mql_rate * CAPTURE_QUALITY.get(lead.capture, 1.0)
    if lead.account is None:
        return probability * 0.35
    if lead.account.is_legacy:
        return probability * 0.3
    probability *= 1.12 if lead.account.icp_fit else 0.85
    if lead.campaign and lead.campaign.program == "abm":
        probability *= 1.3
    if is_slow_month(lead.created_at) and lead.capture in REQUESTS:
        probability *= 0.75
    return min(probability, 0.93)


def _sql_probability(lead: Lead) -> float:
    """The chance of an MQL to become an SQL; customers of old and people alone never do."""
    if lead.account is None or lead.account.is_legacy:
        return 0.0
    probability = 0.415 * (1.25 if lead.account.icp_fit else 0.95)
    return probability * (1.3 if lead.channel == "referral" else 1.0)


def is_slow_month(moment: datetime) -> bool:
    """In March 2026 two sellers were away, and requests waited."""
    return (moment.year, moment.month) == (2026, 3)


def lead_rows(dice: Random, people: list[Lead]) -> list[Row]:
    """The CRM's leads; the utm fields are those of the visit that made the lead."""
    rows = []
    for lead in people:
        visit = lead.conversion_visit
        account = lead.account
        source = CHANNELS[lead.channel].crm_source
        rows.append(
            {
                "lead_id": lead.lead_id,
                "created_at": lead.created_at,
                "account_id": account.account_id if account else None,
                "email": lead.email,
                "first_name": lead.first_name,
                "last_name": lead.last_name,
                "job_title": lead.job_title,
                "job_level": words.JOB_LEVELS[lead.job_title],
                "company_name": account.name if account else None,
                "country": account.country if account else None,
                "lead_source": source,
                "latest_source": "Email Marketing" if chance(dice, 0.2) else source,
                "utm_source": visit.utm_source if visit else _form_utm(lead, "linkedin"),
                "utm_medium": visit.utm_medium if visit else _form_utm(lead, "paid_social"),
                "utm_campaign": visit.utm_campaign
                if visit
                else _form_utm(lead, lead.campaign.utm if lead.campaign else None),
                "campaign_id": lead.campaign.campaign_id if lead.campaign else None,
                "visitor_id": lead.visitor_id,
                "self_reported_source": _self_reported(dice, lead),
                "current_stage": max(lead.stages, key=lambda stage: lead.stages[stage]),
            }
        )
    return rows


def _form_utm(lead: Lead, value: str | None) -> str | None:
    """A lead form on LinkedIn fills the utm fields itself; other offline leads have none."""
    return value if lead.channel == "lead_form" else None


def _self_reported(dice: Random, lead: Lead) -> str | None:
    """What the person says brought them; often nothing, and often not what was tracked."""
    if not chance(dice, 0.9 if lead.capture == "demo_request" else 0.35):
        return None
    if lead.channel == "event":
        return "conference"
    if lead.channel == "referral" and chance(dice, 0.7):
        return "review site"
    return pick(dice, words.SELF_REPORTED)


def lead_stage_rows(dice: Random, people: list[Lead]) -> list[Row]:
    """Every stage a lead entered; of those who were given up, mostly why."""
    rows: list[Row] = [
        {"lead_id": lead.lead_id, "stage": stage, "entered_at": moment}
        for lead in people
        for stage, moment in lead.stages.items()
    ]
    for row in rows:
        if row["stage"] in words.GIVING_UP_REASONS and chance(dice, 0.85):
            row["reason"] = pick(dice, words.GIVING_UP_REASONS[row["stage"]])
    return sorted(rows, key=lambda row: (row["entered_at"], row["lead_id"]))


def qualification_rows(dice: Random, people: list[Lead]) -> list[Row]:
    """The criteria that sellers asked accepted leads for; good ones meet more of them."""
    rows = []
    for lead in people:
        asked_at = lead.stages.get("sal")
        if asked_at is None or not chance(dice, 0.8):
            continue
        frameworks = ["BANT", pick(dice, {name: 1 for name in words.FRAMEWORK_CRITERIA})]
        if "sql" in lead.stages and chance(dice, 0.5):
            frameworks.append("MEDDIC")
        met_rate = 0.8 if "opportunity" in lead.stages else 0.6 if "sql" in lead.stages else 0.33
        met_rate = 0.9 if "customer" in lead.stages else met_rate
        criteria = dict.fromkeys(c for name in frameworks for c in words.FRAMEWORK_CRITERIA[name])
        for criterion in criteria:
            rows.append(
                {
                    "lead_id": lead.lead_id,
                    "criterion": criterion,
                    "is_met": chance(dice, met_rate),
                    "recorded_at": min(
                        asked_at + timedelta(minutes=dice.randrange(5, 600)), LAST_MOMENT
                    ),
                }
            )
    return sorted(rows, key=lambda row: (row["recorded_at"], row["lead_id"]))


REQUEST_CHANNELS = {
    "demo_request": "form",
    "information_request": "form",
    "chat": "chat",
    "phone": "phone",
}


def inbound_request_rows(dice: Random, people: list[Lead]) -> list[Row]:
    """Requests of leads; answers take about 3 minutes, in the slow month nearly half an hour."""
    rows = []
    for lead in people:
        if lead.capture not in REQUESTS:
            continue
        median = 31 if is_slow_month(lead.created_at) else 2.9
        answered_at = later(lead.created_at, skewed(dice, median, 1.1) / 1440)
        is_answered = chance(dice, 0.97) and answered_at <= LAST_MOMENT
        outcome_at = later(answered_at, skewed(dice, 1.1, 0.9))
        has_outcome = is_answered and chance(dice, 0.58 if is_slow_month(lead.created_at) else 0.76)
        has_outcome = has_outcome and outcome_at <= LAST_MOMENT
        outcome = (
            "meeting_booked"
            if "mql" in lead.stages
            else pick(dice, {"answered": 5, "not_a_fit": 3, "referred": 1})
        )
        rows.append(
            {
                "received_at": lead.created_at,
                "first_response_at": answered_at if is_answered else None,
                "outcome_at": outcome_at if has_outcome else None,
                "outcome": outcome if has_outcome else None,
                "request_channel": REQUEST_CHANNELS[lead.capture],
                "lead_id": lead.lead_id,
                "campaign_id": lead.campaign.campaign_id if lead.campaign else None,
            }
        )
    for number, row in enumerate(rows, start=1):
        row["request_id"] = f"R{number:04d}"
    return rows
