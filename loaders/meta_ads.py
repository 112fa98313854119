"""Meta's ads by day, and its campaigns, by its Marketing API.

The token is that of a system user with ads_read. Every run asks anew for the last four weeks that
it has, of which Meta still counts conversions.
"""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from datetime import UTC, datetime, timedelta
from typing import Any

from loaders import declared_tables, run

_VERSION = "v24.0"
_STILL_COUNTED_DAYS = 28
# Meta keeps 37 months.
_KEPT_DAYS = 37 * 30


def config(api: str, token: str, said: Namespace) -> dict[str, Any]:
    """How Meta is read."""
    today = datetime.now(UTC).date()
    account = f"act_{said.account.removeprefix('act_')}"
    insights = {
        "level": "ad",
        "time_increment": 1,
        "limit": 500,
        "fields": ",".join([*_fields("facebook_insights"), "actions"]),
        "time_range": {
            "type": "incremental",
            "cursor_path": "date_start",
            "initial_value": str(today - timedelta(days=_KEPT_DAYS)),
            "lag": _STILL_COUNTED_DAYS,
            # dlt takes what stands in single braces for a name of its own.
            "convert": lambda since: f"{{{json.dumps({'since': since, 'until': str(today)})}}}",
        },
    }
    return {
        "client": {
            "base_url": f"{api}/{_VERSION}/",
            "auth": {"type": "bearer", "token": token},
            "paginator": {"type": "json_link", "next_url_path": "paging.next"},
        },
        "resources": [
            {
                "name": "facebook_insights",
                "primary_key": ["date_start", "ad_id"],
                "write_disposition": "merge",
                "endpoint": {
                    "path": f"{account}/insights",
                    "params": insights,
                    "data_selector": "data",
                },
            },
            {
                "name": "campaigns",
                "write_disposition": "replace",
                "endpoint": {
                    "path": f"{account}/campaigns",
                    "params": {"limit": 500, "fields": ",".join(_fields("campaigns"))},
                    "data_selector": "data",
                },
            },
        ],
    }


def _fields(table: str) -> list[str]:
    """What Leadmart reads of a table; the row's own name is dlt's."""
    return [one for one in declared_tables("meta_ads")[table].column_names if one != "dlt_id"]


if __name__ == "__main__":
    sys.exit(run("meta_ads", "https://graph.facebook.com", "META_TOKEN", config, ("account",)))
