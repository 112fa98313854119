"""What must hold of every delivery, however small, large or odd."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from leadmart.settings import PROJECT, declared_variables
from tests.compiled import BuildError, Workbench
from tests.deliveries.made_up import Delivery, Made

# A data test that may stop a delivery, with the query that tells whether it is right to: it must
# find rows. Whatever else stops a delivery is a fault of ours.
MAY_STOP = {
    "invalid_rows_stay_below_the_maximum_share": """
        select input
        from quality.reconciliation
        inner join quality.rejected_rows using (input)
        group by input, rows_delivered
        having count(*) filter (is_invalid) > $maximum_rejected_share * rows_delivered
    """,
}
# What a row of a sound delivery may be set aside for: its key stands twice, its day is to come, or
# it names something that is known and not counted.
_SOUND_REASONS = re.compile(
    r"is repeated$|conflicts with another row|^another (version|name) of|after the as-of date"
    r"|is not counted$"
)

_COUNTS = """
    select input, rows_delivered, rows_accepted, rows_rejected
    from quality.reconciliation
"""


@dataclass(frozen=True)
class Finding:
    """Something that is wrong with what a delivery gave."""

    # What is the same of all deliveries that show the same fault.
    kind: str
    detail: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.detail}" if self.detail else self.kind


def prove(workbench: Workbench, made: Made, settings: Mapping[str, Any]) -> list[Finding]:
    """Builds a delivery; gives everything that does not hold of it.

    settings: those that the workbench was compiled with.
    """
    try:
        workbench.deliver(made.delivery)
    except BuildError as error:
        kind, _, detail = str(error).partition(": ")
        return [Finding(f"{kind} cannot be made", detail)]
    connection = workbench.connection
    return [
        *_unjust_stops(connection, workbench.failures(), settings),
        *_lost_rows(connection, made.delivery),
        *(_unjust_refusals(connection) if made.is_sound else ()),
    ]


def _unjust_stops(
    connection: duckdb.DuckDBPyConnection, failures: dict[str, int], settings: Mapping[str, Any]
) -> list[Finding]:
    def is_just(name: str) -> bool:
        if name not in MAY_STOP:
            return False
        known = {**declared_variables(PROJECT), **settings}
        used = {key: value for key, value in known.items() if f"${key}" in MAY_STOP[name]}
        return bool(connection.execute(MAY_STOP[name], used).fetchall())

    return [
        Finding(f"{name} fails", f"{count} rows")
        for name, count in failures.items()
        if not is_just(name)
    ]


def _lost_rows(connection: duckdb.DuckDBPyConnection, delivery: Delivery) -> list[Finding]:
    """Delivered = accepted + rejected, of every input and by the hand of who delivered."""
    found = []
    stated = {name: counts for name, *counts in connection.execute(_COUNTS).fetchall()}
    for name, rows in delivery.items():
        delivered, accepted, rejected = stated.get(name, (None, None, None))
        if delivered != len(rows) or None in (accepted, rejected):
            found.append(Finding(f"{name}: delivered rows are lost", f"{stated.get(name)}"))
        elif delivered != accepted + rejected:
            found.append(Finding(f"{name}: counts do not balance", f"{stated[name]}"))
    return found


def _unjust_refusals(connection: duckdb.DuckDBPyConnection) -> list[Finding]:
    rows: list[Any] = connection.execute(
        "select input, reasons, row_text from quality.rejected_rows"
    ).fetchall()
    return [
        Finding(f"{name}: a sound row is refused: {reason}", str(text))
        for name, reasons, text in rows
        for reason in reasons.split("; ")
        if not _SOUND_REASONS.search(reason)
    ]


def write_delivery(delivery: Delivery, folder: Path) -> None:
    """A delivery as a company would lay it down: one CSV file per input."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in delivery.items():
        columns = list(dict.fromkeys(column for row in rows for column in row))
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, columns)
            writer.writeheader()
            writer.writerows(rows)
