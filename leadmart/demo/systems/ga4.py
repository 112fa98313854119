"""The demo company's website, as GA4 has it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from itertools import groupby

Table = list[dict[str, str]]

_TOTALS = {
    "date_day": "Date",
    "source": "Session source",
    "medium": "Session medium",
    "campaign": "Session campaign",
    "sessions": "Sessions",
    "visitors": "Total users",
    "engaged_sessions": "Engaged sessions",
    "page_views": "Views",
    "conversions": "Key events",
}
# What not every event has.
_COLUMNS = (
    *("param_page_location", "param_page_referrer", "param_engagement_time_msec"),
    *("param_percent_scrolled", "collected_traffic_source_gclid"),
    *("collected_traffic_source_manual_source", "collected_traffic_source_manual_medium"),
    "collected_traffic_source_manual_campaign_name",
)
_MOMENT = re.compile(r"[0-9]{4}(-[0-9]{2}){2}T([0-9]{2}:){2}[0-9]{2}Z")
# What GA4 calls what a visitor did.
_EVENTS = {"form": "generate_lead", "purchase": "purchase"}


def carried(inputs: dict[str, Table], loader: str) -> dict[str, Table]:
    """What GA4 knows: of Fivetran events, which are sessions, pages seen and lead actions; of an
    export sums of days.

    It knows no leads, no companies, no bots; a session is what its events say, so that one without
    a page seen has no landing page, and its pages and seconds are theirs.
    """
    if loader == "export":
        return {"web_totals": [{name: row[name] for name in _TOTALS} for row in _totals(inputs)]}
    ids = {
        row["session_id"]: f"{row['visitor_id']}.{row['session_id']}" for row in inputs["sessions"]
    }
    views = _views(inputs, ids)
    kept = {session: list(rows) for session, rows in groupby(views, lambda row: row["session_id"])}
    sessions = [
        {
            "session_id": ids[row["session_id"]],
            "visitor_id": row["visitor_id"],
            "started_at": kept[ids[row["session_id"]]][0]["viewed_at"],
            "landing_page": kept[ids[row["session_id"]]][0]["page_path"],
            **{name: row[name] for name in ("referrer", "utm_source", "utm_medium")},
            **{name: row[name] for name in ("utm_campaign", "device", "country")},
            "click_id": row["click_id"] if row["click_id"].startswith("gclid=") else "",
            "page_views": str(len(kept[ids[row["session_id"]]])),
            "duration_seconds": str(
                sum(int(view["seconds_on_page"]) for view in kept[ids[row["session_id"]]])
            ),
        }
        for row in {row["session_id"]: row for row in inputs["sessions"]}.values()
        if ids[row["session_id"]] in kept and not row["utm_source"].startswith("(")
    ]
    known = {row["session_id"]: row for row in sessions}
    conversions = [
        {
            "conversion_id": f"{ids[row['session_id']]}.{row['occurred_at']}.0."
            f"{_EVENTS[row['conversion_type']]}",
            "occurred_at": row["occurred_at"],
            "conversion_type": row["conversion_type"],
            "session_id": ids[row["session_id"]],
            "visitor_id": known[ids[row["session_id"]]]["visitor_id"],
        }
        for row in inputs["web_conversions"]
        if row["conversion_type"] in _EVENTS
        and _MOMENT.fullmatch(row["occurred_at"])
        and ids.get(row["session_id"]) in known
        and row["occurred_at"] >= known[ids[row["session_id"]]]["started_at"]
    ]
    return {
        "sessions": sessions,
        "page_views": [row for row in views if row["session_id"] in known],
        "web_conversions": list({row["conversion_id"]: row for row in conversions}.values()),
    }


def tables(inputs: dict[str, Table], loader: str) -> dict[str, Table]:
    """What it knows, in its tables.

    loader: fivetran or export.
    """
    return {"fivetran": _as_fivetran, "export": _as_export}[loader](inputs)


def _as_fivetran(inputs: dict[str, Table]) -> dict[str, Table]:
    sessions = {row["session_id"]: row for row in inputs["sessions"]}
    seen: set[str] = set()
    events = []
    for view in inputs["page_views"]:
        session = sessions[view["session_id"]]
        first = view["session_id"] not in seen
        seen.add(view["session_id"])
        events.append(
            _event(session, "page_view", view["viewed_at"])
            | {
                "param_page_location": view["page_path"],
                "param_page_referrer": session["referrer"] if first else "",
                "collected_traffic_source_manual_source": session["utm_source"] if first else "",
                "collected_traffic_source_manual_medium": session["utm_medium"] if first else "",
                "collected_traffic_source_manual_campaign_name": session["utm_campaign"]
                if first
                else "",
                "collected_traffic_source_gclid": session["click_id"].removeprefix("gclid=")
                if first
                else "",
                "param_engagement_time_msec": "0",
            }
        )
        # What GA4 sends of a page's end comes at the latest with the next one.
        at = (datetime.fromisoformat(view["viewed_at"]) + timedelta(milliseconds=1)).isoformat()
        if view["scroll_percent"]:
            events.append(
                _event(session, "scroll", at) | {"param_percent_scrolled": view["scroll_percent"]}
            )
        events.append(
            _event(session, "user_engagement", at)
            | {"param_engagement_time_msec": f"{view['seconds_on_page']}000"}
        )
    for row in inputs["web_conversions"]:
        session = sessions[row["session_id"]]
        events.append(_event(session, _EVENTS[row["conversion_type"]], row["occurred_at"]))
    return {"event": [*events, *_left_out(events)]}


def _left_out(events: Table) -> Table:
    """What no session is made of: without consent, and what was delivered again."""
    return [{**row, "user_pseudo_id": "", "param_ga_session_id": ""} for row in events[:50]] + [
        {**row, "is_intraday": "true"} for row in events[:80]
    ]


def _event(session: dict[str, str], name: str, at: str) -> dict[str, str]:
    return dict.fromkeys(_COLUMNS, "") | {
        "date": at[:10],
        "timestamp": at,
        "name": name,
        "user_pseudo_id": session["visitor_id"],
        "param_ga_session_id": session["session_id"].removeprefix(f"{session['visitor_id']}."),
        "is_intraday": "false",
        "batch_event_index": "0",
        "device_category": session["device"],
        "geo_country": session["country"],
    }


def _as_export(inputs: dict[str, Table]) -> dict[str, Table]:
    return {
        "exploration": [
            {header: row[name] for name, header in _TOTALS.items()}
            | {"Date": row["date_day"].replace("-", "")}
            for row in inputs["web_totals"]
        ]
    }


def _totals(inputs: dict[str, Table]) -> Table:
    return [row for row in inputs["web_totals"] if row["sessions"].isdigit()]


def _views(inputs: dict[str, Table], ids: dict[str, str]) -> Table:
    """The pages seen, of sessions that are there, in their order; one at a moment."""
    found = {
        (ids[row["session_id"]], row["viewed_at"]): {
            "page_view_id": f"{ids[row['session_id']]}.{row['viewed_at']}.0",
            "session_id": ids[row["session_id"]],
            **{name: row[name] for name in ("viewed_at", "page_path", "scroll_percent")},
            "seconds_on_page": row["seconds_on_page"],
        }
        for row in inputs["page_views"]
        if row["session_id"] in ids
        and row["seconds_on_page"].isdigit()
        and (not row["scroll_percent"] or row["scroll_percent"].isdigit())
        and row["page_path"]
        and _MOMENT.fullmatch(row["viewed_at"])
    }
    return [found[key] for key in sorted(found)]
