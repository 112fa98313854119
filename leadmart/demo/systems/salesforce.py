"""The demo company's customers, sales and meetings, as Salesforce has them."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

from leadmart.demo.systems.texts import some, with_days_alike, written_alike

Table = list[dict[str, str]]

# What ids begin with, by what they are of.
_ACCOUNT, _LEAD, _CONTACT, _DEAL, _MEETING, _CAMPAIGN = "001", "00Q", "003", "006", "00U", "701"
# Of a contact that a lead was converted into.
_CONVERTED = "003c"
_DATES = ("close_date", "converted_date", "start_date", "end_date", "first_responded_date")

_PERSON = ("email", "first_name", "last_name", "country", "lead_source", "self_reported_source")
_UTMS = ("utm_source", "utm_medium", "utm_campaign", "visitor_id")


def carried(inputs: dict[str, Table], loader: str) -> dict[str, Table]:
    """What Salesforce knows: accounts, people and their stages, deals, meetings and campaigns.

    It does not know the latest source, why a lead was disqualified, deals that were merged, when
    a meeting was asked for, and by which campaign. It knows an unconverted lead's account by its
    address alone, a contact's stages not at all, and the day alone on which a deal closed. Its
    reports hold nothing that was deleted or merged.
    """
    if loader == "export":
        inputs = with_days_alike(inputs)
    leads, people = _leads(inputs, loader)
    deals = _deals(inputs, people, loader)
    if loader == "export":
        deals = written_alike(deals, "probability")
    return {
        "accounts": _accounts(inputs["accounts"], loader),
        "leads": leads,
        "lead_stages": _lead_stages(inputs, leads),
        "campaigns": [
            {
                **some(row, "campaign_name", "channel", "program", "utm_campaign", "started_on"),
                **some(row, "ended_on", "budget", "currency", "updated_at"),
                "campaign_id": _id(_CAMPAIGN, row["campaign_id"]),
            }
            for row in inputs["campaigns"]
        ],
        "deals": deals,
        "deal_stages": _deal_stages(inputs["deal_stages"], {row["deal_id"] for row in deals}),
        "meetings": _meetings(inputs["meetings"], people),
    }


def tables(inputs: dict[str, Table], loader: str) -> dict[str, Table]:
    """What it knows, in its tables.

    loader: fivetran (histories in history mode), airbyte, dlt or export (histories as Salesforce
    has them).
    """
    in_history_mode = loader == "fivetran"
    found = {
        "account": _account_rows(inputs["accounts"]),
        "lead": _lead_rows(inputs),
        "contact": _contact_rows(inputs["leads"]),
        "lead_history": _lead_history_rows(inputs["lead_stages"], in_history_mode),
        "opportunity": _opportunity_rows(inputs["deals"]),
        "opportunity_history": _opportunity_history_rows(inputs["deal_stages"], in_history_mode),
        "opportunity_contact_role": _contact_role_rows(inputs),
        "event": _event_rows(inputs),
        "campaign": _campaign_rows(inputs["campaigns"]),
        "campaign_member": _member_rows(inputs["leads"]),
    }
    spell = {"airbyte": _as_airbyte, "dlt": _as_dlt, "export": _as_export}.get(loader)
    if spell is None:
        return found
    return {
        name: [
            spell(name, row)
            for row in rows
            if loader != "export" or row.get("is_deleted") != "true"
        ]
        for name, rows in found.items()
    }


# What is known --------------------------------------------------------------------------------


def _accounts(accounts: Table, loader: str) -> Table:
    return [
        {
            **some(row, "account_name", "industry", "employee_count", "annual_revenue", "country"),
            **some(row, "segment", "icp_fit", "target_account", "account_tier", "created_at"),
            "account_id": _id(_ACCOUNT, row["account_id"]),
            "domain": row["domain"].lower().removeprefix("www."),
            "merged_into_account_id": _id(_ACCOUNT, row["merged_into_account_id"]),
            "is_deleted": "false" if row["merged_into_account_id"] else row["is_deleted"],
        }
        for row in accounts
        if loader != "export" or not (row["merged_into_account_id"] or row["is_deleted"])
    ]


def _leads(inputs: dict[str, Table], loader: str) -> tuple[Table, dict[str, str]]:
    """The leads and contacts, and the id in Salesforce of each of the company's leads."""
    merged = {row["lead_id"] for row in inputs["leads"] if row["merged_into_lead_id"]}
    merged |= {row["merged_into_lead_id"] for row in inputs["leads"]}
    rows = [
        row
        for row in inputs["leads"]
        if loader != "export" or not (row["merged_into_lead_id"] or row["is_deleted"])
    ]
    # Every seventh was entered as a contact.
    people = {
        row["lead_id"]: _id(
            _CONTACT if number % 7 == 0 and row["lead_id"] not in merged else _LEAD, row["lead_id"]
        )
        for number, row in enumerate(rows)
    }
    with_deals = {row["lead_id"] for row in inputs["deals"]}
    found = []
    for row in rows:
        is_contact = people[row["lead_id"]].startswith(_CONTACT)
        is_converted = row["lead_id"] in with_deals or row["current_stage"] in (
            "opportunity",
            "customer",
        )
        stage = "opportunity" if is_converted else row["current_stage"]
        found.append(
            {
                **some(row, *_PERSON, *_UTMS, "job_title", "created_at"),
                "lead_id": people[row["lead_id"]],
                "company_name": "" if is_contact else row["company_name"],
                "account_id": _id(_ACCOUNT, row["account_id"])
                if is_contact or is_converted
                else "",
                "campaign_id": _id(_CAMPAIGN, row["campaign_id"]),
                "merged_into_lead_id": people.get(row["merged_into_lead_id"], ""),
                "is_deleted": "false" if row["merged_into_lead_id"] else row["is_deleted"],
                "current_stage": "" if is_contact else stage,
            }
        )
    return found, people


def _lead_stages(inputs: dict[str, Table], leads: Table) -> Table:
    """The stages of leads; of converted ones the conversion, too, by its status or by its day."""
    converted = {row["lead_id"] for row in leads if row["current_stage"] == "opportunity"}
    known = {row["lead_id"] for row in leads if row["lead_id"].startswith(_LEAD)}
    rows: Table = []
    for row in inputs["lead_stages"]:
        lead = _id(_LEAD, row["lead_id"])
        if lead in known and "T" in row["entered_at"]:
            is_called_so = row["stage"] == "opportunity" and lead.endswith(("0", "5"))
            stage = "Closed - Converted" if is_called_so and lead in converted else row["stage"]
            rows.append({"lead_id": lead, "stage": stage, "entered_at": row["entered_at"]})
    told = {row["lead_id"] for row in rows if row["stage"] == "Closed - Converted"}
    days = [
        {"lead_id": row["lead_id"], "stage": "opportunity", "entered_at": "2026-06-15"}
        for row in leads
        if row["lead_id"] in converted - told
    ]
    return _without_repeats(rows, "lead_id", "stage") + days


def _deals(inputs: dict[str, Table], people: dict[str, str], loader: str) -> Table:
    return [
        {
            **some(row, "created_at", "deal_name", "deal_type", "source_owner", "amount"),
            **some(row, "currency", "monthly_recurring_amount", "contract_months", "stage"),
            **some(row, "probability", "qualified_at", "lost_reason", "competitor", "owner"),
            **some(row, "is_deleted", "updated_at"),
            "deal_id": _id(_DEAL, row["deal_id"]),
            "account_id": _id(_ACCOUNT, row["account_id"]),
            "lead_id": people.get(row["lead_id"], ""),
            "campaign_id": _id(_CAMPAIGN, row["campaign_id"]),
            "expected_close_on": "" if row["closed_at"] else row["expected_close_on"],
            "closed_at": row["closed_at"][:10],
            "is_won": row["is_won"] if row["closed_at"] else "",
        }
        for row in inputs["deals"]
        if loader != "export" or not row["is_deleted"]
    ]


def _deal_stages(stages: Table, deals: set[str]) -> Table:
    rows = [
        {
            **some(row, "stage", "entered_at", "amount", "expected_close_on"),
            "deal_id": _id(_DEAL, row["deal_id"]),
        }
        for row in stages
        if row["entered_at"] and _id(_DEAL, row["deal_id"]) in deals
    ]
    return _without_repeats(rows, "deal_id", "stage", "amount", "expected_close_on")


def _without_repeats(rows: Table, of: str, *said: str) -> Table:
    """A history's rows in which something changed."""
    kept = []
    last: dict[str, tuple[str, ...]] = {}
    for row in sorted(rows, key=lambda row: (row[of], row["entered_at"], *(row[x] for x in said))):
        now = tuple(row[name] for name in said)
        if last.get(row[of]) != now:
            kept.append(row)
        last[row[of]] = now
    return kept


def _meetings(meetings: Table, people: dict[str, str]) -> Table:
    return [
        {
            **some(row, "booked_at", "scheduled_for", "meeting_type", "outcome", "owner"),
            "meeting_id": _id(_MEETING, row["meeting_id"]),
            "lead_id": people.get(row["lead_id"], ""),
            "account_id": _id(_ACCOUNT, row["account_id"]),
            "deal_id": _id(_DEAL, row["deal_id"]),
        }
        for row in meetings
    ]


# Its tables -----------------------------------------------------------------------------------


def _account_rows(accounts: Table) -> Table:
    return [
        {
            "id": row["account_id"],
            "name": row["account_name"],
            "website": f"https://www.{row['domain']}/en" if row["domain"] else "",
            "industry": row["industry"],
            "number_of_employees": row["employee_count"],
            "annual_revenue": row["annual_revenue"],
            "billing_country": row["country"],
            "segment_c": row["segment"],
            "icp_fit_c": row["icp_fit"],
            "target_account_c": row["target_account"],
            "account_tier_c": row["account_tier"],
            "created_date": row["created_at"],
            "master_record_id": row["merged_into_account_id"],
            # What was merged into another counts as deleted, too.
            "is_deleted": "true" if row["merged_into_account_id"] else row["is_deleted"],
        }
        for row in accounts
    ]


def _person_row(row: dict[str, str]) -> dict[str, str]:
    return {
        "id": row["lead_id"],
        "created_date": row["created_at"],
        "email": row["email"],
        "first_name": row["first_name"],
        "last_name": row["last_name"],
        "title": row["job_title"],
        "lead_source": row["lead_source"],
        **{f"{name}_c": row[name] for name in (*_UTMS, "self_reported_source")},
        "master_record_id": row["merged_into_lead_id"],
        "is_deleted": "true" if row["merged_into_lead_id"] else row["is_deleted"],
    }


def _lead_rows(inputs: dict[str, Table]) -> Table:
    converted_on = {row["lead_id"]: row["entered_at"] for row in _conversions(inputs)}
    converted_into = _converted_into(inputs["deals"])
    rows = []
    for row in inputs["leads"]:
        if not row["lead_id"].startswith(_LEAD):
            continue
        is_converted = row["current_stage"] == "opportunity"
        rows.append(
            {
                **_person_row(row),
                "company": row["company_name"],
                "country": row["country"],
                "status": "Closed - Converted" if is_converted else row["current_stage"],
                "is_converted": "true" if is_converted else "false",
                "converted_date": converted_on.get(row["lead_id"], ""),
                "converted_account_id": row["account_id"],
                "converted_contact_id": _contact_of(row["lead_id"]) if is_converted else "",
                "converted_opportunity_id": converted_into.get(row["lead_id"], ""),
            }
        )
    return rows


def _conversions(inputs: dict[str, Table]) -> Table:
    """The conversions that their leads' history does not tell."""
    return [row for row in inputs["lead_stages"] if "T" not in row["entered_at"]]


def _converted_into(deals: Table) -> dict[str, str]:
    """The first deal of a lead is what it was converted into."""
    found: dict[str, str] = {}
    for row in deals:
        if row["lead_id"].startswith(_LEAD):
            found.setdefault(row["lead_id"], row["deal_id"])
    return found


def _contact_of(lead: str) -> str:
    return _CONVERTED + lead[len(_CONVERTED) :] if lead.startswith(_LEAD) else lead


def _contact_rows(leads: Table) -> Table:
    return [
        {
            **_person_row(row),
            "id": _contact_of(row["lead_id"]),
            "account_id": row["account_id"],
            "mailing_country": row["country"],
            "master_record_id": "",
            "is_deleted": row["is_deleted"],
        }
        for row in leads
        if row["lead_id"].startswith(_CONTACT) or row["current_stage"] == "opportunity"
    ]


def _lead_history_rows(stages: Table, in_history_mode: bool) -> Table:
    changes = [row for row in stages if "T" in row["entered_at"]]
    if in_history_mode:
        return [
            {
                "id": row["lead_id"],
                "status": row["stage"],
                "_fivetran_start": row["entered_at"],
                "created_date": "2024-01-01T00:00:00Z",
            }
            for row in changes
        ]
    return [
        {
            "id": f"017{number:09}",
            "lead_id": row["lead_id"],
            "field": "Status",
            "new_value": row["stage"],
            "created_date": row["entered_at"],
        }
        for number, row in enumerate(changes)
    ]


def _opportunity_rows(deals: Table) -> Table:
    return [
        {
            "id": row["deal_id"],
            "created_date": row["created_at"],
            "name": row["deal_name"],
            "account_id": row["account_id"],
            "campaign_id": row["campaign_id"],
            "type": row["deal_type"],
            "amount": row["amount"],
            "currency_iso_code": row["currency"],
            "stage_name": row["stage"],
            "probability": _percent(row["probability"]),
            "close_date": row["closed_at"] or row["expected_close_on"],
            "is_closed": "true" if row["closed_at"] else "false",
            # An open one has not been won.
            "is_won": row["is_won"] or "false",
            "owner_id": row["owner"],
            "mrr_c": row["monthly_recurring_amount"],
            "contract_months_c": row["contract_months"],
            "loss_reason_c": row["lost_reason"],
            "competitor_c": row["competitor"],
            "sqo_date_c": row["qualified_at"],
            "source_owner_c": row["source_owner"],
            "is_deleted": row["is_deleted"],
            "last_modified_date": row["updated_at"],
        }
        for row in deals
    ]


def _opportunity_history_rows(stages: Table, in_history_mode: bool) -> Table:
    rows = []
    for number, row in enumerate(stages):
        said = {
            "stage_name": row["stage"],
            "amount": row["amount"],
            "close_date": row["expected_close_on"],
        }
        if in_history_mode:
            version = {"id": row["deal_id"], "_fivetran_start": row["entered_at"], **said}
            # A version in which nothing changed that counts here.
            later = {**version, "_fivetran_start": f"{row['entered_at']}."}
            rows += [version, later] if number % 50 == 0 else [version]
        else:
            rows.append(
                {
                    "id": f"008{number:09}",
                    "opportunity_id": row["deal_id"],
                    "created_date": row["entered_at"],
                    **said,
                }
            )
    return rows


def _contact_role_rows(inputs: dict[str, Table]) -> Table:
    """Whom a deal came of where no lead was converted into it; and others who are not it."""
    converted_into = _converted_into(inputs["deals"])
    rows = {}
    for row in inputs["deals"]:
        if row["lead_id"] and converted_into.get(row["lead_id"]) != row["deal_id"]:
            lead = row["lead_id"]
            rows[row["deal_id"]] = _contact_of(lead) if lead.startswith(_LEAD) else lead
    return [
        {"opportunity_id": deal, "contact_id": contact, "is_primary": is_primary}
        for deal, primary in rows.items()
        for contact, is_primary in ((primary, "true"), ("003000000", "false"))
    ]


def _event_rows(inputs: dict[str, Table]) -> Table:
    converted = {
        row["lead_id"]
        for row in inputs["leads"]
        if row["current_stage"] == "opportunity" and row["lead_id"].startswith(_LEAD)
    }
    rows = [
        {
            "id": row["meeting_id"],
            "created_date": row["booked_at"],
            "start_date_time": row["scheduled_for"],
            "type": row["meeting_type"],
            "who_id": _contact_of(row["lead_id"])
            if row["lead_id"] in converted
            else row["lead_id"],
            "what_id": row["deal_id"] or row["account_id"],
            "account_id": row["account_id"],
            "owner_id": row["owner"],
            "outcome_c": row["outcome"],
            "is_deleted": "false",
            "is_child": "false",
        }
        for row in inputs["meetings"]
    ]
    return rows + [
        {**row, "id": f"{row['id']}x", why: "true"}
        for row, why in zip(rows[:2], ("is_deleted", "is_child"), strict=True)
    ]


def _campaign_rows(campaigns: Table) -> Table:
    return [
        {
            "id": row["campaign_id"],
            "name": row["campaign_name"],
            "type": row["channel"],
            "start_date": row["started_on"],
            "end_date": row["ended_on"],
            "budgeted_cost": row["budget"],
            "currency_iso_code": row["currency"],
            "utm_campaign_c": row["utm_campaign"],
            "program_c": row["program"],
            "is_deleted": "false",
            "last_modified_date": row["updated_at"],
        }
        for row in campaigns
    ]


def _member_rows(leads: Table) -> Table:
    """Each responded to the campaign that brought it, and to another one later."""
    rows: Table = []
    for row in leads:
        whose = "contact_id" if row["lead_id"].startswith(_CONTACT) else "lead_id"
        responses = [(row["campaign_id"], row["created_at"][:10]), ("701later", "2026-12-31")]
        rows += [
            {
                "id": f"00v{len(rows) + place:09}",
                "campaign_id": campaign,
                "lead_id": "",
                "contact_id": "",
                whose: row["lead_id"],
                "has_responded": "true",
                "first_responded_date": day,
            }
            for place, (campaign, day) in enumerate(responses)
            if row["campaign_id"] and row["created_at"][:10] <= day
        ]
    return rows


# How loaders spell it -------------------------------------------------------------------------


def _as_airbyte(table: str, row: dict[str, str]) -> dict[str, str]:
    """The API's names: CreatedDate, utm_source__c."""
    return {
        f"{name[:-2]}__c" if name.endswith("_c") else name.title().replace("_", ""): value
        for name, value in row.items()
    }


def _as_dlt(table: str, row: dict[str, str]) -> dict[str, str]:
    """Names with underscores, and dates in milliseconds."""
    return {name: _milliseconds(value) if name in _DATES else value for name, value in row.items()}


# The labels of reports, where they are not the names in words.
_LABELS = {
    "account": {"id": "Account ID", "name": "Account Name", "number_of_employees": "Employees"},
    "lead": {
        "id": "Lead ID",
        "created_date": "Create Date",
        "company": "Company / Account",
        "status": "Lead Status",
        "is_converted": "Converted",
    },
    "contact": {"id": "Contact ID"},
    "lead_history": {"field": "Field / Event", "created_date": "Edit Date"},
    "opportunity": {
        "id": "Opportunity ID",
        "name": "Opportunity Name",
        "currency_iso_code": "Amount Currency",
        "stage_name": "Stage",
        "probability": "Probability (%)",
        "is_closed": "Closed",
        "is_won": "Won",
        "owner_id": "Opportunity Owner",
        "last_modified_date": "Last Modified Date",
    },
    "opportunity_history": {"stage_name": "To Stage", "created_date": "Last Modified"},
    "opportunity_contact_role": {"is_primary": "Primary"},
    "event": {"id": "Activity ID", "start_date_time": "Start", "owner_id": "Assigned"},
    "campaign": {"id": "Campaign ID", "name": "Campaign Name"},
    "campaign_member": {"id": "Member ID", "has_responded": "Responded"},
}


def _as_export(table: str, row: dict[str, str]) -> dict[str, str]:
    """A report's labels; nothing in it was deleted."""
    labels = _LABELS[table]
    return {
        labels.get(name, name.removesuffix("_c").replace("_", " ").title()): value
        for name, value in row.items()
        if name not in ("is_deleted", "master_record_id")
    }


def _id(kind: str, number: str) -> str:
    return f"{kind}{number:0>12}" if number else ""


def _percent(text: str) -> str:
    try:
        return str(Decimal(text) * 100)
    except InvalidOperation:
        return text


def _milliseconds(day: str) -> str:
    try:
        return str(int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp() * 1000))
    except ValueError:
        return day
