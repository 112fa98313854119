"""Where the rows lie that findings are about: the line of a file, the row below a header.

In: what was loaded and judged. Out: the table `judged.positions` in a check's database, and words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from leadmart.building.rendering import Project
from leadmart.intake import gate
from leadmart.intake.gate import Refused
from leadmart.intake.loaded import DeliveredPart, Given, Loaded
from leadmart.intake.location import Location

if TYPE_CHECKING:
    import duckdb

# A file is read again as far as that, to tell its lines; beyond them rows are told.
_LINES_READ = 1_000_000


def note(connection: duckdb.DuckDBPyConnection, project: Project) -> None:
    """Makes `judged.positions`: of rows that were set aside or flagged, the first that is named so.

    A position counts the rows of an input as they were loaded, from 1.
    """
    connection.execute(
        """
        create schema judged;
        create table judged.positions (
            input varchar, row_identifier varchar, row_text varchar, position bigint
        )
        """
    )
    found = connection.execute(
        "select input from quality.rejected_rows union select input from quality.flags"
    ).fetchall()
    for name in sorted(name for (name,) in found):
        relation = f'"work"."inputs"."{name}"'
        delivered = project.text(f"{{{{ identified('{name}', '{relation}', 'rowid + 1') }}}}")
        connection.execute(
            f"""
            insert into judged.positions
            with delivered as ({delivered}),
            named as (
                select row_identifier, row_text from quality.rejected_rows where input = '{name}'
                union
                select row_identifier, null from quality.flags where input = '{name}'
            )
            select '{name}', named.row_identifier, named.row_text, min(delivered.position)
            from named
            inner join delivered
                on named.row_identifier = delivered.row_identifier
                and coalesce(named.row_text, delivered.row_text) = delivered.row_text
            group by named.row_identifier, named.row_text
            """
        )


def in_words(
    positions: Mapping[str, Iterable[int]], loaded: Loaded, location: Location
) -> dict[tuple[str, int], str]:
    """Positions of inputs as a person finds them: `line 7`, or `row 6 of leads/may.csv`.

    Rows are counted below the header. Nothing is said of rows that stand in no order (tables),
    that lie in several files of one source, or that are made of others.
    """
    words = {}
    for name, wanted in positions.items():
        if location.kind in ("demo", "folder") and location.path is not None:
            one = loaded.inputs[name]
            if one.file:
                said = _in_file(set(wanted), location.path / one.file)
            else:
                said = {position: _in_parts(position, one.parts) for position in wanted}
        elif location.company is not None:
            is_made = any(
                source.rows for source in location.company.sources if source.input == name
            )
            given = [one for one in loaded.given if one.input == name]
            said = {} if is_made else {one: _in_sources(one, given) for one in wanted}
        else:
            said = {}
        words |= {(name, position): text for position, text in said.items() if text}
    return words


def _in_file(positions: set[int], path: Path) -> dict[int, str]:
    kind = gate.kind_of(path.name) or ""
    if kind == "parquet":
        return {one: f"row {one}" for one in positions}
    read = {one for one in positions if one <= _LINES_READ}
    numbers: list[int] = []
    try:
        with gate.open_text(path, kind) as stream:
            numbers = list(islice(_line_numbers(stream, kind), max(read, default=0)))
    except (OSError, Refused):
        # It has changed since it was loaded.
        return {}
    return {
        one: f"line {numbers[one - 1]}" if one <= len(numbers) else f"row {one}"
        for one in positions
    }


def _line_numbers(stream: BinaryIO, kind: str) -> Iterator[int]:
    """The lines in which a file's rows begin."""
    if kind.startswith("jsonl"):
        yield from (number for number, _ in gate.json_rows(stream))
        return
    records = gate.csv_records(stream)
    next(records)
    yield from (number for number, record, _ in records if record)


def _in_parts(position: int, parts: Sequence[DeliveredPart]) -> str:
    for part in parts:
        if position <= part.rows:
            return f"row {position} of {part.file}"
        position -= part.rows
    return ""


def _in_sources(position: int, given: list[Given]) -> str:
    for one in given:
        if position <= (one.rows or 0):
            is_in_order = len(one.files) == 1 and not one.left_out
            return f"row {position} of {one.files[0]}" if is_in_order else ""
        position -= one.rows or 0
    return ""
