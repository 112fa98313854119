"""Delivered inputs into the work database: one table of text per input, as the contract declares.

Files, the tables of a DuckDB file, and those of a PostgreSQL database all become the same tables;
what is absent is NULL or an empty table. Nothing is guessed, and every row is counted twice.
The demo's inputs are dbt seeds: they pass the gate here, and dbt loads them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from leadmart.building.build import Workplace
from leadmart.errors import REFUSED, LeadmartError, first_line
from leadmart.intake import gate
from leadmart.intake.contract import Contract, Input, read_contract, with_own_columns
from leadmart.intake.location import Location
from leadmart.intake.sql import literal, quoted
from leadmart.settings import Settings, Value, demo_as_of, today

if TYPE_CHECKING:
    import duckdb

    from leadmart.intake.company import Company

# Where the currency of an amount is absent, these texts say so too (see DECISIONS.md).
ABSENT = ("", "NULL", "NA", "N/A", "-")
EXCHANGE_RATES = "exchange_rates"


@dataclass(frozen=True)
class LoadedInput:
    """What a delivery brought for one input. The hash does not depend on the order of rows."""

    rows: int
    content_hash: str | None
    missing_columns: tuple[str, ...] = ()
    unknown_columns: tuple[str, ...] = ()
    file: str | None = None
    sha256: str | None = None


@dataclass(frozen=True)
class Loaded:
    """What a delivery brought: the inputs that are there, and what a person should know of it."""

    inputs: dict[str, LoadedInput]
    warnings: tuple[str, ...] = ()
    inferred_currency: str | None = None

    @property
    def rows(self) -> int:
        """All rows delivered."""
        return sum(one.rows for one in self.inputs.values())

    def __str__(self) -> str:
        return f"{len(self.inputs)} inputs, {self.rows:,} rows"


def take_in(location: Location, workplace: Workplace, settings: Settings) -> Loaded:
    """The inputs of a location through the gate and into the work database."""
    from leadmart.intake import load_files, load_tables

    if location.kind in ("prefix", "spark"):
        raise LeadmartError(
            "only a build on Spark reads this",
            where=location.shown,
            mend="say build --target spark",
            code=REFUSED,
        )
    if location.company is not None:
        return take_in_company(location.company, workplace, settings)
    contract = read_contract(settings.project)
    if location.path is not None and location.kind in ("demo", "folder"):
        delivery = gate.inspect(location.path, contract)
        if location.kind == "demo":
            return Loaded({file.input: load_files.described(file) for file in delivery.files})
    with work_database(workplace, settings) as connection:
        if location.kind == "folder":
            loaded = load_files.load(connection, delivery, contract, workplace.inputs)
            warnings = delivery.warnings
        elif location.kind == "duckdb":
            loaded, warnings = load_tables.load_duckdb(connection, location, contract)
        else:
            loaded, warnings = load_tables.load_postgresql(connection, location, contract)
        warnings = [*warnings, *note_without_rows(loaded)]
        return Loaded(loaded, tuple(warnings), infer_currency(connection, contract))


def take_in_company(company: Company, workplace: Workplace, settings: Settings) -> Loaded:
    """The inputs of all sources of a company file into the work database."""
    from leadmart.intake import sources

    own = [(one.input, one.column) for one in company.dimensions]
    contract = with_own_columns(read_contract(settings.project), own)
    loaded, warnings = sources.load(
        company,
        contract,
        lambda: work_database(workplace, settings),
        workplace.inputs,
        settings.project,
    )
    with work_database(workplace, settings) as connection:
        only = infer_currency(connection, contract)
    return Loaded(loaded, (*warnings, *note_without_rows(loaded)), only)


def note_without_rows(inputs: Mapping[str, LoadedInput]) -> list[str]:
    """A line on the inputs that were delivered without a row, if there are any."""
    empty = [name for name, one in inputs.items() if not one.rows]
    return [f"delivered without rows: {', '.join(empty)}"] if empty else []


def decide_as_of(settings: Settings, location: Location) -> date:
    """The last day that a build sees: as said, else the demo's own, else today."""
    if settings.as_of is not None:
        return settings.as_of
    if location.kind == "demo":
        return demo_as_of(settings)
    return today(str(settings.variables["business_timezone"]))


def decide_currency(settings: Settings, loaded: Loaded) -> dict[str, Value]:
    """The reporting currency that a delivery implies, unless one was said."""
    if "reporting_currency" in settings.said or loaded.inferred_currency is None:
        return {}
    return {"reporting_currency": loaded.inferred_currency}


def take_in_files(
    folder: Path,
    workplace: Workplace,
    settings: Settings,
    elsewhere: set[str],
    used: set[str],
    rated: set[str],
) -> Loaded:
    """The files of a folder as a part of a delivery; the other inputs were taken in elsewhere.

    used, rated: the currencies of those that an amount is in, and that have an exchange rate.
    """
    from leadmart.intake import load_files

    declared = read_contract(settings.project)
    contract = {name: one for name, one in declared.items() if name not in elsewhere}
    delivery = gate.inspect(folder, contract, may_hold_none=True)
    with work_database(workplace, settings) as connection:
        loaded = load_files.load(connection, delivery, contract, workplace.inputs)
        here_used, here_rated = currencies(connection, contract)
    only = the_only_currency(here_used | used, here_rated | rated)
    return Loaded(loaded, tuple(delivery.warnings), only)


def the_only_currency(used: set[str], rated: set[str]) -> str | None:
    """The one currency of a delivery that has no exchange rate, if exactly one has none."""
    unrated = used - rated
    return unrated.pop() if len(unrated) == 1 else None


def infer_currency(connection: duckdb.DuckDBPyConnection, contract: Contract) -> str | None:
    """The currency that a delivery must mean where it does not say one."""
    return the_only_currency(*currencies(connection, contract))


def currencies(
    connection: duckdb.DuckDBPyConnection, contract: Contract
) -> tuple[set[str], set[str]]:
    """The currencies that amounts are in, and those that have an exchange rate."""
    names = {name for name, declared in contract.items() if "currency" in declared.column_names}
    rates = names & {EXCHANGE_RATES}
    return _currencies_of(connection, names - rates), _currencies_of(connection, rates)


def _currencies_of(connection: duckdb.DuckDBPyConnection, names: set[str]) -> set[str]:
    absent = ", ".join(literal(text) for text in ABSENT)
    found: set[str] = set()
    for name in names:
        rows = connection.execute(
            f"""
            select distinct upper(trim(currency)) as code from inputs.{quoted(name)}
            where code not in ({absent}) and regexp_full_match(code, '[A-Z]{{3}}')
            """
        ).fetchall()
        found |= {code for (code,) in rows}
    return found


# Shared by both kinds of load -----------------------------------------------------------------


def create_empty(connection: duckdb.DuckDBPyConnection, declared: Input) -> None:
    """The table of an input without rows."""
    columns = ", ".join(f"{quoted(name)} varchar" for name in declared.column_names)
    connection.execute(f"create table inputs.{quoted(declared.name)} ({columns})")


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
    """A typed table or file as an input: what the contract names, as a CSV would hold it."""
    selected = ", ".join(
        f"{as_text(quoted(str(columns[name])), types[str(columns[name])])} as {quoted(name)}"
        if name in columns
        else f"cast(null as varchar) as {quoted(name)}"
        for name in declared.column_names
    )
    connection.execute(
        f"create table inputs.{quoted(declared.name)} as select {selected} from {source}"
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


@contextmanager
def work_database(workplace: Workplace, settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """The work database, open for writing; its errors come without the rows that they quote."""
    import duckdb

    configuration: dict[str, Any] = {
        "threads": settings.number("threads"),
        "memory_limit": settings.runner["memory_limit"],
        "temp_directory": str(workplace.spill),
    }
    try:
        with duckdb.connect(str(workplace.work), config=configuration) as connection:
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
