"""A company's own rows for the tables of seeds/reference, laid over a copy of them for one run.

rules/<table>.csv            rows by the table's key: one that is there changes, others are added
rules/<table>.complete.csv   the whole table

Nothing of the project is touched, so an upgrade never meets what a company said. Every row is held
against what the table's YAML declares before a build begins.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from leadmart.errors import REFUSED, LeadmartError, nearest, problem
from leadmart.intake.company import Company

REFERENCE = Path("seeds") / "reference"
_COMPLETE = ".complete"
_REFERENCE_TO = re.compile(r"ref\(['\"](\w+)['\"]\)")
_FORMS = {
    "whole": (re.compile(r"[+-]?[0-9]{1,18}"), "a whole number"),
    "number": (re.compile(r"[+-]?[0-9]{1,18}(\.[0-9]{1,9})?"), "a plain number, like 0.25"),
    "boolean": (re.compile(r"true|false", re.I), "true or false"),
}

Row = dict[str, str]


@dataclass(frozen=True)
class RuleTable:
    """A table of seeds/reference as its YAML declares it."""

    name: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    # Column → whole, number or boolean; what is not here is text.
    kinds: Mapping[str, str]
    needed: frozenset[str]
    unique: frozenset[str]
    words: Mapping[str, tuple[str, ...]]
    # Column → the table and the column of it that knows its words.
    known_by: Mapping[str, tuple[str, str]]


@dataclass(frozen=True)
class OwnRules:
    """A company's file of rules, and what came of laying it over the project's table."""

    table: str
    file: str
    sha256: str
    rows: int
    is_complete: bool
    changed: int = 0
    added: int = 0


def lay_out(company: Company | None, project: Path, seeds: Path) -> dict[str, OwnRules]:
    """Writes the project's seeds with a company's rules over them; says which by their table.

    seeds: the folder to make, where there are rules. Raises one error with a line for each mistake.
    """
    if company is None or company.rules is None:
        return {}
    tables = read_tables(project)
    problems: list[str] = []
    files = _files_of(company, tables, problems)
    merged: dict[str, list[Row]] = {}
    own: dict[str, OwnRules] = {}
    for table, path in files.items():
        content = path.read_bytes()
        rows = _read_own(path, content, tables[table], problems)
        is_complete = path.stem.endswith(_COMPLETE)
        ours = read_rows(project / REFERENCE / f"{table}.csv")
        merged[table], changed = _merge([] if is_complete else ours, rows, tables[table])
        own[table] = OwnRules(
            table=table,
            file=path.name,
            sha256=hashlib.sha256(content).hexdigest(),
            rows=len(rows),
            is_complete=is_complete,
            changed=changed,
            added=len(rows) - changed,
        )
    if not problems:
        for table, path in files.items():
            problems += _wrong_table(path.name, merged[table], tables[table], merged, project)
    if problems:
        raise LeadmartError.of(list(dict.fromkeys(problems)), REFUSED)
    # Their YAML stays in the project: dbt writes the tests that it makes of it beside its path.
    shutil.copytree(project / "seeds", seeds, ignore=shutil.ignore_patterns("*.yml"))
    for table, rows in merged.items():
        write_rows(seeds / "reference" / f"{table}.csv", tables[table].columns, rows)
    return own


def read_tables(project: Path) -> dict[str, RuleTable]:
    """The tables of seeds/reference by name."""
    found = {}
    for path in sorted((project / REFERENCE).glob("_*.yml")):
        for seed in yaml.safe_load(path.read_text(encoding="utf-8")).get("seeds", []):
            csv_path = project / REFERENCE / f"{seed['name']}.csv"
            found[seed["name"]] = _declared(seed, _header_of(csv_path))
    return found


def read_rows(path: Path) -> list[Row]:
    """The rows of a table of the project; a cell without a text is empty."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def write_rows(path: Path, columns: Iterable[str], rows: Iterable[Row]) -> None:
    """Rows as a CSV that dbt loads as a seed."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(columns), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


# What is declared -----------------------------------------------------------------------------


def _declared(seed: Mapping[str, Any], columns: tuple[str, ...]) -> RuleTable:
    config = seed.get("config", {})
    tests = {
        column["name"]: list(_tests(column.get("data_tests", [])))
        for column in seed.get("columns", [])
    }
    key = tuple(config["meta"]["key"])
    words = {}
    known_by = {}
    for name, its in tests.items():
        for test, arguments in its:
            if test == "accepted_values":
                words[name] = tuple(str(one) for one in arguments["values"])
            if test == "relationships" and (to := _REFERENCE_TO.search(arguments["to"])):
                known_by[name] = (to[1], arguments["field"])
    return RuleTable(
        name=seed["name"],
        key=key,
        columns=columns,
        kinds={
            name: kind
            for name, said in config.get("column_types", {}).items()
            if (kind := _kind_of(str(said)))
        },
        needed=frozenset(key) | {name for name, its in tests.items() if "not_null" in dict(its)},
        unique=frozenset(name for name, its in tests.items() if "unique" in dict(its)),
        words=words,
        known_by=known_by,
    )


def _tests(said: Iterable[Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for one in said:
        if isinstance(one, str):
            yield one, {}
        else:
            for name, details in one.items():
                yield name, (details or {}).get("arguments", {})


def _kind_of(data_type: str) -> str:
    if data_type in ("bigint", "integer"):
        return "whole"
    if data_type.startswith("decimal") or "double" in data_type:
        return "number"
    return "boolean" if data_type == "boolean" else ""


def _header_of(path: Path) -> tuple[str, ...]:
    with path.open(encoding="utf-8", newline="") as stream:
        return tuple(next(csv.reader(stream)))


# What a company says --------------------------------------------------------------------------


def _files_of(
    company: Company, tables: Mapping[str, RuleTable], problems: list[str]
) -> dict[str, Path]:
    """The file of each table that the folder has rows for; what is no CSV is not looked at."""
    folder = company.rules
    if folder is None or not folder.is_dir():
        raise LeadmartError(
            f"there is no folder {folder}", where=company.rules_at, mend="mend it", code=REFUSED
        )
    files: dict[str, Path] = {}
    for path in sorted(folder.glob("*.csv")):
        if path.name.startswith("."):
            continue
        table = path.stem.removesuffix(_COMPLETE)
        if table not in tables:
            problems.append(
                problem(f"there is no table {table}", _place(path.name), nearest(table, tables))
            )
        elif table in files:
            problems.append(
                problem(
                    f"{table} is said by key and complete", _place(path.name), "keep one of the two"
                )
            )
        else:
            files[table] = path
    return files


def _read_own(path: Path, content: bytes, table: RuleTable, problems: list[str]) -> list[Row]:
    """A file's rows, trimmed; says each column and row that does not fit."""
    try:
        lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
    except UnicodeDecodeError:
        problems.append(problem("is not UTF-8", _place(path.name), "save it as CSV in UTF-8"))
        return []
    except csv.Error as error:
        problems.append(problem(f"is no CSV ({error})", _place(path.name), "save it as CSV"))
        return []
    header = [name.strip().lower() for name in lines[0]] if lines else []
    found = list(_wrong_header(path.name, header, table))
    problems += found
    if found:
        return []
    rows = []
    for number, cells in enumerate(lines[1:], start=2):
        cells = [cell.strip() for cell in cells]
        if not any(cells):
            continue
        if len(cells) > len(header):
            problems.append(
                problem(
                    f"has {len(cells)} cells under {len(header)} headers",
                    _place(path.name, number),
                    "put a text that holds a comma into quotes",
                )
            )
            continue
        row = dict(zip(header, cells, strict=False))
        problems += _wrong_row(_place(path.name, number), row, table)
        rows.append(row)
    problems += _said_twice(path.name, rows, table)
    return rows


def _wrong_header(file: str, header: list[str], table: RuleTable) -> Iterator[str]:
    place = _place(file, 1)
    if not header:
        yield problem("is empty", _place(file), f"say {', '.join(table.columns)}")
        return
    for name in dict.fromkeys(header):
        if name not in table.columns:
            yield problem(
                f"{table.name} has no column {name or 'without a name'}",
                place,
                nearest(name, table.columns),
            )
        elif header.count(name) > 1:
            yield problem(f"names {name} twice", place, "keep one of them")
    for name in table.key:
        if name not in header:
            yield problem(f"{name} is missing", place, f"rows of {table.name} are known by it")


def _wrong_row(place: str, row: Row, table: RuleTable) -> Iterator[str]:
    for name, text in row.items():
        if not text:
            if name in table.needed:
                yield problem(f"{name} is empty", place, "say it")
            continue
        kind = table.kinds.get(name)
        if kind and not _FORMS[kind][0].fullmatch(text):
            yield problem(f"{name} is {text}", place, f"give {_FORMS[kind][1]}")
        if name in table.words and text not in table.words[name]:
            yield problem(f"{name} is {text}", place, nearest(text, table.words[name]))
        if name.endswith("pattern") and not _is_pattern(text):
            yield problem(
                f"{name} is no regular expression that every engine reads alike",
                place,
                "close its brackets, and write [.] for a dot: there are no backslashes",
            )


def _is_pattern(text: str) -> bool:
    """Whether a text is a pattern of DuckDB, and so of Java and PostgreSQL as far as we know."""
    import duckdb

    if "\\" in text:
        return False
    try:
        with duckdb.connect() as connection:
            connection.execute("select regexp_matches('', ?)", [text])
    except duckdb.Error:
        return False
    return True


def _said_twice(file: str, rows: list[Row], table: RuleTable) -> Iterator[str]:
    seen = set()
    for row in rows:
        key = tuple(row.get(name, "") for name in table.key)
        if key in seen:
            said = ", ".join(f"{name} {text}" for name, text in zip(table.key, key, strict=True))
            yield problem(f"{said} stands twice", _place(file), "keep one of them")
        seen.add(key)


def _merge(ours: list[Row], own: list[Row], table: RuleTable) -> tuple[list[Row], int]:
    """The project's rows with a company's over them, and how many of the project's changed.

    A column that the company does not name stays as it is; it is empty in a row that is new.
    """
    merged = {tuple(row[name] for name in table.key): dict(row) for row in ours}
    changed = 0
    for row in own:
        key = tuple(row.get(name, "") for name in table.key)
        changed += key in merged
        before = merged.get(key, dict.fromkeys(table.columns, ""))
        merged[key] = {**before, **row}
    return list(merged.values()), changed


def _wrong_table(
    file: str, rows: list[Row], table: RuleTable, merged: Mapping[str, list[Row]], project: Path
) -> Iterator[str]:
    """What is wrong with a table as a whole, once a company's rows are in it."""
    for row in rows:
        place = f"{_place(file)}: {', '.join(row[name] for name in table.key)}"
        for name in sorted(table.needed):
            if not row[name]:
                yield problem(f"{name} is missing", place, "say it: the row is new")
    for name in sorted(table.unique):
        counts = Counter(row[name] for row in rows if row[name])
        for text in sorted(one for one, count in counts.items() if count > 1):
            yield problem(f"{name} {text} stands twice", _place(file), "each must be another")
    for name, (other, field) in table.known_by.items():
        there = merged.get(other) or read_rows(project / REFERENCE / f"{other}.csv")
        known = {row[field] for row in there}
        for text in sorted({row[name] for row in rows if row[name]} - known):
            yield problem(f"{name} {text} is not known", _place(file), nearest(text, sorted(known)))


def _place(file: str, number: int | None = None) -> str:
    return f"rules/{file}" + (f" row {number}" if number else "")
