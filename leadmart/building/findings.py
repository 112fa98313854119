"""What the models found of a delivery, from the tables of `quality` that they made."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from leadmart.errors import one_line

if TYPE_CHECKING:
    import duckdb

# As staging words it.
CONFLICT = "conflicts with another row of the same key"

_REASONS = "select *, unnest(string_split(reasons, '; ')) as words from quality.rejected_rows"
_REASONS_NAMED = 3
_KEYS_KEPT = 3
_LONGEST_KEY = 40


@dataclass(frozen=True)
class Finding:
    """Something that was found of some rows of an input, and the first of their keys.

    positions: where these lie among the rows that were loaded, in a check; not of all.
    places: the same as a person finds them.
    """

    input: str
    words: str
    rows: int
    keys: tuple[str, ...]
    positions: tuple[int, ...] = ()
    places: tuple[str, ...] = ()

    @property
    def located(self) -> list[tuple[str, str]]:
        """The keys, each with its place, which is empty where it is not known."""
        return list(zip_longest(self.keys, self.places[: len(self.keys)], fillvalue=""))


def read_reasons(connection: duckdb.DuckDBPyConnection) -> list[Finding]:
    """Why rows were set aside: what is wrong first, and of that the most frequent."""
    return _findings(connection, _located(_REASONS))


def read_flags(connection: duckdb.DuckDBPyConnection) -> list[Finding]:
    """What looks wrong with rows that are used, the most frequent first."""
    flags = """
        select
            input,
            column_name || ' ' || rule as words,
            row_identifier,
            cast(null as varchar) as row_text,
            true as is_invalid
        from quality.flags
    """
    return _findings(connection, _located(flags))


@dataclass(frozen=True)
class UnknownValue:
    """A value that was not understood: as what it counts, and the line that would settle it."""

    place: str
    value: str
    rows: int
    counted_as: str
    settled_by: str


def read_unknown_values(connection: duckdb.DuckDBPyConnection) -> list[UnknownValue]:
    """The values that were not understood, the most frequent first."""
    rows = connection.execute(
        """
        select input || '.' || column_name, value, row_count, counted_as, settled_by
        from quality.unknown_values
        order by row_count desc, input, column_name, value
        """
    ).fetchall()
    return [UnknownValue(*row) for row in rows]


def _located(query: str) -> str:
    """Rows with their position among those that were loaded (see positions.py)."""
    return f"""
        select found.*, positions.position
        from ({query}) as found
        left join judged.positions
            on found.input = positions.input
            and found.row_identifier = positions.row_identifier
            and found.row_text is not distinct from positions.row_text
    """


def _findings(connection: duckdb.DuckDBPyConnection, query: str) -> list[Finding]:
    """Rows by input and words, with the keys of the first: by position, where that is known."""
    rows = connection.execute(
        f"""
        select
            input,
            words,
            count(*) as row_count,
            arg_min(row_identifier, position, {_KEYS_KEPT}) as first_keys,
            min(position, {_KEYS_KEPT}) as positions,
            min(row_identifier, {_KEYS_KEPT}) as keys
        from ({query}) as found
        group by input, words
        order by bool_and(is_invalid) desc, row_count desc, input, words
        """
    ).fetchall()
    return [
        Finding(
            name,
            words,
            count,
            tuple(_short(key) for key in (first_keys or keys or ())),
            tuple(positions or ()),
        )
        for name, words, count, first_keys, positions, keys in rows
    ]


def _short(key: str) -> str:
    line = one_line(key)
    return line if len(line) <= _LONGEST_KEY else line[: _LONGEST_KEY - 1] + "…"


def refusals(connection: duckdb.DuckDBPyConnection, maximum: float) -> list[str]:
    """Each input of which too much is invalid for a release, in a line that says how to go on.

    maximum: the setting maximum_rejected_share.
    """
    return [
        f"{name}: {said}; mend the export (`check` shows the rows), or leave them out with"
        f" --set maximum_rejected_share={_enough(invalid / delivered)}"
        for name, delivered, invalid, said in _invalid(connection, maximum, "is_refused")
    ]


def slips(connection: duckdb.DuckDBPyConnection, maximum: float) -> list[str]:
    """Each input of which as large a share is invalid, but so few rows that a release goes on."""
    condition = f"not is_refused and invalid_share > {float(maximum)}"
    return [
        f"{name}: {said}; so few stop no build"
        for name, _, _, said in _invalid(connection, maximum, condition)
    ]


def _invalid(
    connection: duckdb.DuckDBPyConnection, maximum: float, condition: str
) -> list[tuple[str, int, int, str]]:
    """Some inputs with their rows, the invalid ones, and both in words with their reasons."""
    inputs = connection.execute(
        f"""
        select input, rows_delivered, rows_invalid from quality.reconciliation
        where {condition} order by input
        """
    ).fetchall()
    # Only a check knows positions.
    unplaced = f"select *, cast(null as bigint) as position from ({_REASONS}) where is_invalid"
    reasons = _findings(connection, unplaced)
    return [
        (name, delivered, invalid, _said(delivered, invalid, maximum, name, reasons))
        for name, delivered, invalid in inputs
    ]


def _said(delivered: int, invalid: int, maximum: float, name: str, reasons: list[Finding]) -> str:
    own = [one for one in reasons if one.input == name]
    named = [f"{one.words} ({one.rows})" for one in own[:_REASONS_NAMED]]
    if len(own) > _REASONS_NAMED:
        named.append(f"and {len(own) - _REASONS_NAMED} more reasons")
    return (
        f"{invalid:,} of {delivered:,} rows are invalid ({_percent(invalid / delivered)}, at most"
        f" {_percent(maximum)} may be): {', '.join(named)}"
    )


def _percent(share: float) -> str:
    return f"{round(100 * share, 1):g} %"


def _enough(share: float) -> str:
    """The smallest setting of two decimals that lets a share pass."""
    return f"{math.ceil(share * 100) / 100:.2f}"
