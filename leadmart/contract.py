"""The input contract, read from the one place that declares it: models/inputs.yml."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from leadmart.errors import LeadmartError


@dataclass(frozen=True)
class Column:
    """A column of an input."""

    name: str
    data_type: str
    required: bool
    personal: bool
    values: tuple[str, ...]


@dataclass(frozen=True)
class Input:
    """An input: a table or a file that a company brings."""

    name: str
    columns: tuple[Column, ...]

    @cached_property
    def column_names(self) -> tuple[str, ...]:
        """Its columns' names, in the contract's order."""
        return tuple(column.name for column in self.columns)

    @cached_property
    def required_columns(self) -> tuple[str, ...]:
        """The names of the columns without which it is refused."""
        return tuple(column.name for column in self.columns if column.required)


Contract = dict[str, Input]


def read_contract(project: Path) -> Contract:
    """The inputs by name, in the order of the declaration."""
    path = project / "models" / "inputs.yml"
    try:
        declared = yaml.safe_load(path.read_text(encoding="utf-8"))
        source = next(one for one in declared["sources"] if one["name"] == "inputs")
        return {table["name"]: _input(table) for table in source["tables"]}
    except (OSError, yaml.YAMLError, KeyError, StopIteration, TypeError) as error:
        raise LeadmartError(
            f"the input contract cannot be read ({type(error).__name__})",
            where="models/inputs.yml",
            mend="restore the file",
        ) from error


def _input(table: dict[str, Any]) -> Input:
    return Input(
        name=table["name"],
        columns=tuple(_column(column) for column in table["columns"]),
    )


def _column(column: dict[str, Any]) -> Column:
    meta = _meta(column)
    return Column(
        name=column["name"],
        data_type=column["data_type"],
        required=meta.get("required", False),
        personal=meta.get("personal", False),
        values=tuple(meta.get("values", ())),
    )


def _meta(node: dict[str, Any]) -> dict[str, Any]:
    return node.get("config", {}).get("meta", {})
