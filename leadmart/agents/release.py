"""What a release says of itself, for an agent."""

from __future__ import annotations

from typing import Any

from leadmart.agents.asked import Asked
from leadmart.building.freshness import TABLE
from leadmart.errors import REFUSED, LeadmartError


def about(asked: Asked) -> dict[str, Any]:
    """The release: as of which day, in which currency and time zone, of how many rows of what."""
    manifest = asked.manifest
    settings = manifest.get("settings", {})
    return {
        "release": asked.release_id,
        "as_of": manifest.get("as_of"),
        "built_at": manifest.get("built_at"),
        "reporting_currency": settings.get("reporting_currency"),
        "business_timezone": settings.get("business_timezone"),
        "fiscal_year_start_month": settings.get("fiscal_year_start_month"),
        "input_rows": {name: one.get("rows") for name, one in manifest.get("inputs", {}).items()},
        "warnings": manifest.get("warnings", []),
        "metrics_with_values": asked.rows(
            "select count(distinct metric) from metrics.metric_values where value is not null"
        )[0][0],
    }


def freshness(asked: Asked) -> dict[str, Any]:
    """Until when each input goes, the one that lags most first."""
    if TABLE not in asked.tables:
        raise LeadmartError("this release does not tell", mend="build a newer one", code=REFUSED)
    return asked.answer(f"select * from {TABLE} order by days_behind desc nulls last, input")
