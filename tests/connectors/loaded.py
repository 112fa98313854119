"""A system's rows as the runner takes them in."""

from __future__ import annotations

from pathlib import Path

import duckdb

from leadmart.intake.company import Company, Source
from leadmart.intake.load_systems import load_system
from leadmart.intake.systems import SOURCE_NAME, System
from tests.compiled import ROOT


def loaded(
    at: str, system: System, scratch: Path, company: Company | None = None
) -> dict[str, list[dict[str, str | None]]]:
    """The rows of a place by declared table; raises what the runner would refuse them for.

    at: a folder of files, or a schema of a DuckDB file, as a company file names it; company: the
    company file whose first source it is, else one that says no more.
    """
    source = Source(at=at, where="source 1", system=system.system, loader=system.loader)
    company = company or Company(scratch / "company.yml", sources=(source,))
    source = company.sources[0]
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        load_system(connection, company, source, system, scratch, ROOT)
        found = {}
        for name, table in system.tables.items():
            columns = (*table.column_names, SOURCE_NAME)
            rows = connection.execute(
                f"select {', '.join(columns)} from {system.schema}.{name}"
            ).fetchall()
            found[name] = [dict(zip(columns, row, strict=True)) for row in rows]
        return found
