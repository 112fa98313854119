"""What a delivery brought, and the tables of text that hold it: shared by every way in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from leadmart.errors import LeadmartError, first_line
from leadmart.intake.contract import Input
from leadmart.intake.sql import quoted
from leadmart.settings import Settings
from leadmart.workplace import Workplace

if TYPE_CHECKING:
    import duckdb


# Where the currency of an amount is absent, these texts say so too (see DECISIONS.md).
ABSENT = ("", "NULL", "NA", "N/A", "-")


EXCHANGE_RATES = "exchange_rates"


@dataclass(frozen=True)
class DeliveredPart:
    """One file of an input that is delivered in parts, by its folder and name."""

    file: str
    rows: int
    sha256: str


@dataclass(frozen=True)
class LoadedInput:
    """What a delivery brought for one input. The hash does not depend on the order of rows."""

    rows: int
    content_hash: str | None
    missing_columns: tuple[str, ...] = ()
    unknown_columns: tuple[str, ...] = ()
    # Of a system's table, all columns that it came with, by the names that are compared.
    columns: tuple[str, ...] = ()
    file: str | None = None
    sha256: str | None = None
    # Of an input that is delivered in parts, all of them, by name.
    parts: tuple[DeliveredPart, ...] = ()


@dataclass(frozen=True)
class Given:
    """What one source of a company file gave of one input, or of which system it is."""

    # As it may be shown and stored: without a password.
    at: str
    input: str = ""
    rows: int | None = None
    left_out: int = 0
    files: tuple[str, ...] = ()
    name: str = ""
    system: str = ""
    loader: str = ""


@dataclass(frozen=True)
class Loaded:
    """What a delivery brought: the inputs that are there, and what a person should know of it."""

    inputs: dict[str, LoadedInput]
    warnings: tuple[str, ...] = ()
    inferred_currency: str | None = None
    # `system.table` → what came of it, and the systems as dbt is told of them: `hubspot:fivetran`.
    systems: dict[str, LoadedInput] = field(default_factory=dict)
    connected: tuple[str, ...] = ()
    # The inputs that these systems add to.
    added_to: frozenset[str] = frozenset()
    given: tuple[Given, ...] = ()

    @property
    def rows(self) -> int:
        """All rows delivered."""
        return sum(one.rows for one in self.places.values())

    @property
    def places(self) -> dict[str, LoadedInput]:
        """The inputs, and the tables of systems as `system.table`."""
        return {**self.inputs, **self.systems}

    @property
    def rows_by_place(self) -> dict[str, int]:
        """The rows of each table of a system and of each input that no system adds to."""
        return {name: one.rows for name, one in self.places.items() if name not in self.added_to}

    def __str__(self) -> str:
        names = sorted({name.partition(".")[0] for name in self.systems})
        places = [f"{len(self.inputs)} inputs"] if self.inputs or not names else []
        return f"{', '.join([*places, *names])}, {self.rows:,} rows"


def create_empty(connection: duckdb.DuckDBPyConnection, declared: Input) -> None:
    """The table of an input without rows."""
    columns = ", ".join(f"{quoted(name)} varchar" for name in declared.column_names)
    connection.execute(f"create table inputs.{quoted(declared.name)} ({columns})")


def count(connection: duckdb.DuckDBPyConnection, declared: Input) -> int:
    """How many rows an input has."""
    row = connection.execute(f"select count(*) from inputs.{quoted(declared.name)}").fetchone()
    assert row is not None
    return int(row[0])


def content(connection: duckdb.DuckDBPyConnection, declared: Input) -> tuple[int, str]:
    """How many rows an input has, and a hash of them that does not depend on their order."""
    columns = ", ".join(quoted(name) for name in declared.column_names)
    row = connection.execute(
        f"select count(*), coalesce(sum(hash({columns})), 0) from inputs.{quoted(declared.name)}"
    ).fetchone()
    assert row is not None
    return row[0], f"{row[1]:x}"


def copy_as_text(
    connection: duckdb.DuckDBPyConnection,
    source: str,
    declared: Input,
    columns: dict[str, int | str],
    types: dict[str, str],
) -> None:
    """Adds a typed table or file to an input: what the contract names, as a CSV would hold it."""
    selected = ", ".join(
        f"{as_text(quoted(str(columns[name])), types[str(columns[name])])} as {quoted(name)}"
        if name in columns
        else f"cast(null as varchar) as {quoted(name)}"
        for name in declared.column_names
    )
    connection.execute(
        f"insert into inputs.{quoted(declared.name)} select {selected} from {source}"
    )


def as_text(column: str, data_type: str) -> str:
    """A typed column as text: ISO times, numbers without exponents."""
    text = f"cast({column} as varchar)"
    if data_type in ("FLOAT", "DOUBLE"):
        plain = f"rtrim(rtrim(cast(try_cast({text} as decimal(38, 15)) as varchar), '0'), '.')"
        return f"case when {text} like '%e%' then coalesce({plain}, {text}) else {text} end"
    if data_type.startswith("TIMESTAMP"):
        return f"replace({text}, ' ', 'T')"
    if data_type.endswith("[]") or data_type.startswith(("STRUCT", "MAP", "JSON")):
        return f"cast(to_json({column}) as varchar)"
    return text


def parquet(descriptor: int) -> str:
    """A Parquet file as a relation: by descriptor, since a path may look like a pattern."""
    return f"read_parquet('/dev/fd/{descriptor}', binary_as_string = true)"


def limits_of(workplace: Workplace, settings: Settings) -> dict[str, Any]:
    """What a run's database may take, as DuckDB is told when it opens one."""
    return {
        "threads": settings.number("threads"),
        "memory_limit": settings.runner["memory_limit"],
        "temp_directory": str(workplace.spill),
    }


@contextmanager
def work_database(workplace: Workplace, settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """The work database, open for writing; its errors come without the rows that they quote."""
    import duckdb

    config = limits_of(workplace, settings)
    # No older DuckDB reads it, so texts may be compressed in the newer way, which takes less time.
    config["storage_compatibility_version"] = "v1.4.0"
    try:
        with duckdb.connect(str(workplace.work), config=config) as connection:
            connection.execute("set TimeZone = 'UTC'")
            connection.execute("create schema if not exists inputs")
            yield connection
    except duckdb.OutOfMemoryException:
        raise LeadmartError(
            "the memory limit was reached while loading",
            mend="raise it with --set memory_limit=8GB",
        ) from None
    except duckdb.IOException as error:
        raise LeadmartError(
            f"the work database cannot be written: {first_line(error)}", mend="free some disk"
        ) from None
