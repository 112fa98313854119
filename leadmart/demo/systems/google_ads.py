"""The demo company's campaigns on Google, as Google Ads has them."""

from __future__ import annotations

from decimal import Decimal

from leadmart.demo.systems.texts import is_amount

Table = list[dict[str, str]]

_CHANNEL_TYPES = {
    "paid_search": "SEARCH",
    "display": "DISPLAY",
    "paid_video": "VIDEO",
    "paid_shopping": "SHOPPING",
    "cross_network": "PERFORMANCE_MAX",
}
_ACCOUNT = "4711"


def carried(inputs: dict[str, Table], loader: str) -> dict[str, Table]:
    """What Google Ads knows: its campaigns, and their days' costs and counts.

    It knows no ads of a campaign here, no program, no budget, and one account's currency alone.
    Airbyte and an export know a campaign by its days alone.
    """
    campaigns = {
        row["campaign_id"]: {
            **{name: row[name] for name in ("campaign_id", "campaign_name", "channel")},
            **{name: row[name] for name in ("utm_campaign", "started_on", "ended_on")},
            "platform": "google_ads",
        }
        for row in inputs["campaigns"]
        if row["platform"] == "google" and row["channel"] in _CHANNEL_TYPES
    }
    spend = [
        {
            **{name: row[name] for name in ("date_day", "campaign_id", "impressions", "clicks")},
            **{name: row[name] for name in ("conversions", "device", "network")},
            "platform": "google_ads",
            "spend": row["spend"],
            "currency": "USD",
        }
        for row in inputs["ad_spend"]
        if row["campaign_id"] in campaigns and is_amount(row["spend"]) and row["currency"] == "USD"
    ]
    shown = {row["campaign_id"] for row in spend}
    known = [
        row for row in campaigns.values() if loader == "fivetran" or row["campaign_id"] in shown
    ]
    return {"campaigns": known, "ad_spend": spend}


def tables(inputs: dict[str, Table], loader: str) -> dict[str, Table]:
    """What it knows, in its tables.

    loader: fivetran, airbyte or export.
    """
    return {"fivetran": _as_fivetran, "airbyte": _as_airbyte, "export": _as_export}[loader](inputs)


def _as_fivetran(inputs: dict[str, Table]) -> dict[str, Table]:
    history = []
    for row in inputs["campaigns"]:
        last = {
            "id": row["campaign_id"],
            "updated_at": "2026-06-01 10:00:00",
            "customer_id": _ACCOUNT,
            "name": row["campaign_name"],
            "advertising_channel_type": _CHANNEL_TYPES[row["channel"]],
            "tracking_url_template": _link(row),
            "start_date": row["started_on"],
            "end_date": row["ended_on"],
        }
        # Each was called otherwise before.
        history += [{**last, "name": "draft", "updated_at": "2025-01-01 10:00:00"}, last]
    return {
        "campaign_stats": [
            {
                "date": row["date_day"],
                "customer_id": _ACCOUNT,
                "id": row["campaign_id"],
                "device": row["device"],
                "ad_network_type": row["network"],
                "cost_micros": _micros(row["spend"]),
                "impressions": row["impressions"],
                "clicks": row["clicks"],
                "conversions": row["conversions"],
            }
            for row in inputs["ad_spend"]
        ],
        "campaign_history": history,
        "account_history": [
            {"id": _ACCOUNT, "updated_at": "2025-01-01 10:00:00", "currency_code": "USD"}
        ],
    }


def _as_airbyte(inputs: dict[str, Table]) -> dict[str, Table]:
    campaigns = {row["campaign_id"]: row for row in inputs["campaigns"]}
    return {
        "campaign": [
            {
                "segments.date": row["date_day"],
                "campaign.id": row["campaign_id"],
                "campaign.name": campaigns[row["campaign_id"]]["campaign_name"],
                "campaign.advertising_channel_type": _CHANNEL_TYPES[
                    campaigns[row["campaign_id"]]["channel"]
                ],
                "campaign.tracking_url_template": _link(campaigns[row["campaign_id"]]),
                "campaign.start_date": campaigns[row["campaign_id"]]["started_on"],
                "campaign.end_date": campaigns[row["campaign_id"]]["ended_on"],
                "customer.id": _ACCOUNT,
                "segments.device": row["device"],
                "segments.ad_network_type": row["network"],
                "metrics.cost_micros": _micros(row["spend"]),
                "metrics.impressions": row["impressions"],
                "metrics.clicks": row["clicks"],
                "metrics.conversions": row["conversions"],
            }
            for row in inputs["ad_spend"]
        ],
        "customer": [{"customer.id": _ACCOUNT, "customer.currency_code": "USD"}],
    }


def _as_export(inputs: dict[str, Table]) -> dict[str, Table]:
    campaigns = {row["campaign_id"]: row for row in inputs["campaigns"]}
    return {
        "campaign_report": [
            {
                "Day": row["date_day"],
                "Campaign": campaigns[row["campaign_id"]]["campaign_name"],
                "Campaign ID": row["campaign_id"],
                "Campaign type": _CHANNEL_TYPES[campaigns[row["campaign_id"]]["channel"]]
                .replace("_", " ")
                .title(),
                "Tracking template": _link(campaigns[row["campaign_id"]]),
                "Campaign start date": campaigns[row["campaign_id"]]["started_on"],
                "Campaign end date": campaigns[row["campaign_id"]]["ended_on"],
                "Currency code": row["currency"],
                "Device": row["device"],
                "Network": row["network"],
                "Cost": row["spend"],
                "Impr.": row["impressions"],
                "Clicks": row["clicks"],
                "Conversions": row["conversions"],
            }
            for row in inputs["ad_spend"]
        ]
    }


def _link(campaign: dict[str, str]) -> str:
    return f"{{lpurl}}?utm_source=google&utm_medium=cpc&utm_campaign={campaign['utm_campaign']}"


def _micros(text: str) -> str:
    return str(int(Decimal(text) * 1_000_000))
