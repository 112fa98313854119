"""HubSpot's contacts, companies, deals and pipelines, with their histories, by its CRM API.

The token is that of a private app that may read contacts, companies, deals and their schemas.
Every run reads them whole: HubSpot's lists cannot be asked for changes, and a new association
changes no date of the records that it joins.
"""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Callable
from typing import Any

from loaders import declared_tables, run

# What HubSpot says beside a record's properties, or dlt adds.
_NO_PROPERTIES = {"id", "is_deleted", "dlt_id"}
_HISTORIES = {"contacts": ["lifecyclestage", "hs_lead_status"], "deals": ["amount", "closedate"]}
_STAGE = "dealstage"
_ASSOCIATIONS = {"contacts": ["deals"], "companies": ["contacts", "deals"], "deals": []}
# HubSpot gives no more records a page with histories.
_PAGE = 50


def config(api: str, token: str, said: Namespace) -> dict[str, Any]:
    """How HubSpot is read."""
    pipelines = {"path": "crm/v3/pipelines/deals", "data_selector": "results"}
    return {
        "client": {
            "base_url": f"{api}/",
            "auth": {"type": "bearer", "token": token},
            "paginator": {
                "type": "cursor",
                "cursor_path": "paging.next.after",
                "cursor_param": "after",
            },
        },
        "resource_defaults": {"write_disposition": "replace"},
        "resources": [
            *(
                _records(kind, is_archived)
                for kind in _ASSOCIATIONS
                for is_archived in (False, True)
            ),
            {"name": "pipelines_deals", "endpoint": pipelines},
        ],
    }


def _records(kind: str, is_archived: bool) -> dict[str, Any]:
    """The records of a kind that are there, or those that were deleted: one table holds both."""
    asked = {name for column in declared_tables("hubspot")[kind].columns for name in column.names}
    params = {
        "limit": _PAGE,
        "archived": str(is_archived).lower(),
        "properties": ",".join(sorted(asked - _NO_PROPERTIES)),
    }
    histories = _HISTORIES.get(kind, []) + [_STAGE] * (kind == "deals")
    if histories:
        params["propertiesWithHistory"] = ",".join(histories)
    if _ASSOCIATIONS[kind]:
        params["associations"] = ",".join(_ASSOCIATIONS[kind])
    return {
        "name": f"archived_{kind}" if is_archived else kind,
        "table_name": kind,
        "endpoint": {
            "path": f"crm/v3/objects/{kind}",
            "params": params,
            "data_selector": "results",
        },
        "processing_steps": [{"map": _flattened(kind)}],
    }


def _flattened(kind: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Makes a row of a record: its properties, and lists that become tables of their own."""

    def flat(record: dict[str, Any]) -> dict[str, Any]:
        row = {
            "id": record["id"],
            "is_deleted": record.get("archived", False),
            **record["properties"],
        }
        merged = row.pop("hs_merged_object_ids", None)
        row["hs_merged_object_ids"] = merged.split(";") if merged else []
        for other in _ASSOCIATIONS[kind]:
            joined = record.get("associations", {}).get(other, {}).get("results", [])
            row[other] = [{"value": record["id"], f"{other}_id": one["id"]} for one in joined]
        history = record.get("propertiesWithHistory", {})
        row["property_history"] = [
            {
                "object_id": record["id"],
                "property_name": name,
                "value": change["value"],
                "timestamp": change["timestamp"],
            }
            for name in _HISTORIES.get(kind, [])
            for change in history.get(name, [])
        ]
        row["stages_timing"] = [
            {"id": record["id"], "stage": one["value"], "hs_date_entered": one["timestamp"]}
            for one in history.get(_STAGE, [])
        ]
        return row

    return flat


if __name__ == "__main__":
    sys.exit(run("hubspot", "https://api.hubapi.com", "HUBSPOT_TOKEN", config))
