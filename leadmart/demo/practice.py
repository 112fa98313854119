"""What systems deliver beside the rows themselves: versions, merges, bots, sums, counts.

Each function adds to inputs that are otherwise finished, with dice of its own, so that the rest of
the demo stays as it is. What is told of a row is told of its second delivery too.
"""

from datetime import date, datetime, time, timedelta
from random import Random

from leadmart.demo.dice import LAST_MOMENT, chance, days_between, dice_for, pick
from leadmart.demo.files import Row

Inputs = dict[str, list[Row]]

RENAMED_CAMPAIGN, OLD_UTM, NEW_UTM = "00207", "retargeting_li", "retargeting_linkedin"
RENAMED_ON = date(2026, 2, 2)
# The days of which the former web analytics has nothing but sums.
FIRST_SUMS, LAST_SUMS = date(2024, 10, 1), date(2024, 12, 31)
DAILY_SESSIONS = {("google", "organic"): 9, ("(direct)", "(none)"): 6, ("linkedin", "social"): 3}


def add_practice(seed: int, inputs: Inputs) -> None:
    """Add all of it to the inputs."""
    for add in (
        tell_bounces,
        open_by_machine,
        sum_up_newsletters,
        count_ad_reactions,
        split_by_device,
        rename_a_campaign,
        merge_accounts,
        merge_a_deal,
        deliver_versions,
        visit_as_bots,
        sum_up_visits,
    ):
        add(dice_for(seed, add.__name__), inputs)


def tell_bounces(dice: Random, inputs: Inputs) -> None:
    """Most bounces say their type; a message that bounced for now may arrive after all."""
    rows = inputs["email_events"]
    types: dict[object, str] = {}
    for row in [row for row in rows if row["event_type"] == "bounced"]:
        is_first = row["event_id"] not in types
        drawn = pick(dice, {"hard": 60, "soft": 34, "": 6})
        row["bounce_type"] = types.setdefault(row["event_id"], drawn)
        if is_first and row["bounce_type"] == "soft" and chance(dice, 0.4):
            _happen_later(rows, row, "delivered", f"r{_number_of(row)}", 2400)


def open_by_machine(dice: Random, inputs: Inputs) -> None:
    """A mail programme opens some messages as soon as they arrive, and a filter follows links."""
    rows = inputs["email_events"]
    for row in [row for row in rows if row["event_type"] == "delivered"]:
        if chance(dice, 0.02):
            number = _number_of(row)
            _happen_later(rows, row, "opened", f"m{number}", dice.randrange(1, 20))
            rows[-1]["is_machine"] = True
            if chance(dice, 0.15):
                _happen_later(rows, row, "clicked", f"n{number}", 21)
                rows[-1]["is_machine"] = True


def _number_of(event: Row) -> str:
    """An event's number, which is its id without the letter."""
    return str(event["event_id"])[1:]


def _happen_later(rows: list[Row], row: Row, event_type: str, event_id: str, wait: int) -> None:
    """Another event of a message, so many seconds after one of its events."""
    moment = row["occurred_at"]
    if isinstance(moment, datetime):
        moment = min(moment + timedelta(seconds=wait), LAST_MOMENT)
    event = {"event_id": event_id, "occurred_at": moment, "event_type": event_type}
    rows.append(row | event | {"bounce_type": None, "is_machine": None})


def sum_up_newsletters(dice: Random, inputs: Inputs) -> None:
    """The newsletter's former tool knows sums alone; of its last issue there are events too."""
    for number, month in enumerate((date(2024, 10, 1), date(2024, 11, 1), date(2024, 12, 1))):
        sent = 228 + 9 * number
        bounced = dice.randrange(4, 9)
        opened = round((sent - bounced) * dice.uniform(0.3, 0.4))
        inputs["email_campaigns"].append(
            {
                "message_id": f"501-{month:%y%m}",
                "sent_at": datetime.combine(month.replace(day=12), time(9)),
                "sent": sent,
                "bounced": bounced,
                "opened": opened,
                "clicked": round(opened * dice.uniform(0.2, 0.3)),
                "unsubscribed": dice.randrange(1, 4),
                "campaign_id": "00501",
            }
        )
    last = dict(inputs["email_campaigns"][-1])
    inputs["email_campaigns"].append(
        last | {"message_id": "501-2501", "sent_at": datetime(2025, 1, 12, 9), "sent": 131}
    )


def count_ad_reactions(dice: Random, inputs: Inputs) -> None:
    """Social platforms count the reactions to each ad, and never say whose they are."""
    counts: dict[tuple[object, ...], Row] = {}
    for row in inputs["ad_spend"]:
        if row["platform"] in ("linkedin", "meta"):
            shown = int(row["impressions"])
            key = (row["date_day"], row["campaign_id"], row["ad_id"], shown)
            if key not in counts:
                counts[key] = {
                    "likes": round(shown * dice.uniform(0.0, 0.004)),
                    "comments": round(shown * dice.uniform(0.0, 0.0012)),
                    "shares": round(shown * dice.uniform(0.0, 0.0009)),
                }
            row.update(counts[key])


def split_by_device(dice: Random, inputs: Inputs) -> None:
    """One platform is exported by device and network: two rows that add up to the ad's day."""
    rows = []
    shares: dict[tuple[object, ...], float] = {}
    for row in inputs["ad_spend"]:
        is_sound = isinstance(row["spend"], float) and row["spend"] >= 0 and row["ad_id"]
        if row["platform"] != "microsoft" or not is_sound:
            rows.append(row)
            continue
        key = (row["date_day"], row["campaign_id"], row["ad_id"])
        share = shares.setdefault(key, dice.uniform(0.6, 0.9))
        rows += _two_parts(row, share)
    inputs["ad_spend"][:] = rows


def _two_parts(row: Row, share: float) -> tuple[Row, Row]:
    """A row as two, which together are what it was."""
    first: Row = {"device": "Computer", "network": "Search"}
    second: Row = {"device": "Smartphone", "network": "Search partners"}
    total = round(float(str(row["spend"])), 2)
    first["spend"] = round(total * share, 2)
    second["spend"] = round(total - float(str(first["spend"])), 2)
    for column in ("impressions", "clicks", "conversions"):
        count = int(str(row[column]))
        first[column] = round(count * share)
        second[column] = count - round(count * share)
    group: Row = {"ad_group_id": f"{row['ad_id']}-g"}
    return row | group | first, row | group | second


def rename_a_campaign(_: Random, inputs: Inputs) -> None:
    """A campaign got another utm_campaign; its links before and after lead to it."""
    for row in inputs["campaigns"]:
        if row["campaign_id"] == RENAMED_CAMPAIGN:
            row["utm_campaign"] = NEW_UTM
            inputs["campaign_utms"] += [
                _campaign_utm(OLD_UTM, None),
                _campaign_utm(NEW_UTM, RENAMED_ON),
            ]
    for name, column in (("sessions", "started_at"), ("leads", "created_at")):
        for row in inputs[name]:
            day = str(row[column])[:10]
            if row["utm_campaign"] == OLD_UTM and RENAMED_ON.isoformat() <= day < "2026-07":
                row["utm_campaign"] = NEW_UTM


def _campaign_utm(utm_campaign: str, valid_from: object) -> Row:
    """From when on a utm_campaign leads to the renamed campaign."""
    return {
        "campaign_id": RENAMED_CAMPAIGN,
        "utm_campaign": utm_campaign,
        "utm_source": "linkedin",
        "valid_from": valid_from,
    }


def merge_accounts(dice: Random, inputs: Inputs) -> None:
    """Companies that were in the CRM twice, one of them three times, and one that was deleted."""
    rows = inputs["accounts"]
    leads = {row["account_id"]: row for row in inputs["leads"]}
    known = [row for row in rows if row["account_id"] in leads]
    first, second, third, deleted = dice.sample(known, 4)
    for original in (first, second, third):
        copy = _merged_account(rows, original, original["account_id"])
        leads[original["account_id"]]["account_id"] = copy["account_id"]
    _merged_account(rows, third, copy["account_id"])
    test = _merged_account(rows, deleted, None)
    test.update({"account_name": "Test account", "domain": "test.example", "target_account": False})


def _merged_account(rows: list[Row], original: Row, merged_into: object) -> Row:
    """The account again, as the CRM keeps it that merged or deleted it."""
    name = str(original["account_name"]).split()[0]
    copy = original | {
        "account_id": f"A{len(rows) + 1:04d}",
        "account_name": f"{name} Ltd",
        "domain": f"www.{original['domain']}",
        "account_tier": None,
        "merged_into_account_id": merged_into,
        "is_deleted": True,
    }
    rows.append(copy)
    return copy


def merge_a_deal(dice: Random, inputs: Inputs) -> None:
    """A deal that two sellers opened, and the CRM merged."""
    still_open = [row for row in inputs["deals"] if row["is_won"] is None and row["amount"]]
    original = dice.choice(still_open)
    opened_at = min(original["created_at"] + timedelta(days=1), LAST_MOMENT)
    inputs["deals"].append(
        original
        | {
            "deal_id": f"D{len(inputs['deals']) + 1:04d}",
            "created_at": opened_at,
            "stage": "Discovery",
            "qualified_at": None,
            "merged_into_deal_id": original["deal_id"],
        }
    )


def deliver_versions(dice: Random, inputs: Inputs) -> None:
    """A sync that appends delivers a row again whenever it changes; the latest version holds."""
    closed = [
        row
        for row in inputs["deals"]
        if row["is_won"] is not None and isinstance(row["closed_at"], datetime)
    ]
    for row in dice.sample(closed, 8):
        row["updated_at"] = row["closed_at"]
        inputs["deals"].append(
            row
            | {
                "stage": "Discovery",
                "probability": "0.1",
                "closed_at": None,
                "is_won": None,
                "lost_reason": None,
                "updated_at": row["created_at"] + timedelta(hours=2),
            }
        )
    seen: set[object] = set()
    for row in inputs["campaigns"]:
        again = row["campaign_id"] in seen
        row["updated_at"] = datetime.combine(row["started_on"], time(8))
        if not again:
            row["updated_at"] += timedelta(days=3)
        seen.add(row["campaign_id"])


def visit_as_bots(dice: Random, inputs: Inputs) -> None:
    """Visits of machines that the tracking knows as such, each a long one."""
    for number in range(1, 7):
        session_id = f"b{number:05d}"
        day = dice.choice(days_between(date(2025, 2, 1), date(2026, 6, 29)))
        started_at = datetime.combine(day, time(dice.randrange(24), dice.randrange(60)))
        pages = dice.randrange(20, 60)
        inputs["sessions"].append(
            {
                "session_id": session_id,
                "visitor_id": f"bot{number % 2}",
                "started_at": started_at,
                "landing_page": "/",
                "device": "desktop",
                "country": "US",
                "page_views": pages,
                "duration_seconds": pages * 2,
                "is_bot": True,
            }
        )


def sum_up_visits(dice: Random, inputs: Inputs) -> None:
    """The website's last months under its former analytics: sums per day and source."""
    for day in days_between(FIRST_SUMS, LAST_SUMS):
        weight = (0.35 if day.weekday() > 4 else 1.0) * (0.5 if day >= date(2024, 12, 21) else 1.0)
        for (source, medium), usual in DAILY_SESSIONS.items():
            sessions = round(usual * weight * dice.uniform(0.7, 1.3))
            if sessions:
                engaged = round(sessions * dice.uniform(0.4, 0.6))
                inputs["web_totals"].append(
                    {
                        "date_day": day,
                        "source": source,
                        "medium": medium,
                        "sessions": sessions,
                        "visitors": max(round(sessions * 0.9), 1),
                        "engaged_sessions": engaged,
                        "page_views": sessions + engaged * 2,
                        "conversions": sum(chance(dice, 0.05) for _ in range(sessions)),
                    }
                )
