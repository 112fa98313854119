"""The page of the company file says what the file takes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from leadmart.intake.company import SCHEMA, read_company
from leadmart.intake.contract import read_contract
from leadmart.intake.rules import read_tables
from leadmart.settings import PROJECT, read_settings

PAGE = (PROJECT / "docs" / "company_file.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```", PAGE, flags=re.M | re.S)


def keys_of(schema: dict[str, Any]) -> set[str]:
    return set(schema["properties"])


def told(heading: str) -> set[str]:
    """The keys in the first cells of a section's tables."""
    section = re.split(r"^#+ ", PAGE.partition(f"# {heading}\n")[2], flags=re.M)[0]
    cells = re.findall(r"^\| (`[^|]*`) \|", section, flags=re.M)
    return {key for cell in cells for key in re.findall(r"`(\w+)`", cell)}


def test_every_key_of_the_file_is_told() -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert told("What it may say") == keys_of(schema)
    assert told("Sources") == keys_of(schema["$defs"]["source"])
    assert told("Format") == keys_of(schema["$defs"]["format"])
    ways = keys_of(schema["$defs"]["column"]["anyOf"][1])
    shown = PAGE.partition("### Columns\n")[2].partition("### Format")[0]
    assert {way for way in ways if f"{way}:" in shown} == ways


def test_every_table_of_rules_is_told_with_its_key() -> None:
    rows = re.findall(r"^\| `(\w+)` \| ((?:`\w+`(?:, )?)+) \|", PAGE.partition("## Rules")[2], re.M)
    assert {name: tuple(re.findall(r"\w+", key)) for name, key in rows} == {
        name: table.key for name, table in read_tables(PROJECT).items()
    }


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_is_a_company_file(example: str, tmp_path: Path) -> None:
    path = tmp_path / "company.yml"
    path.write_text(example, encoding="utf-8")
    company = read_company(path, read_contract(PROJECT), {}, ["channel"])
    assert read_settings(assignments=company.settings).project == PROJECT


def test_every_way_of_a_column_can_be_read(tmp_path: Path) -> None:
    shown = PAGE.partition("### Columns\n")[2].partition("### Format")[0]
    ways = dict(re.findall(r"^\| `(\w+): (.+?)` \|", shown, flags=re.M))
    columns = "".join(f"      {name}: {origin}\n" for name, origin in ways.items())
    text = f"sources:\n  - input: meetings\n    at: m.csv\n    columns:\n{columns}"
    text += "      booked_at: At\n"
    path = tmp_path / "company.yml"
    path.write_text(text, encoding="utf-8")
    (source,) = read_company(path, read_contract(PROJECT), {}).sources
    assert yaml.safe_load(text)["sources"][0]["columns"].keys() == source.columns.keys()
    assert source.columns["outcome"].values == {"Completed": "attended", "tbd": ""}
