"""The systems that there are connectors for, as models/connectors declares them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml

from leadmart.errors import LeadmartError
from leadmart.intake import needs

# Which of several sources of a system a row came from; it stands before its ids.
SOURCE_NAME = "source_name"


@dataclass(frozen=True)
class SystemColumn:
    """A column of a system's table."""

    name: str
    data_type: str
    required: bool
    # What is lost without it.
    costs: str
    # Other names that a loader gives it.
    also: tuple[str, ...]
    # Whether it says what currency amounts are in.
    is_currency: bool
    # The currency that its amounts are in, where its name says so.
    currency: str
    # The pattern that the ids in it have.
    form: str

    @cached_property
    def names(self) -> frozenset[str]:
        """Every name that it may have, as plain() gives them."""
        return frozenset((self.name, *self.also))


@dataclass(frozen=True)
class SystemTable:
    """A table of a system as a loader delivers it."""

    name: str
    columns: tuple[SystemColumn, ...]
    required: bool
    costs: str
    also: tuple[str, ...]
    # Headers of its export that no other tool has.
    tells: frozenset[str]

    @cached_property
    def column_names(self) -> tuple[str, ...]:
        """Its columns' names, in the order of the declaration."""
        return tuple(column.name for column in self.columns)

    @cached_property
    def names(self) -> frozenset[str]:
        """Every name that it may have, as plain() gives them."""
        return frozenset((self.name, *self.also))

    def columns_under(self, headers: Iterable[str]) -> list[SystemColumn]:
        """The columns that stand under some headers, however these are spelled."""
        spelled = {plain(header) for header in headers}
        return [column for column in self.columns if column.names & spelled]

    @cached_property
    def required_count(self) -> int:
        """How many columns it must have."""
        return sum(column.required for column in self.columns)

    def is_whole_under(self, headers: Iterable[str]) -> bool:
        """Whether all columns that it must have stand under some headers."""
        there = self.columns_under(headers)
        return all(column in there for column in self.columns if column.required)

    def has_its_ids(self, first: Mapping[str, Sequence[str]]) -> bool:
        """Whether most ids have the forms that its own have; where it has such, some must be there.

        first: header → the first texts under it.
        """
        formed = [column for column in self.columns if column.form]
        found = [
            re.fullmatch(column.form, text) is not None
            for column in formed
            for header, texts in first.items()
            if plain(header) in column.names
            for text in texts
        ]
        return not formed or 2 * sum(found) > len(found)

    def is_told_by(self, headers: Iterable[str]) -> bool:
        """Whether headers tell it from other tools."""
        return not self.tells or any(plain(header) in self.tells for header in headers)


@dataclass(frozen=True)
class System:
    """A system as one loader delivers it."""

    system: str
    loader: str
    tables: Mapping[str, SystemTable]
    # What gives an input, or a column of it that metrics need, of its tables and columns.
    gives: Mapping[str, str]
    # What the loader never delivers, where that changes what the inputs say.
    lacks: str = ""

    @cached_property
    def inputs(self) -> tuple[str, ...]:
        """The inputs that it can give."""
        return tuple(name for name in self.gives if "." not in name)

    def given_by(self, there: set[str]) -> frozenset[str]:
        """The inputs, and the columns of them that metrics need, that tables and columns give.

        there: tables that hold rows, and columns as `table.column` that say something.
        """
        met = {name for name, expression in self.gives.items() if needs.is_met(expression, there)}
        return frozenset(name for name in met if name.partition(".")[0] in met)

    @property
    def key(self) -> str:
        """What dbt and people call it: `hubspot:fivetran`."""
        return f"{self.system}:{self.loader}"

    @property
    def schema(self) -> str:
        """The schema of the work database that holds its tables."""
        return f"{self.system}__{self.loader}"


@cache
def read_systems(project: Path) -> dict[str, dict[str, System]]:
    """System → loader → its tables, in a stated order."""
    found: dict[str, dict[str, System]] = {}
    for path in sorted((project / "models" / "connectors").glob("*/_*__sources.yml")):
        for source in _sources(path):
            meta = source["config"]["meta"]
            tables = {table.name: table for table in _tables(source)}
            one = System(
                meta["system"],
                meta["loader"],
                tables,
                meta["gives"],
                str(meta.get("lacks", "")),
            )
            found.setdefault(one.system, {})[one.loader] = one
    return found


def plain(name: str) -> str:
    """A table's or a column's name as it is compared: loaders spell them in their own ways."""
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")


def _sources(path: Path) -> list[dict[str, Any]]:
    try:
        declared: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))["sources"]
        return declared
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise LeadmartError(
            f"a connector's tables cannot be read ({type(error).__name__})",
            where=path.name,
            mend="restore the file",
        ) from error


def _tables(source: Mapping[str, Any]) -> Iterator[SystemTable]:
    for table in source["tables"]:
        meta = _meta(table)
        yield SystemTable(
            name=table["name"],
            columns=tuple(_column(column) for column in table["columns"]),
            required=bool(meta.get("required")),
            costs=str(meta.get("costs", "")),
            also=tuple(meta.get("also", ())),
            tells=frozenset(meta.get("tells", ())),
        )


def _column(column: Mapping[str, Any]) -> SystemColumn:
    meta = _meta(column)
    return SystemColumn(
        name=column["name"],
        data_type=column["data_type"],
        required=bool(meta.get("required")),
        costs=str(meta.get("costs", "")),
        also=tuple(meta.get("also", ())),
        is_currency=meta.get("currency") is True,
        currency="" if meta.get("currency") is True else str(meta.get("currency", "")),
        form=str(meta.get("form", "")),
    )


def _meta(declared: Mapping[str, Any]) -> Mapping[str, Any]:
    meta: Mapping[str, Any] = declared.get("config", {}).get("meta", {})
    return meta
