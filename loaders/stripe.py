"""Stripe's customers, products, subscriptions, invoices and credit notes, by its API.

The token is a restricted key that may read these. Every run reads them whole: Stripe's lists can be
asked for what was made since a day, not for what has changed since.
"""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from loaders import declared_tables, run

if TYPE_CHECKING:
    from dlt.sources.helpers.rest_client import RESTClient

# Later versions name prices, discounts and taxes in other places.
_VERSION = "2024-06-20"
_LISTS = {
    "customer": ("customers", {}),
    "product": ("products", {}),
    "subscription": ("subscriptions", {"status": "all"}),
    "invoice": ("invoices", {}),
    "credit_note": ("credit_notes", {}),
}
# The lists within a record: Stripe gives the first of each.
_WITHIN = {"subscription": "items", "invoice": "lines"}
_PAGE = 100


def config(api: str, token: str, said: Namespace) -> dict[str, Any]:
    """How Stripe is read."""
    from dlt.sources.helpers.rest_client import RESTClient
    from dlt.sources.helpers.rest_client.auth import BearerTokenAuth
    from dlt.sources.helpers.rest_client.paginators import JSONResponseCursorPaginator

    client = {
        "base_url": f"{api}/",
        "headers": {"Stripe-Version": _VERSION},
        "auth": BearerTokenAuth(token),
        "paginator": JSONResponseCursorPaginator(
            cursor_path="data[-1].id", cursor_param="starting_after", has_more_path="has_more"
        ),
    }
    lists = RESTClient(**client, data_selector="data")
    return {
        "client": client,
        "resource_defaults": {"write_disposition": "replace"},
        "resources": [
            {
                "name": table,
                "endpoint": {
                    "path": f"v1/{path}",
                    "params": {"limit": _PAGE, **params},
                    "data_selector": "data",
                },
                "processing_steps": [{"map": _asked(table, lists)}],
            }
            for table, (path, params) in _LISTS.items()
        ],
    }


def _asked(table: str, lists: RESTClient) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Keeps of a record what Leadmart reads, with the whole of the list within it."""
    names = declared_tables("stripe")[table].column_names
    within = _WITHIN.get(table)

    def asked(record: dict[str, Any]) -> dict[str, Any]:
        kept = {
            key: value
            for key, value in record.items()
            if any(name == key or name.startswith(f"{key}_") for name in names)
        }
        if within:
            first = record[within]
            rows = first["data"]
            if first["has_more"]:
                pages = lists.paginate(first["url"], params={"limit": _PAGE})
                rows = [row for page in pages for row in page]
            kept[within] = {"data": rows}
        return kept

    return asked


if __name__ == "__main__":
    sys.exit(run("stripe", "https://api.stripe.com", "STRIPE_TOKEN", config))
