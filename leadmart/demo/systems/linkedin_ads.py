"""The demo company's campaigns on LinkedIn, as LinkedIn Ads has them."""

from __future__ import annotations

import json

from leadmart.demo.systems.texts import is_amount, with_days_alike

Table = list[dict[str, str]]

_ACCOUNT = "507515057"
_COUNTS = ("impressions", "clicks", "conversions", "likes", "comments", "shares")


def carried(inputs: dict[str, Table], loader: str) -> dict[str, Table]:
    """What LinkedIn knows: groups of campaigns, and their campaigns' days' costs and counts.

    What the company calls a campaign is a group there, and an ad its campaign. It knows no program,
    no budget here, and one account's currency alone. An export knows a group by its days alone, and
    not when it runs.
    """
    if loader == "export":
        inputs = with_days_alike(inputs)
    campaigns = {
        row["campaign_id"]: {
            **{name: row[name] for name in ("campaign_id", "campaign_name", "channel")},
            "started_on": row["started_on"] if loader != "export" else "",
            "ended_on": row["ended_on"] if loader != "export" else "",
            "utm_campaign": row["campaign_name"],
            "platform": "linkedin_ads",
        }
        for row in inputs["campaigns"]
        if row["platform"] == "linkedin" and row["channel"] in ("paid_social", "lead_form")
    }
    spend = [
        {
            **{name: row[name] for name in ("date_day", "campaign_id", "spend", "currency")},
            **{name: row[name] for name in _COUNTS},
            "ad_group_id": row["ad_id"] or f"{row['campaign_id']}-0",
            "platform": "linkedin_ads",
        }
        for row in inputs["ad_spend"]
        if row["campaign_id"] in campaigns and is_amount(row["spend"]) and row["currency"] == "USD"
    ]
    shown = {row["campaign_id"] for row in spend}
    known = [row for row in campaigns.values() if row["campaign_id"] in shown]
    return {"campaigns": known, "ad_spend": spend}


def tables(inputs: dict[str, Table], loader: str) -> dict[str, Table]:
    """What it knows, in its tables.

    loader: fivetran, airbyte or export.
    """
    return {"fivetran": _as_fivetran, "airbyte": _as_airbyte, "export": _as_export}[loader](inputs)


def _as_fivetran(inputs: dict[str, Table]) -> dict[str, Table]:
    last = [
        {
            "id": row["campaign_id"],
            "name": row["campaign_name"],
            "run_schedule_start": row["started_on"] and f"{row['started_on']} 00:00:00",
            "run_schedule_end": row["ended_on"] and f"{row['ended_on']} 00:00:00",
            "last_modified_time": "2026-06-01 10:00:00",
        }
        for row in inputs["campaigns"]
    ]
    # Each was called otherwise before.
    before = [{**row, "name": "draft", "last_modified_time": "2025-01-01 10:00:00"} for row in last]
    return {
        "ad_analytics_by_campaign": [
            {
                "day": f"{row['date_day']} 00:00:00",
                "campaign_id": row["ad_group_id"],
                "cost_in_local_currency": row["spend"],
                "impressions": row["impressions"],
                "clicks": row["clicks"],
                "external_website_conversions": row["conversions"],
                "one_click_leads": "",
                "likes": row["likes"],
                "comments": row["comments"],
                "shares": row["shares"],
            }
            for row in inputs["ad_spend"]
        ],
        "campaign_history": [
            {
                "id": campaign,
                "campaign_group_id": group,
                "account_id": _ACCOUNT,
                "objective_type": objective,
                "last_modified_time": "2026-06-01 10:00:00",
            }
            for campaign, group, objective in _campaigns(inputs)
        ],
        "campaign_group_history": [*before, *last],
        "account_history": [
            {"id": _ACCOUNT, "currency": "USD", "last_modified_time": "2025-01-01 10:00:00"}
        ],
    }


def _as_airbyte(inputs: dict[str, Table]) -> dict[str, Table]:
    return {
        "ad_campaign_analytics": [
            {
                "start_date": row["date_day"],
                "sponsoredCampaign": f"urn:li:sponsoredCampaign:{row['ad_group_id']}",
                # Floats, with their remainders.
                "costInLocalCurrency": f"{row['spend']}0000000000004",
                "impressions": row["impressions"] and f"{row['impressions']}.0",
                "clicks": row["clicks"] and f"{row['clicks']}.0",
                "externalWebsiteConversions": "0.0",
                "oneClickLeads": row["conversions"] and f"{row['conversions']}.0",
                "likes": row["likes"] and f"{row['likes']}.0",
                "comments": row["comments"] and f"{row['comments']}.0",
                "shares": row["shares"] and f"{row['shares']}.0",
            }
            for row in inputs["ad_spend"]
        ],
        "campaigns": [
            {
                "id": campaign,
                "campaignGroup": f"urn:li:sponsoredCampaignGroup:{group}",
                "account": f"urn:li:sponsoredAccount:{_ACCOUNT}",
                "objectiveType": objective,
                "lastModified": "2026-06-01T10:00:00+00:00",
            }
            for campaign, group, objective in _campaigns(inputs)
        ],
        "campaign_groups": [
            {
                "id": row["campaign_id"],
                "name": row["campaign_name"],
                "runSchedule": json.dumps(
                    {
                        "start": row["started_on"],
                        **({"end": row["ended_on"]} if row["ended_on"] else {}),
                    }
                ),
                "lastModified": "2026-06-01T10:00:00+00:00",
            }
            for row in inputs["campaigns"]
        ],
        "accounts": [{"id": _ACCOUNT, "currency": "USD"}],
    }


def _as_export(inputs: dict[str, Table]) -> dict[str, Table]:
    groups = {row["campaign_id"]: row for row in inputs["campaigns"]}
    return {
        "campaign_performance": [
            {
                "Start Date (in UTC)": row["date_day"],
                "Campaign Group ID": row["campaign_id"],
                "Campaign Group Name": groups[row["campaign_id"]]["campaign_name"],
                "Campaign ID": row["ad_group_id"],
                "Campaign Objective": "Lead generation"
                if groups[row["campaign_id"]]["channel"] == "lead_form"
                else "Website visits",
                "Total Spent": row["spend"],
                "Currency": row["currency"],
                "Impressions": row["impressions"],
                "Clicks": row["clicks"],
                "Conversions": row["conversions"],
                "Reactions": row["likes"],
                "Comments": row["comments"],
                "Shares": row["shares"],
            }
            for row in inputs["ad_spend"]
        ]
    }


def _campaigns(inputs: dict[str, Table]) -> list[tuple[str, str, str]]:
    """LinkedIn's campaigns, each with its group and its objective."""
    channels = {row["campaign_id"]: row["channel"] for row in inputs["campaigns"]}
    found = {row["ad_group_id"]: row["campaign_id"] for row in inputs["ad_spend"]}
    objectives = {"lead_form": "LEAD_GENERATION", "paid_social": "WEBSITE_VISIT"}
    return [
        (campaign, group, objectives[channels[group]]) for campaign, group in sorted(found.items())
    ]
