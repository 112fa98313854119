"""What was recognised of a table: the input that it is, its columns, and what is open of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from leadmart.intake.company import Format
from leadmart.intake.places import Table
from leadmart.intake.signs import Seen

# What stands in a company file where an answer is needed.
UNANSWERED = "?"


@dataclass(frozen=True)
class Open:
    """A question: what is asked, and what the answer may be. It may have to be answered."""

    text: str
    choices: tuple[str, ...] = ()
    must: bool = True


@dataclass(frozen=True)
class Mapped:
    """Where a column of an input comes from."""

    header: str = ""
    constant: str = ""
    sql: str = ""
    dates: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    # A word to the reader, and words that the contract does not understand, each with its rows.
    note: str = ""
    unknown: Mapping[str, int] = field(default_factory=dict)
    listed: tuple[str, ...] = ()
    # Other columns of the input that it says something of.
    tells: tuple[str, ...] = ()
    open: Open | None = None


@dataclass(frozen=True)
class Recognised:
    """A table as an input."""

    table: Table
    input: str
    columns: Mapping[str, Mapped]
    format: Format = field(default_factory=Format)
    # It is in the contract's own shape: nothing of it needs to be said.
    is_own: bool = False
    rows: tuple[Mapping[str, Mapped], ...] = ()
    unused: tuple[str, ...] = ()
    # What is asked of a key of the format, of the input, of the place, and of the source's name.
    open_format: Mapping[str, Open] = field(default_factory=dict)
    open_input: Open | None = None
    open_at: Open | None = None
    open_name: Open | None = None
    notes: tuple[str, ...] = ()
    system: Seen | None = None
    # What the tables are called that the system's connector reads.
    system_tables: tuple[str, ...] = ()
    # The columns of the input that the system's connector tells of these; none without rows.
    given: frozenset[str] = frozenset()
    timezone_is_open: bool = False

    def table_says(self, name: str) -> bool:
        """Whether a column of the input says something."""
        return f"{self.input}.{name}" in self.told

    @property
    def has_rows(self) -> bool:
        """Whether the input has rows."""
        if self.system is not None and self.system.has_connector:
            return bool(self.given)
        return bool(self.table.rows)

    @property
    def told(self) -> set[str]:
        """The columns of the input that say something, as far as was looked."""
        names = {
            column
            for columns in (self.columns, *self.rows)
            for column, one in columns.items()
            if one.constant or one.sql or (one.header and self.table.looks[one.header].filled)
        }
        names |= {name for one in self.columns.values() for name in one.tells}
        return {f"{self.input}.{name}" for name in {*names, *self.given}}

    @property
    def questions(self) -> list[tuple[str, Open]]:
        """What has to be answered or could be, each with its place."""
        found = [
            (name, one)
            for name, one in (
                ("input", self.open_input),
                ("name", self.open_name),
                ("at", self.open_at),
            )
            if one is not None
        ]
        found += [(f"format.{key}", one) for key, one in self.open_format.items()]
        for name, one in self.columns.items():
            if one.open is not None:
                found.append((f"columns.{name}", one.open))
        return found
