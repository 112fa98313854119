"""What real exports have: every habit touches a few rows, so that builds still accept the inputs.

Each function changes one input in place. Together they spoil less than four in a hundred rows.
"""

from datetime import datetime, timedelta
from random import Random

from leadmart.demo.dice import LAST_MOMENT, chance, later, skewed
from leadmart.demo.files import Row, as_text

Inputs = dict[str, list[Row]]

STAGE_SPELLINGS = {
    "lead": ("Lead", "New"),
    "mql": ("MQL", "Marketing Qualified Lead", "marketing-qualified lead", "Mql"),
    "sal": ("SAL", "Sales Accepted Lead"),
    "sql": ("SQL", "Sales Qualified Lead", "Sales-Qualified"),
    "opportunity": ("Opportunity", "Opp"),
    "customer": ("Closed Won", "CUSTOMER"),
    "recycled": ("Nurture", "Recycle"),
    "disqualified": ("Unqualified", "Disqualified"),
}
DEAL_STAGE_SPELLINGS = {
    "Closed Won": ("closed won", "CLOSED_WON", "Closed-Won"),
    "Closed Lost": ("closed lost", "Closed-Lost"),
    "Proposal": ("proposal", "PROPOSAL"),
    "Qualified": ("qualified",),
}


def add_habits(dice: Random, inputs: Inputs) -> None:
    """Add every habit to the inputs."""
    duplicate_leads(dice, inputs)
    delete_leads(dice, inputs)
    delete_deals(dice, inputs)
    vary_stage_spellings(dice, inputs)
    misdate(dice, inputs)
    spoil_numbers(dice, inputs)
    point_nowhere(dice, inputs)
    mark_as_missing(dice, inputs)
    write_offsets(dice, inputs)
    lose_campaigns_of_spend(dice, inputs)
    name_recipients_by_address(dice, inputs)
    deliver_twice(dice, inputs)


def duplicate_leads(dice: Random, inputs: Inputs) -> None:
    """People who are in the CRM twice: seen by nobody, merged, or merged in a chain."""
    rows = inputs["leads"]
    # The first leads' addresses are older than any copy; copies come days after.
    originals = dice.sample(rows[:2200], 80)
    kinds = ("case", "tag", "same", "no e-mail", "merged")
    for number, original in enumerate(originals):
        copy = _copy_of_lead(dice, original, len(rows) + 1)
        kind = kinds[number % len(kinds)]
        name, domain = original["email"].split("@")
        if kind == "case":
            other_case = f" {name.title()}@{domain}"
            copy["email"] = original["email"].upper() if chance(dice, 0.5) else other_case
        elif kind == "tag":
            copy["email"] = f"{name}+webinar@{domain}"
        elif kind == "no e-mail":
            copy["email"] = None
        elif kind == "merged":
            _merge(copy, original)
        rows.append(copy)
        # The CRM starts the copy's way anew.
        inputs["lead_stages"].append(
            {"lead_id": copy["lead_id"], "stage": "lead", "entered_at": copy["created_at"]}
        )
        if number in (4, 24, 44):
            # A chain: the copy of the copy was merged into the copy.
            second = _copy_of_lead(dice, copy, len(rows) + 1)
            _merge(second, copy)
            rows.append(second)
    rows.sort(key=lambda row: (row["created_at"], row["lead_id"]))
    inputs["lead_stages"].sort(key=lambda row: (row["entered_at"], row["lead_id"]))


def _copy_of_lead(dice: Random, original: Row, number: int) -> Row:
    """The same person again, some days later, with what another form asked for."""
    created_at = min(later(original["created_at"], skewed(dice, 25, 0.9)), LAST_MOMENT)
    return original | {
        "lead_id": f"{number:07d}",
        "created_at": created_at,
        "visitor_id": None,
        "merged_into_lead_id": None,
        "is_deleted": None,
        "latest_source": "Import",
    }


def _merge(copy: Row, original: Row) -> None:
    """The CRM merged the copy into the original and deleted it."""
    copy["merged_into_lead_id"] = original["lead_id"]
    copy["is_deleted"] = True


def delete_leads(dice: Random, inputs: Inputs) -> None:
    """Test records and people who asked to be forgotten; none that a deal rests on."""
    busy = {row["lead_id"] for row in inputs["deals"]}
    busy |= {row["lead_id"] for row in inputs["meetings"]}
    busy |= {row.get("merged_into_lead_id") for row in inputs["leads"]}
    free = [
        row for row in inputs["leads"] if row["lead_id"] not in busy and not row.get("is_deleted")
    ]
    for row in dice.sample(free, 22):
        row["is_deleted"] = True


def delete_deals(dice: Random, inputs: Inputs) -> None:
    """Deals opened by mistake, none of them won."""
    lost = [row for row in inputs["deals"] if row["is_won"] is False]
    for row in dice.sample(lost, 7):
        row["is_deleted"] = True


def vary_stage_spellings(dice: Random, inputs: Inputs) -> None:
    """Stage names in other cases and spellings, and two that mean nothing."""
    for stage, spellings in STAGE_SPELLINGS.items():
        rows = [row for row in inputs["lead_stages"] if row["stage"] == stage]
        for number, row in enumerate(dice.sample(rows, max(len(rows) // 30, len(spellings)))):
            row["stage"] = spellings[number % len(spellings)]
    for row in dice.sample(inputs["lead_stages"], 2):
        row["stage"] = "hot!!"
    for row in dice.sample(inputs["deal_stages"], len(inputs["deal_stages"]) // 30):
        row["stage"] = dice.choice(DEAL_STAGE_SPELLINGS.get(row["stage"], (row["stage"].lower(),)))
    for row in dice.sample(inputs["deals"], 14):
        row["stage"] = dice.choice(DEAL_STAGE_SPELLINGS.get(row["stage"], (row["stage"].lower(),)))


def misdate(dice: Random, inputs: Inputs) -> None:
    """Dates in another order, of days that do not exist, of year one, and of tomorrow."""
    columns = {
        "leads": "created_at",
        "sessions": "started_at",
        "page_views": "viewed_at",
        "email_events": "occurred_at",
        "ad_spend": "date_day",
        "social_posts": "date_day",
        "lead_stages": "entered_at",
        "web_conversions": "occurred_at",
    }
    wrong = ("31/12/2025", "2025-02-30", "0001-01-01", "2026-07-09", "infinity")
    for name, column in columns.items():
        for row, text in zip(dice.sample(_expendable(inputs, name), 5), wrong, strict=True):
            row[column] = text
    for row in dice.sample(_expendable(inputs, "deals"), 1):
        row["created_at"] = "14.03.2025 09:12"
    for row in dice.sample([r for r in inputs["inbound_requests"] if r["first_response_at"]], 3):
        row["first_response_at"] = row["received_at"] - timedelta(minutes=7)
    left = [row for row in inputs["email_subscribers"] if row["unsubscribed_at"]]
    for row in dice.sample(left, 2):
        row["unsubscribed_at"] = row["subscribed_at"] - timedelta(days=2)
    inputs["keyword_rankings"][-1]["date_day"] = "2026-06-31"


def _expendable(inputs: Inputs, name: str) -> list[Row]:
    """Rows whose loss takes no deal, meeting or revenue with it."""
    rows = inputs[name]
    if name == "deals":
        return [row for row in rows if row["is_won"] is False and not row.get("is_deleted")]
    if name in ("leads", "lead_stages"):
        busy = {row["lead_id"] for row in inputs["deals"] + inputs["meetings"]}
        busy |= {row.get("merged_into_lead_id") for row in inputs["leads"]}
        return [row for row in rows if row["lead_id"] not in busy]
    if name in ("sessions", "page_views"):
        made_leads = {row["session_id"] for row in inputs["web_conversions"]}
        return [row for row in rows if row["session_id"] not in made_leads]
    return rows


def spoil_numbers(dice: Random, inputs: Inputs) -> None:
    """Numbers out of their range, with a decimal comma, or not numbers at all."""
    for row in dice.sample(inputs["ad_spend"], 6):
        row["spend"] = -float(row["spend"])
    for row, text in zip(
        dice.sample(inputs["ad_spend"], 5), ("1,50", "n/a", "1e400", "NaN", "USD 14"), strict=True
    ):
        row["spend"] = text
    for row in dice.sample(inputs["page_views"], 40):
        row["scroll_percent"] = dice.randrange(101, 180)
    for row in dice.sample(inputs["page_views"], 12):
        row["scroll_percent"] = "n/a"
    for row in dice.sample(inputs["sessions"], 9):
        row["duration_seconds"] = dice.choice(("12,50", "-3", "0x10"))
    for row, text in zip(
        dice.sample(_expendable(inputs, "deals"), 3), ("1.4", "1,50", "35"), strict=True
    ):
        row["probability"] = text
    dice.choice(_expendable(inputs, "deals"))["amount"] = -4500.0
    dice.choice(inputs["costs"])["amount"] = "1,50"
    dice.choice(inputs["accounts"])["employee_count"] = "n/a"
    dice.choice(inputs["accounts"])["employee_count"] = "51-200"
    dice.choice(inputs["accounts"])["annual_revenue"] = "about 2m"
    for row, text in zip(dice.sample(inputs["keyword_rankings"], 2), ("0", "n/a"), strict=True):
        row["position"] = text
    for row in dice.sample(inputs["social_posts"], 4):
        row["impressions"] = f"{row['impressions']}.0"
    for row in dice.sample(inputs["chatbot_conversations"], 3):
        row["resolved"] = "maybe"
    for row in dice.sample(inputs["chatbot_conversations"], 20):
        row["resolved"] = "Yes" if row["resolved"] is True else "no"
    dice.choice(inputs["targets"])["target"] = "n/a"
    dice.choice(inputs["invoices"])["amount"] = "1.234,00"


def point_nowhere(dice: Random, inputs: Inputs) -> None:
    """References to records that are not in the export."""
    for row in dice.sample(inputs["leads"], 9):
        row["account_id"] = f"A9{dice.randrange(900):03d}"
    for row in dice.sample(_expendable(inputs, "deals"), 3):
        row["account_id"] = f"A9{dice.randrange(900):03d}"
    for row in dice.sample(inputs["leads"], 6):
        row["campaign_id"] = "00999"
    for row in dice.sample(inputs["ad_spend"], 25):
        row["campaign_id"] = "00998"
    for row in dice.sample(inputs["meetings"], 4):
        row["deal_id"] = "D9999"
    for row in dice.sample(inputs["web_conversions"], 6):
        row["session_id"] = f"s9{dice.randrange(9000):04d}"
    for row in dice.sample(inputs["email_events"], 20):
        row["lead_id"] = "0099999"
    dice.choice(inputs["invoices"])["account_id"] = "A9999"


def mark_as_missing(dice: Random, inputs: Inputs) -> None:
    """Absent texts written as exports write them: NULL, NA, N/A and a dash."""
    columns = {
        "leads": ("company_name", "country", "utm_source", "job_title"),
        "sessions": ("utm_source", "referrer", "account_domain"),
        "accounts": ("account_tier", "industry"),
        "deals": ("competitor", "lost_reason"),
        "ad_interactions": ("company_domain",),
    }
    for name, optional in columns.items():
        for row in dice.sample(inputs[name], len(inputs[name]) // 50):
            absent = [column for column in optional if row[column] is None]
            row[dice.choice(absent or optional)] = dice.choice(("NULL", "NA", "N/A", "-", "n/a"))
    for row in dice.sample(_expendable(inputs, "lead_stages"), 3):
        row["lead_id"] = dice.choice(("", "NULL", "-"))


def write_offsets(dice: Random, inputs: Inputs) -> None:
    """Moments written in another zone's time with its offset, or with a blank and in UTC."""
    for name, column in (("meetings", "booked_at"), ("sessions", "started_at")):
        for row in dice.sample(inputs[name], len(inputs[name]) // 40):
            if not isinstance(row[column], datetime):
                continue
            local = row[column] + timedelta(hours=2)
            plain = row[column].isoformat(" ")
            row[column] = f"{local.isoformat()}+02:00" if chance(dice, 0.6) else plain


def lose_campaigns_of_spend(dice: Random, inputs: Inputs) -> None:
    """Spend that the platform books on no campaign and no ad."""
    for row in dice.sample(inputs["ad_spend"], len(inputs["ad_spend"]) // 60):
        row["campaign_id"] = row["ad_id"] = None


def name_recipients_by_address(dice: Random, inputs: Inputs) -> None:
    """A mailing tool that uses the address as the recipient's id."""
    addresses = {row["lead_id"]: row["email"] for row in inputs["leads"]}
    known = sorted(
        {
            row["recipient_id"]
            for row in inputs["email_events"]
            if row["recipient_id"].startswith("lead-")
        }
    )
    chosen = dict.fromkeys(dice.sample(known, 12))
    for row in inputs["email_events"]:
        if row["recipient_id"] in chosen:
            row["recipient_id"] = addresses[row["recipient_id"].removeprefix("lead-")]


def _first_text(row: Row) -> str:
    """What stands in the row's first column."""
    return as_text(next(iter(row.values())))


def deliver_twice(dice: Random, inputs: Inputs) -> None:
    """Events delivered a second time, late and so at the end, and a campaign in two versions."""
    shares = {
        "email_events": 90,
        "page_views": 150,
        "sessions": 200,
        "web_conversions": 60,
        "ad_interactions": 80,
        "ad_spend": 300,
        "social_posts": 150,
        "invoices": 300,
    }
    for name, one_in in shares.items():
        rows = inputs[name]
        again = dice.sample(rows, len(rows) // one_in)
        rows += [dict(row) for row in sorted(again, key=_first_text)]
    late = dict(inputs["campaigns"][3])
    late["budget"] = None
    inputs["campaigns"].append(late)
