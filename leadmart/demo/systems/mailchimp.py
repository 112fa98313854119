"""The demo company's newsletters and their readers, as Mailchimp has them."""

from __future__ import annotations

import hashlib
import json

from leadmart.demo.systems.texts import some

Table = list[dict[str, str]]

_ACTIONS = {"opened": "open", "clicked": "click", "bounced": "bounce"}
_COUNTS = ("sent", "opened", "clicked", "bounced", "unsubscribed")


def carried(inputs: dict[str, Table], loader: str) -> dict[str, Table]:
    """What Mailchimp knows: whom a message was sent to and when, and what they did with it.

    It knows one time of sending for all recipients, and neither deliveries, replies, forwards nor
    reports of spam; no lead, no machine and no campaign. Airbyte knows recipients by what they did
    alone, and the sums of campaigns; the exports of its page know the sums.
    """
    reports = [
        some(row, "message_id", "sent_at", *_COUNTS)
        for row in inputs["email_campaigns"]
        if loader != "fivetran"
    ]
    reported = {row["message_id"] for row in reports}
    events = [] if loader == "export" else _events(inputs["email_events"], loader)
    return {
        # What a report counts is not counted again.
        "email_events": [row for row in events if row["message_id"] not in reported],
        "email_campaigns": reports,
        "email_subscribers": [
            {
                **some(row, "subscriber_id", "subscribed_at", "unsubscribed_at"),
                "list_name": "" if loader == "export" else row["list_name"],
            }
            for row in inputs["email_subscribers"]
            if row["subscribed_at"]
        ],
    }


def tables(inputs: dict[str, Table], loader: str) -> dict[str, Table]:
    """What it knows, in its tables.

    loader: fivetran, airbyte or export.
    """
    return {"fivetran": _as_fivetran, "airbyte": _as_airbyte, "export": _as_export}[loader](inputs)


def _events(events: Table, loader: str) -> Table:
    sent_at: dict[str, str] = {}
    for row in events:
        if row["event_type"] == "sent" and row["message_id"] and row["recipient_id"]:
            at = row["occurred_at"]
            sent_at[row["message_id"]] = min(sent_at.get(row["message_id"], at), at)
    found = {}
    for row in events:
        message, recipient, kind = row["message_id"], row["recipient_id"], row["event_type"]
        is_known = kind in _ACTIONS or kind == "unsubscribed" or kind == "sent"
        if not (message and recipient and is_known and row["occurred_at"]):
            continue
        if kind == "sent" and loader == "airbyte":
            continue
        at = sent_at[message] if kind == "sent" else row["occurred_at"]
        action = _ACTIONS.get(kind, kind)
        link = f"|{_md5(_LINK)}" if kind == "clicked" else ""
        event = f"{message}|{recipient}|{action}" + ("" if kind == "sent" else f"|{at}{link}")
        found[event] = {
            "event_id": event,
            "occurred_at": at,
            "event_type": kind,
            "message_id": message,
            "recipient_id": recipient,
            "bounce_type": row["bounce_type"] if kind == "bounced" else "",
        }
    return list(found.values())


_LINK = "https://leadmart.example/news"


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def _as_fivetran(inputs: dict[str, Table]) -> dict[str, Table]:
    sent = [row for row in inputs["email_events"] if row["event_type"] == "sent"]
    sent_at = {row["message_id"]: row["occurred_at"] for row in sent}
    found: dict[str, Table] = {
        name: [{own: message, "send_time": at} for message, at in sent_at.items() if is_of(message)]
        for name, own, is_of in (
            ("campaign", "id", _is_of_campaign),
            ("automation_email", "id", _is_of_automation),
        )
    }
    for kind, own, is_of in (
        ("campaign", "campaign_id", _is_of_campaign),
        ("automation", "automation_email_id", _is_of_automation),
    ):
        found[f"{kind}_recipient"] = [
            {own: row["message_id"], "member_id": row["recipient_id"]}
            for row in sent
            if is_of(row["message_id"])
        ]
        found[f"{kind}_recipient_activity"] = [
            {
                own: row["message_id"],
                "member_id": row["recipient_id"],
                "action": _ACTIONS[row["event_type"]],
                "timestamp": row["occurred_at"],
                "bounce_type": row["bounce_type"],
                "url": _LINK if row["event_type"] == "clicked" else "",
            }
            for row in inputs["email_events"]
            if row["event_type"] in _ACTIONS and is_of(row["message_id"])
        ]
    return {
        **found,
        "unsubscribe": _unsubscribes(inputs["email_events"], "member_id"),
        "member": _members(inputs["email_subscribers"]),
        "list": _lists(inputs["email_subscribers"]),
    }


def _is_of_campaign(message: str) -> bool:
    return not _is_of_automation(message)


def _is_of_automation(message: str) -> bool:
    return message.startswith("nurture")


def _as_airbyte(inputs: dict[str, Table]) -> dict[str, Table]:
    return {
        "reports": [
            {
                "id": row["message_id"],
                "send_time": row["sent_at"],
                "emails_sent": row["sent"],
                "opens": _object("unique_opens", row["opened"]),
                "clicks": _object("unique_subscriber_clicks", row["clicked"]),
                "bounces": _object("hard_bounces", row["bounced"]),
                "unsubscribed": row["unsubscribed"],
            }
            for row in inputs["email_campaigns"]
        ],
        "email_activity": [
            {
                "campaign_id": row["message_id"],
                "email_id": row["recipient_id"],
                "action": _ACTIONS[row["event_type"]],
                "timestamp": row["occurred_at"],
                "type": row["bounce_type"],
                "url": _LINK if row["event_type"] == "clicked" else "",
            }
            for row in inputs["email_events"]
            if row["event_type"] in _ACTIONS
        ],
        "unsubscribes": _unsubscribes(inputs["email_events"], "email_id"),
        "list_members": _members(inputs["email_subscribers"]),
        "lists": _lists(inputs["email_subscribers"]),
    }


def _object(name: str, count: str) -> str:
    return json.dumps({name: int(count)}) if count else ""


def _unsubscribes(events: Table, whose: str) -> Table:
    return [
        {
            "campaign_id": row["message_id"],
            whose: row["recipient_id"],
            "timestamp": row["occurred_at"],
        }
        for row in events
        if row["event_type"] == "unsubscribed"
    ]


def _members(subscribers: Table) -> Table:
    return [
        {
            "id": row["subscriber_id"],
            "list_id": f"list-{row['list_name']}",
            "status": "unsubscribed" if row["unsubscribed_at"] else "subscribed",
            "timestamp_opt": row["subscribed_at"],
            "last_changed": row["unsubscribed_at"] or "2026-06-01T10:00:00Z",
        }
        for row in subscribers
    ]


def _lists(subscribers: Table) -> Table:
    names = sorted({row["list_name"] for row in subscribers})
    return [{"id": f"list-{name}", "name": name} for name in names]


def _as_export(inputs: dict[str, Table]) -> dict[str, Table]:
    return {
        "campaigns": [
            {
                "Title": row["message_id"],
                "Send Date": row["sent_at"],
                "Total Recipients": row["sent"],
                "Hard Bounces": row["bounced"],
                "Unique Opens": row["opened"],
                "Unique Clicks": row["clicked"],
                "Unsubscribes": row["unsubscribed"],
                "Unique Id": row["message_id"],
            }
            for row in inputs["email_campaigns"]
        ],
        "audience": [
            {
                "OPTIN_TIME": row["subscribed_at"],
                "UNSUB_TIME": row["unsubscribed_at"],
                "LEID": row["subscriber_id"],
            }
            for row in inputs["email_subscribers"]
        ],
    }
