"""Delivered inputs into the work database: one table of text per input, as the contract declares.

Files, the tables of a DuckDB file, and those of a PostgreSQL database all become the same tables;
what is absent is NULL or an empty table. Nothing is guessed, and every row is counted twice.
The demo's inputs are dbt seeds: they pass the gate here, and dbt loads them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from leadmart.errors import REFUSED, LeadmartError, nearest, one_line, problem
from leadmart.intake import gate
from leadmart.intake.contract import Contract, read_contract, with_own_columns
from leadmart.intake.loaded import ABSENT, EXCHANGE_RATES, Loaded, LoadedInput, work_database
from leadmart.intake.location import Location
from leadmart.intake.sql import literal, quoted
from leadmart.settings import Settings, Value, demo_as_of, today
from leadmart.workplace import Workplace

if TYPE_CHECKING:
    import duckdb

    from leadmart.intake.company import Company


def take_in(location: Location, workplace: Workplace, settings: Settings) -> Loaded:
    """The inputs of a location through the gate and into the work database."""
    return masked(check_own(location, settings, _take_in(location, workplace, settings)), settings)


def own_contract(location: Location, settings: Settings) -> Contract:
    """The contract with the columns of the company's own dimensions."""
    company = location.company
    own = [(one.input, one.column) for one in company.dimensions] if company else []
    return with_own_columns(read_contract(settings.project), own)


def check_own(location: Location, settings: Settings, loaded: Loaded) -> Loaded:
    """A delivery with a line for each own dimension of which nothing came.

    Raises on a column beyond the contract that is not there: most likely it is another's misspelt
    name.
    """
    lines, problems = [], []
    declared = read_contract(settings.project)
    for one in location.company.dimensions if location.company else ():
        found = loaded.inputs.get(one.input)
        if found is not None and one.column not in found.missing_columns:
            continue
        is_of_the_contract = one.column in declared[one.input].column_names
        if is_of_the_contract and one.input in loaded.added_to:
            # A connector may say it; what it does not say is unknown.
            continue
        if found is None and one.input in loaded.added_to:
            what = f"{one.name}: no connector gives {one.input}.{one.column}, so it is unknown"
            mend = "let a view of the system's table call it as a column that the connector reads"
            lines.append(one_line(f"{what}; {mend}"))
        elif found is None or is_of_the_contract:
            lines.append(one_line(f"{one.name}: {one.input}.{one.column} is not delivered"))
        else:
            known = [*found.unknown_columns, *declared[one.input].column_names]
            what = f"{one.input} has no column {one.column}"
            problems.append(problem(what, one.where, nearest(one.column, known)))
    if problems:
        raise LeadmartError.of(problems, REFUSED)
    return replace(loaded, warnings=(*loaded.warnings, *lines))


def _take_in(location: Location, workplace: Workplace, settings: Settings) -> Loaded:
    from leadmart.intake import load_files, load_tables

    if location.kind in ("prefix", "spark"):
        raise LeadmartError(
            "only a build on Spark reads this",
            where=location.shown,
            mend="say build --target spark",
            code=REFUSED,
        )
    contract = own_contract(location, settings)
    if location.kind == "company":
        assert location.company is not None
        return _take_in_company(location.company, contract, workplace, settings)
    if location.path is not None and location.kind in ("demo", "folder"):
        delivery = gate.inspect(location.path, contract)
        if location.kind == "demo":
            return Loaded(
                {name: load_files.described(files) for name, files in delivery.by_input.items()}
            )
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


def _take_in_company(
    company: Company, contract: Contract, workplace: Workplace, settings: Settings
) -> Loaded:
    """The inputs of all sources of a company file into the work database."""
    from leadmart.intake import sources

    loaded, named = sources.load(
        company,
        contract,
        lambda: work_database(workplace, settings),
        workplace.inputs,
        settings.project,
    )
    with work_database(workplace, settings) as connection:
        used, rated = currencies(connection, contract)
    return replace(
        loaded,
        warnings=(*loaded.warnings, *note_without_rows(loaded.inputs)),
        inferred_currency=the_only_currency(used | named, rated),
    )


def masked(loaded: Loaded, settings: Settings) -> Loaded:
    """The same, and what the company wants masked is masked in what is told beside the rows."""
    pattern = str(settings.variables["mask_pattern"])
    if pattern == "none":
        return loaded
    import duckdb

    def told(text: str) -> str:
        row = connection.execute(
            "select regexp_replace(?, ?, '<masked>', 'g')", [text, pattern]
        ).fetchone()
        return str(row[0]) if row else text

    def described(inputs: Mapping[str, LoadedInput]) -> dict[str, LoadedInput]:
        return {
            name: replace(
                one,
                unknown_columns=tuple(told(each) for each in one.unknown_columns),
                columns=tuple(told(each) for each in one.columns),
            )
            for name, one in inputs.items()
        }

    with duckdb.connect() as connection:
        return replace(
            loaded,
            inputs=described(loaded.inputs),
            systems=described(loaded.systems),
            warnings=tuple(told(line) for line in loaded.warnings),
        )


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


def decide_systems(loaded: Loaded) -> dict[str, Value]:
    """The systems of the company file, as dbt is told of them."""
    return {"systems": ", ".join(loaded.connected)} if loaded.connected else {}


def take_in_files(
    location: Location,
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

    declared = own_contract(location, settings)
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
