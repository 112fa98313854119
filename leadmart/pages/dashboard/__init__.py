"""dashboard.html: the page that marketing looks at in the morning, one file without a server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadmart.pages.dashboard import page, selection

if TYPE_CHECKING:
    import duckdb

    from leadmart.building.plan import Plan

FILE = "dashboard.html"


def write(plan: Plan, connection: duckdb.DuckDBPyConnection) -> str:
    """Writes the page into the release; says how large it is, or why there is none.

    plan: whose release and reporting currency. connection: the audited database, read-only.
    """
    if not selection.is_possible(connection):
        return f"no {FILE} (the metric tables are not there)"
    settings = plan.settings.variables | plan.variables
    currency = settings.get("reporting_currency", "")
    text = page.assemble(selection.select(connection, str(currency)))
    path = plan.workplace.release / FILE
    path.write_text(text, encoding="utf-8", newline="\n")
    return f"{FILE} {path.stat().st_size / 1_000_000:.1f} MB"
