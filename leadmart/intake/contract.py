"""The input contract, read from the one place that declares it: models/inputs.yml."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml

from leadmart.errors import LeadmartError
from leadmart.settings import PROJECT


@dataclass(frozen=True)
class Column:
    """A column of an input."""

    name: str
    data_type: str
    required: bool
    personal: bool
    # A word between systems: fewer forms are masked in it than in people's words.
    code: bool
    values: tuple[str, ...]
    # Whether it names something: an id, or what another input's rows are known by.
    identifies: bool = False
    # The input.column that it refers to.
    references: str = ""
    # What is wrong with it costs the row, beside what is required.
    decides: bool = False
    # Other words for its values, and words that are known and do not count.
    other_words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Input:
    """An input: a table or a file that a company brings."""

    name: str
    columns: tuple[Column, ...]
    # The columns that identify a row.
    key: tuple[str, ...] = ()

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
    return {table["name"]: _input(table) for table in _declared_tables(project)}


def masked_forms(project: Path) -> dict[str, str]:
    """The patterns of what is masked in delivered texts, by name."""
    path = project / "dbt_project.yml"
    try:
        declared = yaml.safe_load(path.read_text(encoding="utf-8"))
        forms: dict[str, str] = declared["vars"]["masked_forms"]
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise LeadmartError(
            f"the masked forms cannot be read ({type(error).__name__})",
            where="dbt_project.yml",
            mend="restore the file",
        ) from error
    return forms


def mask_words(text: str) -> str:
    """A text that came with a delivery and is no row of it, such as a column's name, masked."""
    for form, instead in _masks():
        text = form.sub(instead, text)
    return text


@cache
def _masks() -> list[tuple[re.Pattern[str], str]]:
    """The forms as Python reads them, each with what stands for what it finds."""
    forms = {
        name: re.compile(pattern.replace("[:space:]", r"\s"))
        for name, pattern in masked_forms(PROJECT).items()
    }
    return [
        (form, "<email>" if name == "email" else r"\g<1><phone>") for name, form in forms.items()
    ]


def columns_of_words(contract: Contract) -> set[str]:
    """The names of columns that hold people's words, in every input that has them."""
    texts = [
        column
        for declared in contract.values()
        for column in declared.columns
        if column.data_type == "string" and not column.name.endswith("_id")
    ]
    return {one.name for one in texts} - {one.name for one in texts if one.code or one.personal}


def _declared_tables(project: Path) -> list[dict[str, Any]]:
    path = project / "models" / "inputs.yml"
    try:
        declared = yaml.safe_load(path.read_text(encoding="utf-8"))
        source = next(one for one in declared["sources"] if one["name"] == "inputs")
        tables: list[dict[str, Any]] = source["tables"]
        return tables
    except (OSError, yaml.YAMLError, KeyError, StopIteration, TypeError) as error:
        raise LeadmartError(
            f"the input contract cannot be read ({type(error).__name__})",
            where="models/inputs.yml",
            mend="restore the file",
        ) from error


def with_own_columns(contract: Contract, own: Iterable[tuple[str, str]]) -> Contract:
    """The contract with a company's own columns: of each an input and a name, as text."""
    extended = dict(contract)
    for name, column in own:
        declared = extended[name]
        if column not in declared.column_names:
            text = Column(column, "string", required=False, personal=False, code=False, values=())
            extended[name] = replace(declared, columns=(*declared.columns, text))
    return extended


def _input(table: dict[str, Any]) -> Input:
    return Input(
        name=table["name"],
        columns=tuple(_column(column) for column in table["columns"]),
        key=tuple(_meta(table).get("key", ())),
    )


def _column(column: dict[str, Any]) -> Column:
    meta = _meta(column)
    return Column(
        name=column["name"],
        data_type=column["data_type"],
        required=meta.get("required", False),
        personal=meta.get("personal", False),
        code=meta.get("code", False),
        values=tuple(meta.get("values", ())),
        identifies=column["name"].endswith("_id") or "references" in meta,
        references=meta.get("references", ""),
        decides=bool(meta.get("essential") or meta.get("amount")),
        other_words=(*meta.get("synonyms", {}), *meta.get("ignored", ())),
    )


def _meta(node: dict[str, Any]) -> dict[str, Any]:
    return node.get("config", {}).get("meta", {})
