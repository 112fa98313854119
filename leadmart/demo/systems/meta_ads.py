"""The demo company's campaigns on Facebook and Instagram, as Meta Ads has them."""

from __future__ import annotations

import json
from collections.abc import Iterator

from leadmart.demo.systems.texts import is_amount

Table = list[dict[str, str]]

_ACCOUNT = "1700252260223815"
_COUNTS = ("impressions", "clicks", "conversions", "likes", "comments", "shares")
# What Meta calls what people did.
_ACTIONS = {
    "conversions": "lead",
    "likes": "post_reaction",
    "comments": "comment",
    "shares": "post",
}


def carried(inputs: dict[str, Table], loader: str) -> dict[str, Table]:
    """What Meta knows: its campaigns, and their ads' days' costs and counts.

    It knows no program, no budget here, and one account's currency alone. An export knows a
    campaign by its days alone, and not when it runs.
    """
    campaigns = {
        row["campaign_id"]: {
            **{name: row[name] for name in ("campaign_id", "campaign_name", "channel")},
            "started_on": row["started_on"] if loader != "export" else "",
            "ended_on": row["ended_on"] if loader != "export" else "",
            "utm_campaign": row["campaign_name"],
            "platform": "meta_ads",
        }
        for row in inputs["campaigns"]
        if row["platform"] == "meta"
    }
    spend = [
        {
            **{name: row[name] for name in ("date_day", "campaign_id", "spend", "currency")},
            **{name: row[name] for name in _COUNTS},
            "ad_id": row["ad_id"] or f"{row['campaign_id']}-0",
            "ad_group_id": f"{row['campaign_id']}-set",
            "platform": "meta_ads",
        }
        for row in inputs["ad_spend"]
        if row["campaign_id"] in campaigns and is_amount(row["spend"]) and row["currency"] == "USD"
    ]
    shown = {row["campaign_id"] for row in spend}
    known = [row for row in campaigns.values() if row["campaign_id"] in shown]
    # A day of an ad is one row there.
    days = {(row["ad_id"], row["date_day"]): row for row in spend}
    return {"campaigns": known, "ad_spend": list(days.values())}


def tables(inputs: dict[str, Table], loader: str) -> dict[str, Table]:
    """What it knows, in its tables.

    loader: fivetran, airbyte, dlt or export.
    """
    ways = {
        "fivetran": _as_fivetran,
        "airbyte": _as_airbyte,
        "dlt": _as_dlt,
        "export": _as_export,
    }
    return ways[loader](inputs)


def _as_fivetran(inputs: dict[str, Table]) -> dict[str, Table]:
    ads = {row["ad_id"]: row for row in inputs["ad_spend"]}
    last = [
        {
            "id": ad,
            "campaign_id": row["campaign_id"],
            "ad_set_id": row["ad_group_id"],
            "updated_time": "2026-06-01T10:00:00",
        }
        for ad, row in ads.items()
    ]
    # Each was in another campaign before.
    before = [
        {**row, "campaign_id": "draft", "updated_time": "2025-01-01T10:00:00"} for row in last
    ]
    return {
        "basic_ad": [
            {
                "date": row["date_day"],
                "ad_id": row["ad_id"],
                "account_id": _ACCOUNT,
                "spend": row["spend"],
                "impressions": row["impressions"],
                "inline_link_clicks": row["clicks"],
            }
            for row in inputs["ad_spend"]
        ],
        "basic_ad_actions": [
            {"date": row["date_day"], "ad_id": row["ad_id"], "action_type": kind, "value": count}
            for row in inputs["ad_spend"]
            for kind, count in _actions(row)
        ],
        "ad_history": [*before, *last],
        "campaign_history": _campaigns(inputs),
        "account_history": [
            {"id": _ACCOUNT, "currency": "USD", "_fivetran_synced": "2026-06-01T10:00:00"},
            {"id": _ACCOUNT, "currency": "", "_fivetran_synced": "2026-06-02T10:00:00"},
        ],
    }


def _as_airbyte(inputs: dict[str, Table]) -> dict[str, Table]:
    return {
        "ads_insights": [
            {
                **_insight(row),
                "inline_link_clicks": row["clicks"],
                "actions": json.dumps(
                    [
                        {"7d_click": 1, "action_type": kind, "value": count}
                        for kind, count in _actions(row)
                    ]
                ),
            }
            for row in inputs["ad_spend"]
        ],
        "campaigns": _campaigns(inputs),
        "ad_account": [{"account_id": _ACCOUNT, "currency": "USD"}],
    }


def _as_dlt(inputs: dict[str, Table]) -> dict[str, Table]:
    days = inputs["ad_spend"]
    return {
        "facebook_insights": [
            {**_insight(row), "account_currency": "USD", "_dlt_id": f"row{number}"}
            for number, row in enumerate(days)
        ],
        "facebook_insights__actions": [
            {"_dlt_parent_id": f"row{number}", "action_type": kind, "value": count}
            for number, row in enumerate(days)
            for kind, count in (*_actions(row), ("link_click", row["clicks"]))
            if count
        ],
        "campaigns": _campaigns(inputs),
    }


def _as_export(inputs: dict[str, Table]) -> dict[str, Table]:
    names = {row["campaign_id"]: row["campaign_name"] for row in inputs["campaigns"]}
    return {
        "ads_report": [
            {
                "Reporting starts": row["date_day"],
                "Reporting ends": row["date_day"],
                "Campaign name": names[row["campaign_id"]],
                "Campaign ID": row["campaign_id"],
                "Ad set ID": row["ad_group_id"],
                "Ad ID": row["ad_id"],
                "Amount spent (USD)": row["spend"],
                "Impressions": row["impressions"],
                "Link clicks": row["clicks"],
                "Leads": row["conversions"],
                "Post reactions": row["likes"],
                "Post comments": row["comments"],
                "Post shares": row["shares"],
            }
            for row in inputs["ad_spend"]
        ]
    }


def _insight(row: dict[str, str]) -> dict[str, str]:
    return {
        "date_start": row["date_day"],
        "ad_id": row["ad_id"],
        "adset_id": row["ad_group_id"],
        "campaign_id": row["campaign_id"],
        "account_id": _ACCOUNT,
        "spend": row["spend"],
        "impressions": row["impressions"],
    }


def _campaigns(inputs: dict[str, Table]) -> Table:
    return [
        {
            "id": row["campaign_id"],
            "name": row["campaign_name"],
            "start_time": row["started_on"] and f"{row['started_on']}T00:00:00",
            "stop_time": row["ended_on"] and f"{row['ended_on']}T00:00:00",
            "updated_time": "2026-06-01T10:00:00",
        }
        for row in inputs["campaigns"]
    ]


def _actions(row: dict[str, str]) -> Iterator[tuple[str, str]]:
    for name, kind in _ACTIONS.items():
        if row[name]:
            yield kind, row[name]
