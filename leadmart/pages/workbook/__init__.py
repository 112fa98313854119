"""leadmart.xlsx: answers, overview, a sheet per area, rows to filter, definitions, doubts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

    from leadmart.building.plan import Plan
    from leadmart.pages.workbook.facts import Facts

WORKBOOK = "leadmart.xlsx"


def write_workbook(plan: Plan, connection: duckdb.DuckDBPyConnection) -> str:
    """Writes the workbook beside the database; a database without metrics gets none."""
    from leadmart.pages.workbook.facts import has_metrics, read_facts

    if not has_metrics(connection):
        return "no metrics for a workbook"
    settings = {**plan.settings.variables, **plan.variables}
    currency = str(settings.get("reporting_currency", ""))
    facts = read_facts(connection, currency, plan.as_of, plan.settings.project)
    path = plan.workplace.release / WORKBOOK
    save_workbook(facts, path)
    return f"workbook {path.stat().st_size / 1e6:.1f} MB"


def save_workbook(facts: Facts, path: Path) -> None:
    """Writes the facts as a workbook, the same bytes for the same facts."""
    import xlsxwriter

    from leadmart.pages.workbook import sheets
    from leadmart.pages.workbook.cells import Writer, sheet_name

    with xlsxwriter.Workbook(
        str(path),
        {
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_date_format": "d mmm yyyy",
        },
    ) as book:
        book.set_properties(
            {
                "title": f"Leadmart, as of {facts.as_of.isoformat()}",
                "subject": "Lead-generation and ABM metrics",
                "comments": f"Release {facts.release_id}",
                "author": "Leadmart",
                # Not the clock's: the same release gives the same bytes.
                "created": facts.built_at,
            }
        )
        writer = Writer(book)
        taken = {"answers", "overview", "data", "definitions", "data quality"}
        areas = dict.fromkeys(metric.area for metric in facts.metrics if facts.grain(metric))
        names = {area: sheet_name(area, taken) for area in areas}
        if sheets.answered(facts):
            sheets.write_answers(writer, book.add_worksheet("Answers"), facts)
        sheets.write_overview(writer, book.add_worksheet("Overview"), facts, names)
        for area, name in names.items():
            sheets.write_area(writer, book.add_worksheet(name), facts, area)
        sheets.write_data(writer, book.add_worksheet("Data"), facts)
        sheets.write_definitions(writer, book.add_worksheet("Definitions"), facts)
        if facts.doubts.flags or facts.doubts.unknown_values:
            sheets.write_quality(writer, book.add_worksheet("Data quality"), facts)
