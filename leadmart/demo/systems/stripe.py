"""The demo company's customers, subscriptions and invoices, as Stripe has them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from itertools import groupby

Table = list[dict[str, str]]

_SUBSCRIPTION = (
    *("subscription_id", "account_id", "started_on", "ended_on", "monthly_amount", "currency"),
    *("plan", "product", "billing_interval", "churn_reason"),
)
_INVOICE = ("invoice_id", "account_id", "invoice_date", "amount", "currency")


def carried(inputs: dict[str, Table], loader: str) -> dict[str, Table]:
    """What Stripe knows: subscriptions and their prices, invoices and credit notes, customers.

    It knows no deals, and of an account a name, an address and a country. Accounts that the
    customers' metadata name are another system's; of the others, every third here, it is the one.
    """
    subscriptions = [{name: row[name] for name in _SUBSCRIPTION} for row in inputs["subscriptions"]]
    invoices = [
        {name: row[name] for name in _INVOICE}
        for row in inputs["invoices"]
        if _is_amount(row["amount"])
    ]
    customers = {row["account_id"] for row in (*subscriptions, *invoices)}
    accounts = [
        {
            **{name: row[name] for name in ("account_id", "account_name", "domain", "country")},
            "created_at": row["created_at"],
        }
        for row in inputs["accounts"]
        if row["account_id"] in customers and _is_own(row["account_id"])
    ]
    known = {row["account_id"]: row for row in accounts}
    said = {
        "subscriptions": subscriptions,
        "invoices": list({row["invoice_id"]: row for row in invoices}.values()),
        "accounts": list(known.values()),
    }
    return _exported(said) if loader == "export" else said


def _exported(said: dict[str, Table]) -> dict[str, Table]:
    """What the page's exports say of it: no price changes, and no credit notes."""
    items = groupby(sorted(said["subscriptions"], key=_item_and_day), _item)
    versions = [list(rows) for _, rows in items]
    return {
        **said,
        "subscriptions": [
            {
                **rows[-1],
                "subscription_id": f"sub_{rows[0]['subscription_id']}|{rows[-1]['plan']}",
                "started_on": rows[0]["started_on"],
            }
            for rows in versions
        ],
        "invoices": [row for row in said["invoices"] if not row["amount"].startswith("-")],
    }


def tables(inputs: dict[str, Table], loader: str) -> dict[str, Table]:
    """What it knows, in its tables.

    loader: fivetran, airbyte, dlt or export.
    """
    return {
        "fivetran": _as_fivetran,
        "airbyte": _as_airbyte,
        "dlt": _as_dlt,
        "export": _as_export,
    }[loader](inputs)


def _as_fivetran(inputs: dict[str, Table]) -> dict[str, Table]:
    own = {row["account_id"]: row for row in inputs["accounts"]}
    named = {row["account_id"] for row in (*inputs["subscriptions"], *inputs["invoices"])}
    items = [
        list(rows) for _, rows in groupby(sorted(inputs["subscriptions"], key=_item_and_day), _item)
    ]
    invoices = [row for row in inputs["invoices"] if not row["amount"].startswith("-")]
    corrected = {row["account_id"]: row["invoice_id"] for row in invoices}
    return {
        "customer": [
            _customer(account, own.get(account), f"cus_{account}") for account in sorted(named)
        ],
        "product": [{"id": f"prod_{name}", "name": name} for name in _words(inputs, "product")],
        "price": list(_prices(inputs["subscriptions"])),
        "subscription_item": [
            {
                "id": rows[0]["subscription_id"],
                "subscription_id": f"sub_{rows[0]['subscription_id']}",
                "plan_id": _price_id(rows[-1]),
                "quantity": "1",
                "created": f"{rows[0]['started_on']} 00:00:00",
            }
            for rows in items
        ],
        "subscription_history": [
            {
                "id": f"sub_{rows[0]['subscription_id']}",
                "_fivetran_active": "true",
                "customer_id": _customer_id(rows[0]["account_id"], own),
                "status": "canceled" if rows[-1]["ended_on"] else "active",
                "created": f"{rows[0]['started_on']} 00:00:00",
                "ended_at": rows[-1]["ended_on"] and f"{rows[-1]['ended_on']} 00:00:00",
                "livemode": "true",
                "cancellation_details_feedback": rows[-1]["churn_reason"],
            }
            for rows in items
        ],
        "invoice_line_item": [
            {
                "id": f"il_{row['subscription_id']}_{day}",
                "subscription_item_id": row["subscription_id"],
                "subscription_id": f"sub_{row['subscription_id']}",
                "plan_id": _price_id(row),
                "quantity": "1",
                "amount": _minor(row["monthly_amount"]),
                "period_start": f"{day} 00:00:00",
                "period_end": f"{day + timedelta(days=28)} 00:00:00",
                "proration": "false",
            }
            for rows in items
            for row in rows
            for day in _billed_days(row)
        ],
        "invoice": [
            {
                "id": row["invoice_id"],
                "customer_id": _customer_id(row["account_id"], own),
                "status": "paid",
                # A tenth of it in taxes.
                "total": str(int(_minor(row["amount"])) + int(_minor(row["amount"])) // 10),
                "tax": str(int(_minor(row["amount"])) // 10),
                "currency": row["currency"].lower(),
                "status_transitions_finalized_at": f"{row['invoice_date']} 09:30:00",
                "livemode": "true",
            }
            for row in invoices
        ],
        "credit_note": [
            {
                "id": row["invoice_id"],
                "invoice_id": corrected[row["account_id"]],
                "status": "issued",
                "total": _minor(row["amount"]).removeprefix("-"),
                "total_excluding_tax": _minor(row["amount"]).removeprefix("-"),
                "currency": row["currency"].lower(),
                "created": f"{row['invoice_date']} 09:30:00",
                "livemode": "true",
            }
            for row in inputs["invoices"]
            if row["amount"].startswith("-")
        ],
    }


def _as_airbyte(inputs: dict[str, Table]) -> dict[str, Table]:
    """The same, as the API has it: nested, and with seconds since 1970."""
    known = _as_fivetran(inputs)
    prices = {row["id"]: _nested_price(row) for row in known["price"]}
    return {
        "customers": [
            {
                **{name: row[name] for name in ("id", "name", "email", "livemode", "metadata")},
                "address": json.dumps({"country": row["address_country"] or None}),
                "created": _seconds(row["created"]),
            }
            for row in known["customer"]
        ],
        "products": known["product"],
        "subscription_items": [
            {
                "id": row["id"],
                "subscription": row["subscription_id"],
                "price": prices[row["plan_id"]],
                "quantity": row["quantity"],
                "created": _seconds(row["created"]),
            }
            for row in known["subscription_item"]
        ],
        "subscriptions": [
            {
                **{name: row[name] for name in ("id", "status", "livemode")},
                "customer": row["customer_id"],
                "created": _seconds(row["created"]),
                "ended_at": _seconds(row["ended_at"]),
                "cancellation_details": json.dumps(
                    {"feedback": row["cancellation_details_feedback"] or None}
                ),
            }
            for row in known["subscription_history"]
        ],
        "invoice_line_items": [
            {
                **{name: row[name] for name in ("id", "quantity", "amount", "proration")},
                "subscription_item": row["subscription_item_id"],
                "subscription": row["subscription_id"],
                "price": prices[row["plan_id"]],
                "period": json.dumps(
                    {
                        "start": int(_seconds(row["period_start"])),
                        "end": int(_seconds(row["period_end"])),
                    }
                ),
            }
            for row in known["invoice_line_item"]
        ],
        "invoices": [
            {
                **{name: row[name] for name in ("id", "status", "total", "tax", "currency")},
                "customer": row["customer_id"],
                "status_transitions": json.dumps(
                    {"finalized_at": int(_seconds(row["status_transitions_finalized_at"]))}
                ),
                "created": _seconds(row["status_transitions_finalized_at"]),
                "livemode": row["livemode"],
            }
            for row in known["invoice"]
        ],
        "credit_notes": [
            {
                **{name: row[name] for name in ("id", "status", "total", "currency")},
                "invoice": row["invoice_id"],
                "total_excluding_tax": row["total_excluding_tax"],
                "created": _seconds(row["created"]),
                "livemode": row["livemode"],
            }
            for row in known["credit_note"]
        ],
    }


def _as_dlt(inputs: dict[str, Table]) -> dict[str, Table]:
    """The same, as the API has it: objects as columns, lists as tables of their own."""
    known = _as_airbyte(inputs)
    flat: dict[str, Table] = {
        name: [_flat(row) for row in known[theirs]]
        for name, theirs in (
            ("customer", "customers"),
            ("product", "products"),
            ("subscription", "subscriptions"),
            ("subscription__items__data", "subscription_items"),
            ("invoice", "invoices"),
            ("invoice__lines__data", "invoice_line_items"),
            ("credit_note", "credit_notes"),
        )
    }
    return {name: _of_same_columns(rows) for name, rows in flat.items()}


def _as_export(inputs: dict[str, Table]) -> dict[str, Table]:
    """What the page exports, in whole units of currencies."""
    own = {row["account_id"]: row for row in inputs["accounts"]}
    named = {row["account_id"] for row in (*inputs["subscriptions"], *inputs["invoices"])}
    customers = [
        _customer(account, own.get(account), f"cus_{account}") for account in sorted(named)
    ]
    return {
        "subscriptions": [
            {
                "id": row["subscription_id"].partition("|")[0],
                "Customer ID": _customer_id(row["account_id"], own),
                "Plan": row["plan"],
                "Product": row["product"],
                "Quantity": "1",
                "Currency": row["currency"].lower(),
                "Interval": row["billing_interval"],
                "Amount": _per_interval(row),
                "Status": "canceled" if row["ended_on"] else "active",
                "Created (UTC)": f"{row['started_on']} 00:00:00",
                "Ended At (UTC)": row["ended_on"] and f"{row['ended_on']} 00:00:00",
                "Cancellation Feedback": row["churn_reason"],
            }
            for row in inputs["subscriptions"]
        ],
        "invoices": [
            {
                "id": row["invoice_id"],
                "Customer": _customer_id(row["account_id"], own),
                "Status": "paid",
                # A tenth of it in taxes.
                "Total": str(Decimal(row["amount"]) * Decimal("1.1")),
                "Tax": str(Decimal(row["amount"]) * Decimal("0.1")),
                "Currency": row["currency"].lower(),
                "Date (UTC)": f"{row['invoice_date']} 08:00:00",
                "Finalized At (UTC)": f"{row['invoice_date']} 09:30:00",
            }
            for row in inputs["invoices"]
        ],
        "customers": [
            {
                "id": row["id"],
                "Email": row["email"],
                "Name": row["name"],
                "Card Address Country": row["address_country"],
                "Created (UTC)": row["created"],
                "Delinquent": "false",
                "account_id (metadata)": json.loads(row["metadata"]).get("account_id", ""),
            }
            for row in customers
        ],
    }


def _per_interval(row: dict[str, str]) -> str:
    months = 12 if row["billing_interval"] == "year" else 1
    return str(Decimal(row["monthly_amount"]) * months)


def _flat(row: dict[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, text in row.items():
        if text.startswith("{"):
            found |= _columns(name, json.loads(text))
        else:
            found[name] = text
    return found


def _columns(name: str, nested: object) -> dict[str, str]:
    """An object's values, each under the names that lead to it."""
    if not isinstance(nested, dict):
        return {name: "" if nested is None else str(nested)}
    found: dict[str, str] = {}
    for key, value in nested.items():
        found |= _columns(f"{name}__{key}", value)
    return found


def _of_same_columns(rows: Table) -> Table:
    names = dict.fromkeys(name for row in rows for name in row)
    return [{name: row.get(name, "") for name in names} for row in rows]


def _nested_price(row: dict[str, str]) -> str:
    return json.dumps(
        {
            "id": row["id"],
            "unit_amount": int(row["unit_amount"]),
            "unit_amount_decimal": row["unit_amount"],
            "currency": row["currency"],
            "recurring": {
                "interval": row["recurring_interval"],
                "interval_count": 1,
                "usage_type": "licensed",
            },
            "nickname": row["nickname"],
            "product": row["product_id"],
        }
    )


def _seconds(moment: str) -> str:
    """A moment in UTC as the API has it."""
    if not moment:
        return ""
    parsed = datetime.fromisoformat(moment)
    return str(int(parsed.replace(tzinfo=parsed.tzinfo or UTC).timestamp()))


def _item(row: dict[str, str]) -> str:
    return row["subscription_id"]


def _item_and_day(row: dict[str, str]) -> tuple[str, str]:
    return row["subscription_id"], row["started_on"]


def _customer(account: str, own: dict[str, str] | None, identifier: str) -> dict[str, str]:
    if own is None:
        return {
            "id": identifier,
            "name": "",
            "email": "",
            "address_country": "",
            "created": "",
            "livemode": "true",
            "metadata": json.dumps({"account_id": account}),
        }
    return {
        "id": account,
        "name": own["account_name"],
        "email": own["domain"] and f"accounting@{own['domain']}",
        "address_country": own["country"],
        "created": own["created_at"],
        "livemode": "true",
        "metadata": "{}",
    }


def _customer_id(account: str, own: dict[str, dict[str, str]]) -> str:
    return account if account in own else f"cus_{account}"


def _prices(subscriptions: Table) -> Iterator[dict[str, str]]:
    found = {_price_id(row): row for row in subscriptions}
    for identifier, row in found.items():
        months = 12 if row["billing_interval"] == "year" else 1
        yield {
            "id": identifier,
            "unit_amount": str(int(_minor(row["monthly_amount"])) * months),
            "currency": row["currency"].lower(),
            "recurring_interval": row["billing_interval"],
            "recurring_interval_count": "1",
            "recurring_usage_type": "licensed",
            "nickname": row["plan"],
            "product_id": f"prod_{row['product']}",
        }


def _price_id(row: dict[str, str]) -> str:
    parts = ("plan", "product", "billing_interval", "monthly_amount", "currency")
    return "_".join(("price", *(row[name] for name in parts)))


def _words(inputs: dict[str, Table], name: str) -> list[str]:
    return sorted({row[name] for row in inputs["subscriptions"]})


def _billed_days(row: dict[str, str]) -> Iterator[date]:
    """The days that it is billed from: some are missing, as where a company changed its tools."""
    day = date.fromisoformat(row["started_on"])
    end = date.fromisoformat(row["ended_on"]) if row["ended_on"] else day + timedelta(days=100)
    while day < end:
        yield day
        day += timedelta(days=61)


def _is_own(account: str) -> bool:
    return sum(map(ord, account)) % 3 == 0


def _is_amount(text: str) -> bool:
    try:
        return abs(Decimal(text)) < 10**12
    except InvalidOperation:
        return False


def _minor(text: str) -> str:
    return str(int(Decimal(text) * 100))
