"""The demo company's sales and marketing, as HubSpot has them."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from datetime import datetime
from string import ascii_uppercase

from leadmart.demo.systems.texts import some, with_days_alike, written_alike

Row = dict[str, str]
Table = list[Row]
Tables = dict[str, Table]

_IDS = ("account_id", "lead_id", "deal_id", "meeting_id")
# Our stages by the words that the demo's people use for them, bare of what parts words.
_STAGES = {
    **dict.fromkeys(("lead", "new"), "lead"),
    **dict.fromkeys(("mql", "marketingqualifiedlead"), "mql"),
    **dict.fromkeys(("sal", "salesacceptedlead"), "sal"),
    **dict.fromkeys(("sql", "salesqualifiedlead", "salesqualified"), "sql"),
    **dict.fromkeys(("opportunity", "opp"), "opportunity"),
    **dict.fromkeys(("customer", "closedwon"), "customer"),
    **dict.fromkeys(("disqualified", "unqualified"), "disqualified"),
    **dict.fromkeys(("recycled", "recycle", "nurture"), "recycled"),
}
_LIFECYCLE = {
    "lead": "lead",
    "mql": "marketingqualifiedlead",
    "sql": "salesqualifiedlead",
    "opportunity": "opportunity",
    "customer": "customer",
}
# A stage of the company's own: HubSpot stores a number.
_OWN_STAGE = {"sal": "198374652"}
_OWN_STAGE_NAME = "Sales Accepted Lead"
_LEAD_STATUS = {"disqualified": "UNQUALIFIED", "recycled": "BAD_TIMING"}
_FORMS = {
    "form": "Form 7",
    "newsletter": "Newsletter",
    "webinar": "Webinar registration",
    "demo_request": "Request a demo",
    "information_request": "Contact us",
    "content_download": "Download the guide",
}
_REQUESTS = ("form", "demo_request", "information_request")
_EVENTS = {
    "sent": "SENT",
    "delivered": "DELIVERED",
    "bounced": "BOUNCE",
    "opened": "OPEN",
    "clicked": "CLICK",
    "replied": "REPLY",
    "forwarded": "FORWARD",
    "spam_report": "SPAMREPORT",
    "unsubscribed": "STATUSCHANGE",
}
_BOUNCES = {"hard": "UNKNOWN_USER", "soft": "MAILBOX_FULL"}
_PIPELINE = "default"


def carried(inputs: Tables, loader: str) -> Tables:
    """What HubSpot knows of the company, as a loader delivers it.

    It knows no segments, tiers of accounts that it does not target, campaigns and visitors of
    leads, reasons why leads were disqualified, sourcing, contract lengths, competitors and
    qualification of deals, first answers to requests, content offers and campaigns of messages.
    Deals that were deleted or merged are left out, and open ones have no day of closing.
    """
    inputs = {name: [_numbered(row) for row in rows] for name, rows in inputs.items()}
    if loader == "export":
        inputs = with_days_alike(inputs)
    deals = _deals(inputs["deals"])
    records = {
        "accounts": _accounts(inputs["accounts"]),
        "leads": _leads(inputs["leads"]),
        "lead_stages": _lead_stages(inputs["lead_stages"]),
        "deals": deals,
        "deal_stages": _deal_stages(inputs["deal_stages"], deals),
    }
    if loader == "export":
        return _exported(records)
    if loader == "dlt":
        return _without_own_stages({**records, "deal_stages": _last(records["deal_stages"])})
    if loader == "airbyte":
        records = _without_own_stages(records)
    conversions = _conversions(inputs["web_conversions"])
    return {
        **records,
        "meetings": _meetings(inputs["meetings"], inputs["deals"], deals),
        "web_conversions": conversions,
        "inbound_requests": [
            {
                "request_id": row["conversion_id"],
                "received_at": row["occurred_at"],
                "request_channel": "form",
                "lead_id": row["lead_id"],
            }
            for row in conversions
            if row["conversion_type"] in _REQUESTS
        ],
        "email_events": _email_events(inputs["email_events"], inputs["leads"]),
    }


def tables(inputs: Tables, loader: str) -> Tables:
    """What it knows, in its tables.

    loader: fivetran, export, airbyte or dlt.
    """
    write = {
        "fivetran": _as_fivetran,
        "export": _as_export,
        "airbyte": _as_airbyte,
        "dlt": _as_dlt,
    }[loader]
    return write(inputs)


# What HubSpot knows ---------------------------------------------------------------------------


def _numbered(row: Row) -> Row:
    """A row whose records have numbers, as HubSpot's have."""
    return {
        name: value.lstrip(ascii_uppercase) if name in _IDS or name.startswith("merged") else value
        for name, value in row.items()
    }


def _remaining(rows: Table, id_name: str, merged_into: str) -> dict[str, str]:
    """The id that each merged one went into at last, where that is there."""
    into = {row[id_name]: row[merged_into] for row in rows if row[merged_into]}
    there = {row[id_name] for row in rows}
    found = {}
    for one in into:
        last, seen = one, {one}
        while last in into and into[last] not in seen:
            last = into[last]
            seen.add(last)
        if last in there and last not in into:
            found[one] = last
    return found


def _accounts(rows: Table) -> Table:
    remaining = _remaining(rows, "account_id", "merged_into_account_id")
    found = []
    for row in rows:
        is_target, fits = row["target_account"] == "true", row["icp_fit"] == "true"
        found.append(
            {
                **some(row, "account_id", "account_name", "domain", "industry", "employee_count"),
                **some(row, "annual_revenue", "country", "created_at", "updated_at"),
                "icp_fit": "true" if fits else "false",
                "target_account": "true" if is_target else "false",
                "account_tier": _tier(row) if is_target and fits else "",
                "merged_into_account_id": remaining.get(row["account_id"], ""),
                "is_deleted": row["is_deleted"] or "false",
            }
        )
    return found


def _tier(row: Row) -> str:
    return row["account_tier"] if row["account_tier"].startswith("tier") else "tier 3"


def _leads(rows: Table) -> Table:
    remaining = _remaining(rows, "lead_id", "merged_into_lead_id")
    return [
        {
            **some(row, "lead_id", "created_at", "account_id", "email", "first_name", "last_name"),
            **some(row, "job_title", "company_name", "country", "lead_source", "latest_source"),
            **some(row, "utm_source", "utm_medium", "utm_campaign", "self_reported_source"),
            **some(row, "updated_at"),
            "merged_into_lead_id": remaining.get(row["lead_id"], ""),
            "is_deleted": row["is_deleted"] or "false",
            "current_stage": _stage(row["current_stage"]),
        }
        for row in rows
    ]


def _lead_stages(rows: Table) -> Table:
    return [
        {**some(row, "lead_id", "entered_at"), "stage": _stage(row["stage"])}
        for row in rows
        if _stage(row["stage"]) and row["lead_id"]
    ]


def _stage(word: str) -> str:
    return _STAGES.get("".join(sign for sign in word.lower() if sign.isalnum()), "")


def _deals(rows: Table) -> Table:
    first = {row["deal_id"]: row for row in reversed(rows)}
    return [
        {
            **some(row, "deal_id", "created_at", "deal_name", "deal_type", "amount", "currency"),
            **some(row, "monthly_recurring_amount", "stage", "probability", "closed_at", "is_won"),
            **some(row, "owner", "updated_at"),
            **some(first[row["deal_id"]], "account_id", "lead_id"),
            "expected_close_on": "" if row["closed_at"] else row["expected_close_on"],
            "lost_reason": row["lost_reason"] if row["is_won"] == "false" else "",
        }
        for row in rows
        if _counts(row)
    ]


def _counts(deal: Row) -> bool:
    return deal["is_deleted"] != "true" and not deal["merged_into_deal_id"]


def _deal_stages(rows: Table, deals: Table) -> Table:
    counted = {row["deal_id"] for row in deals}
    names = ("deal_id", "stage", "entered_at", "amount", "expected_close_on")
    return [some(row, *names) for row in rows if row["deal_id"] in counted and row["stage"]]


def _meetings(rows: Table, all_deals: Table, deals: Table) -> Table:
    left_out = {row["deal_id"] for row in all_deals} - {row["deal_id"] for row in deals}
    return [
        {
            **some(row, "meeting_id", "booked_at", "scheduled_for", "meeting_type", "outcome"),
            **some(row, "lead_id", "account_id", "owner", "updated_at"),
            "deal_id": "" if row["deal_id"] in left_out else row["deal_id"],
        }
        for row in rows
    ]


def _exported(records: Tables) -> Tables:
    """What pages export: nothing deleted, of merged records the ids, of stages the first day."""
    leads = _without_gone(records["leads"], "lead_id", "merged_into_lead_id", ("created_at",))
    # Of a merged record a page exports no days.
    dated = {row["lead_id"] for row in leads if not row.get("merged_into_lead_id")}
    return {
        "accounts": _without_gone(records["accounts"], "account_id", "merged_into_account_id"),
        "leads": leads,
        "lead_stages": _first_days(records["lead_stages"], dated),
        "deals": written_alike(records["deals"], "probability"),
    }


def _without_gone(
    rows: Table, id_name: str, merged_into: str, inherited: tuple[str, ...] = ()
) -> Table:
    """The records that are there; of those merged into them no more than that."""
    there = {
        row[id_name]: {**row, "is_deleted": ""}
        for row in rows
        if row["is_deleted"] != "true" and not row[merged_into]
    }
    merged = [
        {
            id_name: row[id_name],
            merged_into: row[merged_into],
            **some(there[row[merged_into]], *inherited),
        }
        for row in rows
        if row[merged_into] in there
    ]
    return [*there.values(), *merged]


def _first_days(rows: Table, leads: set[str]) -> Table:
    found: dict[tuple[str, str], str] = {}
    for row in rows:
        key = (row["lead_id"], row["stage"])
        if row["lead_id"] in leads and row["stage"] in _LIFECYCLE and row["entered_at"][:2] == "20":
            found[key] = min(found.get(key, row["entered_at"]), row["entered_at"])
    return [
        {"lead_id": lead_id, "stage": stage, "entered_at": entered_at}
        for (lead_id, stage), entered_at in found.items()
    ]


def _last(rows: Table) -> Table:
    """Of entries of a deal into one stage, the last."""
    ordered = sorted(rows, key=lambda row: row["entered_at"])
    return list({(row["deal_id"], row["stage"]): row for row in ordered}.values())


def _without_own_stages(records: Tables) -> Tables:
    return {
        **records,
        "leads": [
            {
                **row,
                "current_stage": "" if row["current_stage"] in _OWN_STAGE else row["current_stage"],
            }
            for row in records["leads"]
        ],
        "lead_stages": [row for row in records["lead_stages"] if row["stage"] not in _OWN_STAGE],
    }


def _conversions(rows: Table) -> Table:
    names = ("conversion_id", "occurred_at", "conversion_type", "lead_id")
    return [
        some(row, *names)
        for row in rows
        if row["conversion_type"] in _FORMS and row["conversion_id"]
    ]


def _email_events(rows: Table, leads: Table) -> Table:
    """Its recipients are addresses, which are leads' where a lead has one."""
    addresses = {row["lead_id"]: row["email"].strip().lower() for row in leads}
    by_address: dict[str, str] = {}
    for lead_id in sorted(addresses, key=lambda one: (len(one), one)):
        by_address.setdefault(addresses[lead_id], lead_id)
    found = []
    for row in rows:
        if row["is_machine"] == "true" or row["event_type"] not in _EVENTS:
            continue
        address = addresses.get(row["lead_id"]) or f"{row['recipient_id']}@reader.example".lower()
        found.append(
            {
                **some(row, "event_id", "occurred_at", "event_type", "message_id"),
                "recipient_id": hashlib.md5(address.encode(), usedforsecurity=False).hexdigest(),
                "lead_id": by_address.get(address, ""),
                "bounce_type": row["bounce_type"] if row["event_type"] == "bounced" else "",
                _ADDRESS: address,
            }
        )
    return found


# Beside the contract's columns, which a hash cannot give back.
_ADDRESS = "address"


# Its properties, by HubSpot's own names ---------------------------------------------------------


def _company(row: Row, merged: dict[str, list[str]]) -> Row:
    is_target = row["target_account"] == "true"
    tier = row["account_tier"] or "tier 3"
    return {
        "createdate": row["created_at"],
        "name": row["account_name"],
        "domain": row["domain"],
        "industry": row["industry"],
        "numberofemployees": row["employee_count"],
        "annualrevenue": row["annual_revenue"],
        "country": row["country"],
        # Who was never asked has no value, neither yes nor no.
        "hs_is_target_account": "true" if is_target else "",
        "hs_ideal_customer_profile": tier if row["icp_fit"] == "true" else "",
        "hs_merged_object_ids": ";".join(merged.get(row["account_id"], [])),
        "hs_lastmodifieddate": row["updated_at"],
    }


def _contact(row: Row, merged: dict[str, list[str]]) -> Row:
    stage = row["current_stage"]
    return {
        "createdate": row["created_at"],
        "email": row["email"],
        "firstname": row["first_name"],
        "lastname": row["last_name"],
        "jobtitle": row["job_title"],
        "company": row["company_name"],
        "country": row["country"],
        "hs_analytics_source": row["lead_source"],
        "hs_latest_source": row["latest_source"],
        "utm_source": row["utm_source"],
        "utm_medium": row["utm_medium"],
        "utm_campaign": row["utm_campaign"],
        "self_reported_source": row["self_reported_source"],
        "lifecyclestage": "lead" if stage in _LEAD_STATUS else _lifecycle(stage),
        "hs_lead_status": _LEAD_STATUS.get(stage, ""),
        "associatedcompanyid": row["account_id"],
        "hs_merged_object_ids": ";".join(merged.get(row["lead_id"], [])),
        "lastmodifieddate": row["updated_at"],
    }


def _lifecycle(stage: str) -> str:
    return {**_LIFECYCLE, **_OWN_STAGE}.get(stage, "")


def _deal(row: Row) -> Row:
    return {
        "createdate": row["created_at"],
        "dealname": row["deal_name"],
        "dealtype": row["deal_type"],
        "amount": row["amount"],
        "deal_currency_code": row["currency"],
        "hs_mrr": row["monthly_recurring_amount"],
        # An open deal has one, too.
        "closedate": row["closed_at"] or row["expected_close_on"],
        "closed_lost_reason": row["lost_reason"],
        "hs_deal_stage_probability": row["probability"],
        "hs_lastmodifieddate": row["updated_at"],
    }


def _merged(rows: Table, id_name: str, merged_into: str) -> dict[str, list[str]]:
    """What each took in."""
    found: dict[str, list[str]] = {}
    for row in rows:
        if row[merged_into]:
            found.setdefault(row[merged_into], []).append(row[id_name])
    return found


def _stage_id(stage: str, is_won: str) -> str:
    """A stage's id: of its name, and of what a deal in it is."""
    return f"{stage.encode().hex()}{is_won}"


def _pipeline_stages(inputs: Tables) -> list[tuple[str, str, str]]:
    """Name, id, and whether a deal in it is won, of every stage."""
    found = {(row["stage"], row["is_won"]) for row in inputs["deals"]}
    found |= {(row["stage"], "") for row in inputs["deal_stages"]}
    return [(stage, _stage_id(stage, is_won), is_won) for stage, is_won in sorted(found)]


def _prefixed(row: Row, prefix: str) -> Row:
    return {f"{prefix}{name}": value for name, value in row.items()}


def _contact_changes(inputs: Tables) -> Iterable[tuple[str, str, str, str]]:
    """Contact, property, value and moment, of every change of a stage."""
    for row in inputs["lead_stages"]:
        status = _LEAD_STATUS.get(row["stage"])
        name, value = ("hs_lead_status", status) if status else ("lifecyclestage", "")
        yield row["lead_id"], name, value or _lifecycle(row["stage"]), row["entered_at"]


def _deal_changes(inputs: Tables) -> Iterable[tuple[str, str, str, str]]:
    """Deal, property, value and moment, of every change of an amount and of an expected day."""
    for row in inputs["deal_stages"]:
        yield row["deal_id"], "amount", row["amount"], row["entered_at"]
        yield row["deal_id"], "closedate", row["expected_close_on"], row["entered_at"]


# As Fivetran delivers it ----------------------------------------------------------------------


def _as_fivetran(inputs: Tables) -> Tables:
    companies = _merged(inputs["accounts"], "account_id", "merged_into_account_id")
    contacts = _merged(inputs["leads"], "lead_id", "merged_into_lead_id")
    gone = {"deal_id": "9000001", "deal_pipeline_id": _PIPELINE, "property_dealname": "test"}
    return {
        "company": [
            {
                "id": row["account_id"],
                "is_deleted": row["is_deleted"],
                **_prefixed(_company(row, companies), "property_"),
            }
            for row in inputs["accounts"]
        ],
        "contact": [
            {
                "id": row["lead_id"],
                "_fivetran_deleted": row["is_deleted"],
                **_prefixed(_contact(row, contacts), "property_"),
            }
            for row in inputs["leads"]
        ],
        "contact_property_history": [
            {"contact_id": one, "name": name, "value": value, "timestamp": moment}
            for one, name, value, moment in _contact_changes(inputs)
        ],
        "property": [
            {"_fivetran_id": "p1", "name": "lifecyclestage", "hubspot_object": "contact"},
        ],
        "property_option": [
            {"property_id": "p1", "label": "Interessent", "value": "lead"},
            {"property_id": "p1", "label": _OWN_STAGE_NAME, "value": _OWN_STAGE["sal"]},
        ],
        "deal": [
            *(
                {
                    "deal_id": row["deal_id"],
                    "is_deleted": "false",
                    "deal_pipeline_id": _PIPELINE,
                    "deal_pipeline_stage_id": _stage_id(row["stage"], row["is_won"]),
                    "owner_id": row["owner"],
                    **_prefixed(_deal(row), "property_"),
                }
                for row in inputs["deals"]
            ),
            {**gone, "is_deleted": "true", "property_createdate": "2026-01-01T00:00:00Z"},
        ],
        "deal_pipeline_stage": [
            {
                "pipeline_id": pipeline,
                "stage_id": stage_id,
                "label": stage,
                # Another pipeline has stages of the same ids, in which deals are open.
                "is_closed": "true" if is_won and pipeline == _PIPELINE else "false",
                "closed_won": is_won or "false",
                "probability": {"true": "1.0", "false": "0.0"}.get(is_won, "0.4"),
            }
            for pipeline in ("another", _PIPELINE)
            for stage, stage_id, is_won in _pipeline_stages(inputs)
        ],
        "deal_company": _pairs_of_deals(inputs["deals"], "company_id", "account_id"),
        "deal_contact": _pairs_of_deals(inputs["deals"], "contact_id", "lead_id"),
        "merged_deal": [{"deal_id": "9000002", "merged_deal_id": "9000001"}],
        "deal_stage": [
            {
                "deal_id": row["deal_id"],
                "value": _stage_id(row["stage"], ""),
                "date_entered": row["entered_at"],
            }
            for row in inputs["deal_stages"]
        ],
        "deal_property_history": [
            {"deal_id": one, "name": name, "value": value, "timestamp": moment}
            for one, name, value, moment in _deal_changes(inputs)
        ],
        "engagement": [
            {
                "id": row["meeting_id"],
                "created_at": row["booked_at"],
                "type": "MEETING",
                "owner_id": row["owner"],
                "activity_type": row["meeting_type"],
            }
            for row in inputs["meetings"]
        ],
        "engagement_meeting": [
            {
                "engagement_id": row["meeting_id"],
                "_fivetran_deleted": "false",
                "start_time": row["scheduled_for"],
                "meeting_outcome": row["outcome"],
                "property_hs_lastmodifieddate": row["updated_at"],
            }
            for row in inputs["meetings"]
        ],
        **{
            f"engagement_{kind}": [
                {"engagement_id": row["meeting_id"], f"{kind}_id": row[name]}
                for row in inputs["meetings"]
                if row[name]
            ]
            * 2
            for kind, name in (
                ("contact", "lead_id"),
                ("company", "account_id"),
                ("deal", "deal_id"),
            )
        },
        "contact_form_submission": [
            {
                "conversion_id": row["conversion_id"],
                "contact_id": row["lead_id"],
                "form_id": row["conversion_type"],
                "timestamp": row["occurred_at"],
                "title": "A page",
            }
            for row in inputs["web_conversions"]
        ],
        "form": [{"guid": kind, "name": name} for kind, name in _FORMS.items()],
        **_email_tables(inputs["email_events"]),
    }


def _pairs_of_deals(deals: Table, other: str, name: str) -> Table:
    """Each pair twice, and beside each company another, with a lower id, that is not primary."""
    pairs = {row["deal_id"]: row[name] for row in deals if row[name]}
    found = []
    for deal_id, value in pairs.items():
        pair = {"deal_id": deal_id, other: value, "category": "HUBSPOT_DEFINED"}
        if other == "contact_id":
            found += [{**pair, "type_id": "3"}] * 2
        else:
            found += [{**pair, "type_id": "341"}, {**pair, "type_id": "5"}]
            found.append({**pair, "type_id": "341", other: "1"})
    return found


def _email_tables(events: Table) -> Tables:
    written = [
        {
            "id": row["event_id"],
            "created": row["occurred_at"],
            "type": _EVENTS[row["event_type"]],
            "email_campaign_id": row["message_id"],
            "recipient": row[_ADDRESS],
            "filtered_event": "false",
        }
        for row in events
    ]
    by_hand = {**written[0], "filtered_event": "true"} if written else {}
    steps = [
        {**by_hand, "id": f"x{number}", "type": kind, "filtered_event": filtered}
        for number, (kind, filtered) in enumerate(
            (("OPEN", "true"), ("PROCESSED", "false"), ("DEFERRED", "false"), ("DROPPED", "false"))
        )
    ]
    return {
        "email_event": [*written, *steps],
        "email_event_bounce": [
            {"id": row["event_id"], "category": _BOUNCES.get(row["bounce_type"], "POLICY")}
            for row in events
            if row["event_type"] == "bounced"
        ],
        "email_event_status_change": [
            {"id": row["event_id"], "portal_subscription_status": "UNSUBSCRIBED", "bounced": ""}
            for row in events
            if row["event_type"] == "unsubscribed"
        ],
    }


# As its pages export it -----------------------------------------------------------------------

_LABELS = {
    "createdate": "Create Date",
    "name": "Company name",
    "domain": "Company Domain Name",
    "industry": "Industry",
    "numberofemployees": "Number of Employees",
    "annualrevenue": "Annual Revenue",
    "country": "Country/Region",
    "hs_is_target_account": "Target Account",
    "hs_ideal_customer_profile": "Ideal Customer Profile Tier",
    "hs_merged_object_ids": "Merged object IDs",
    "hs_lastmodifieddate": "Last Modified Date",
    "lastmodifieddate": "Last Modified Date",
    "email": "Email",
    "firstname": "First Name",
    "lastname": "Last Name",
    "jobtitle": "Job Title",
    "company": "Company name",
    "hs_analytics_source": "Original Source",
    "hs_latest_source": "Latest Traffic Source",
    "utm_source": "UTM Source",
    "utm_medium": "UTM Medium",
    "utm_campaign": "UTM Campaign",
    "self_reported_source": "Self-reported source",
    "lifecyclestage": "Lifecycle Stage",
    "hs_lead_status": "Lead Status",
    "associatedcompanyid": "Primary Associated Company ID",
    "dealname": "Deal Name",
    "dealtype": "Deal Type",
    "amount": "Amount",
    "deal_currency_code": "Currency",
    "hs_mrr": "Monthly recurring revenue",
    "closedate": "Close Date",
    "closed_lost_reason": "Closed Lost Reason",
    "hs_deal_stage_probability": "Deal probability",
}
_STAGE_LABELS = {
    "lead": ("Lead", "Became a Lead Date"),
    "mql": ("Marketing Qualified Lead", "Became a Marketing Qualified Lead Date"),
    "sal": (_OWN_STAGE_NAME, ""),
    "sql": (
        "Sales Qualified Lead",
        'Date entered "Sales Qualified Lead (Lifecycle Stage Pipeline)"',
    ),
    "opportunity": ("Opportunity", "Became an Opportunity Date"),
    "customer": ("Customer", "Became a Customer Date"),
}


def _as_export(inputs: Tables) -> Tables:
    companies = _merged(inputs["accounts"], "account_id", "merged_into_account_id")
    contacts = _merged(inputs["leads"], "lead_id", "merged_into_lead_id")
    days: dict[str, Row] = {}
    for row in inputs["lead_stages"]:
        label = _STAGE_LABELS[row["stage"]][1]
        days.setdefault(row["lead_id"], {})[label] = row["entered_at"]
    no_days = dict.fromkeys((label for _, label in _STAGE_LABELS.values() if label), "")
    return {
        "companies": [
            {"Record ID": row["account_id"], **_labelled(_company(row, companies))}
            for row in inputs["accounts"]
            if not row["merged_into_account_id"]
        ],
        "contacts": [
            {
                "Record ID": row["lead_id"],
                **_labelled(_contact(row, contacts)),
                "Lifecycle Stage": _STAGE_LABELS.get(row["current_stage"], ("", ""))[0],
                **no_days,
                **days.get(row["lead_id"], {}),
            }
            for row in inputs["leads"]
            if not row["merged_into_lead_id"]
        ],
        "deals": [
            {
                "Record ID": row["deal_id"],
                **_labelled(_deal(row)),
                "Pipeline": "Sales",
                "Deal Stage": f"{row['stage']} (Sales)",
                "Is Deal Closed?": "true" if row["closed_at"] else "false",
                "Is closed won": row["is_won"] or "false",
                "Deal owner": row["owner"],
                "Associated Company IDs": _listed(row["account_id"]),
                "Associated Contact IDs": _listed(row["lead_id"]),
            }
            for row in inputs["deals"]
        ],
    }


def _labelled(properties: Row) -> Row:
    return {_LABELS[name]: value for name, value in properties.items()}


def _listed(value: str) -> str:
    """Twice, and behind another with a higher id."""
    return f"999999999999;{value};{value}" if value else ""


# As Airbyte delivers it -----------------------------------------------------------------------


def _as_airbyte(inputs: Tables) -> Tables:
    companies = _merged(inputs["accounts"], "account_id", "merged_into_account_id")
    contacts = _merged(inputs["leads"], "lead_id", "merged_into_lead_id")
    stages = [
        {
            "stageId": stage_id,
            "label": stage,
            "active": True,
            "metadata": {
                "isClosed": "true" if is_won else "false",
                "probability": {"true": "1.0", "false": "0.0"}.get(is_won, "0.4"),
            },
            "displayOrder": number,
        }
        for number, (stage, stage_id, is_won) in enumerate(_pipeline_stages(inputs))
    ]
    return {
        "companies": [
            {
                "id": row["account_id"],
                "archived": "false",
                **_prefixed(_company(row, companies), "properties_"),
            }
            for row in inputs["accounts"]
        ],
        "companies_archived": _archived(inputs["accounts"], "account_id"),
        "contacts": [
            {
                "id": row["lead_id"],
                "archived": "false",
                # Its companies say it as well as the property does.
                "companies": _array(row["account_id"]),
                **_prefixed(_contact({**row, "account_id": ""}, contacts), "properties_"),
            }
            for row in inputs["leads"]
        ],
        "contacts_archived": _archived(inputs["leads"], "lead_id"),
        "contacts_property_history": [
            {"vid": one, "property": name, "value": value, "timestamp": _milliseconds(moment)}
            for one, name, value, moment in _contact_changes(inputs)
        ],
        "deals": [
            {
                "id": row["deal_id"],
                "archived": "false",
                "companies": _array(row["account_id"]),
                "contacts": _array(row["lead_id"]),
                "properties_pipeline": _PIPELINE,
                "properties_dealstage": _stage_id(row["stage"], row["is_won"]),
                "properties_hubspot_owner_id": row["owner"],
                **_prefixed(_deal(row), "properties_"),
            }
            for row in inputs["deals"]
        ],
        "deal_pipelines": [
            {"pipelineId": _PIPELINE, "stages": json.dumps(stages)},
            {"pipelineId": "empty", "stages": "[]"},
        ],
        "deals_property_history": [
            *(
                {
                    "dealId": one,
                    "property": name,
                    "value": value,
                    "timestamp": _milliseconds(moment),
                }
                for one, name, value, moment in _deal_changes(inputs)
            ),
            *(
                {
                    "dealId": row["deal_id"],
                    "property": "dealstage",
                    "value": _stage_id(row["stage"], ""),
                    "timestamp": _milliseconds(row["entered_at"]),
                }
                for row in inputs["deal_stages"]
            ),
        ],
        "engagements_meetings": [
            {
                "id": row["meeting_id"],
                "archived": "false",
                "contacts": _array(row["lead_id"]),
                "companies": _array(row["account_id"]),
                "deals": _array(row["deal_id"]),
                "properties_hs_createdate": row["booked_at"],
                "properties_hs_meeting_start_time": row["scheduled_for"],
                "properties_hs_meeting_outcome": row["outcome"],
                "properties_hs_activity_type": row["meeting_type"],
                "properties_hubspot_owner_id": row["owner"],
                "properties_hs_lastmodifieddate": row["updated_at"],
            }
            for row in inputs["meetings"]
        ],
        "contacts_form_submissions": [
            {
                "conversion-id": row["conversion_id"],
                "canonical-vid": row["lead_id"],
                "form-id": row["conversion_type"],
                "timestamp": _milliseconds(row["occurred_at"]),
                "title": "A page",
            }
            for row in inputs["web_conversions"]
        ],
        "forms": [{"id": kind, "name": name} for kind, name in _FORMS.items()],
        "email_events": [
            {
                "id": row["event_id"],
                "created": _milliseconds(row["occurred_at"]),
                "type": _EVENTS[row["event_type"]],
                "emailCampaignId": row["message_id"],
                "recipient": row[_ADDRESS],
                "filteredEvent": "false",
                "category": _BOUNCES.get(row["bounce_type"], ""),
                "portalSubscriptionStatus": "UNSUBSCRIBED"
                if row["event_type"] == "unsubscribed"
                else "",
            }
            for row in inputs["email_events"]
        ],
    }


def _archived(rows: Table, name: str) -> Table:
    return [{"id": row[name]} for row in rows if row["is_deleted"] == "true"]


def _array(value: str) -> str:
    """An array of ids, as they come: twice, and behind another with a higher id."""
    return json.dumps(["999999999999", value, value]) if value else "[]"


def _milliseconds(moment: str) -> str:
    """A moment in milliseconds since 1970; what is none as it is."""
    if not re.fullmatch(r"20[0-9-]{8}T[0-9:]{8}Z", moment):
        return moment
    return str(round(datetime.fromisoformat(moment).timestamp() * 1000))


# As dlt delivers it ---------------------------------------------------------------------------


def _as_dlt(inputs: Tables) -> Tables:
    merged_contacts = _merged(inputs["leads"], "lead_id", "merged_into_lead_id")
    return {
        "companies": [
            {
                "id": row["account_id"],
                "is_deleted": row["is_deleted"],
                "_dlt_id": f"row {row['account_id']}",
                **_company(row, {}),
            }
            for row in inputs["accounts"]
        ],
        "companies__hs_merged_object_ids": [
            {"_dlt_parent_id": f"row {row['merged_into_account_id']}", "value": row["account_id"]}
            for row in inputs["accounts"]
            if row["merged_into_account_id"]
        ],
        "companies__contacts": [
            {"value": row["account_id"], "contacts_id": row["lead_id"]}
            for row in inputs["leads"]
            if row["account_id"]
        ],
        "companies__deals": _pairs_of_dlt(inputs["deals"], "account_id"),
        "contacts": [
            {
                "id": row["lead_id"],
                "is_deleted": row["is_deleted"],
                "_dlt_id": f"row {row['lead_id']}",
                **_contact({**row, "account_id": ""}, merged_contacts),
            }
            for row in inputs["leads"]
        ],
        "contacts__deals": _pairs_of_dlt(inputs["deals"], "lead_id"),
        "contacts_property_history": [
            {"object_id": one, "property_name": name, "value": value, "timestamp": moment}
            for one, name, value, moment in _contact_changes(inputs)
        ],
        "deals": [
            {
                "id": row["deal_id"],
                "is_deleted": "false",
                "pipeline": _PIPELINE,
                "dealstage": _stage_id(row["stage"], row["is_won"]),
                "hubspot_owner_id": row["owner"],
                **_deal(row),
            }
            for row in inputs["deals"]
        ],
        "pipelines_deals": [{"id": _PIPELINE, "_dlt_id": "p1"}],
        "pipelines_deals__stages": [
            {
                "_dlt_parent_id": "p1",
                "id": stage_id,
                "label": stage,
                "metadata__is_closed": "true" if is_won else "false",
                "metadata__probability": {"true": "1.0", "false": "0.0"}.get(is_won, "0.4"),
            }
            for stage, stage_id, is_won in _pipeline_stages(inputs)
        ],
        "stages_timing_deals": [
            {
                "id": row["deal_id"],
                "stage": _stage_id(row["stage"], ""),
                "hs_date_enteredx": row["entered_at"],
            }
            for row in inputs["deal_stages"]
        ],
        "deals_property_history": [
            {"object_id": one, "property_name": name, "value": value, "timestamp": moment}
            for one, name, value, moment in _deal_changes(inputs)
        ],
    }


def _pairs_of_dlt(deals: Table, name: str) -> Table:
    """Each pair twice."""
    pairs = {row["deal_id"]: row[name] for row in deals if row[name]}
    return [{"value": value, "deals_id": deal_id} for deal_id, value in pairs.items()] * 2
