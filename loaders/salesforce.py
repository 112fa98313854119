"""Salesforce's accounts, leads, contacts, opportunities, events and campaigns, by its REST API.

The address is that of the organisation (https://YOURS.my.salesforce.com); `sf org display` shows it
and a token. Every run asks for what changed since the last one; deleted records are among it.
"""

from __future__ import annotations

import sys
from argparse import Namespace
from typing import Any

from leadmart.intake.systems import plain
from loaders import declared_tables, run

_VERSION = "services/data/v61.0"
# Every object has one of them, the first rather.
_CHANGED = ("SystemModstamp", "CreatedDate")


def config(api: str, token: str, said: Namespace) -> dict[str, Any]:
    """How Salesforce is read: the fields that Leadmart reads and the organisation has."""
    from dlt.sources.helpers.rest_client import RESTClient
    from dlt.sources.helpers.rest_client.auth import BearerTokenAuth

    client = RESTClient(f"{api}/{_VERSION}", auth=BearerTokenAuth(token))
    present = {one["name"] for one in client.get("sobjects").json()["sobjects"]}
    resources = []
    for table in declared_tables("salesforce").values():
        name = table.name.title().replace("_", "")
        if name not in present:
            print(
                f"{name}: the organisation has none, or the token may not read it", file=sys.stderr
            )
            continue
        fields = [one["name"] for one in client.get(f"sobjects/{name}/describe").json()["fields"]]
        changed = next(one for one in _CHANGED if one in fields)
        asked = {one for column in table.columns for one in column.names}
        selected = {field for field in fields if plain(field) in asked} | {"Id", changed}
        resources.append(_changes(table.name, name, sorted(selected), changed))
    return {
        "client": {
            "base_url": f"{api}/",
            "auth": {"type": "bearer", "token": token},
            "paginator": {"type": "json_link", "next_url_path": "nextRecordsUrl"},
        },
        "resources": resources,
    }


def _changes(table: str, name: str, fields: list[str], changed: str) -> dict[str, Any]:
    """What changed of an object since the last run, deleted records included."""
    query = f"select {', '.join(fields)} from {name} where {changed} >= {{incremental.start_value}}"
    return {
        "name": table,
        "primary_key": "Id",
        "write_disposition": "merge",
        "endpoint": {
            "path": f"{_VERSION}/queryAll",
            "params": {"q": query},
            "data_selector": "records",
            "incremental": {"cursor_path": changed, "initial_value": "2000-01-01T00:00:00Z"},
        },
        "processing_steps": [{"map": _without_address}],
    }


def _without_address(record: dict[str, Any]) -> dict[str, Any]:
    """A record without the address at which it is found."""
    return {name: value for name, value in record.items() if name != "attributes"}


if __name__ == "__main__":
    sys.exit(run("salesforce", "", "SALESFORCE_TOKEN", config))
