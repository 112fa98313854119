"""Writes the demo company's inputs as CSV files with the contract's columns."""

import csv
from datetime import date, datetime
from pathlib import Path

import yaml

CONTRACT = Path(__file__).resolve().parents[2] / "models" / "inputs.yml"

Row = dict[str, object]


def contract_columns() -> dict[str, list[str]]:
    """The columns of every input in their order, as the contract declares them."""
    contract = yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))
    tables = contract["sources"][0]["tables"]
    return {table["name"]: [column["name"] for column in table["columns"]] for table in tables}


def as_text(value: object) -> str:
    """A value as it stands in a file: ISO dates, two decimals, true and false, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return f"{value.isoformat(timespec='seconds')}Z"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:.2f}"
    return str(value)


def write_inputs(directory: Path, inputs: dict[str, list[Row]]) -> dict[str, int]:
    """Write `<input>.csv` for every input of the contract and return the rows of each.

    Raises ValueError if the contract and the generated inputs differ in names or columns.
    """
    contract = contract_columns()
    if set(contract) != set(inputs):
        raise ValueError(f"inputs that differ from the contract: {set(contract) ^ set(inputs)}")
    directory.mkdir(parents=True, exist_ok=True)
    for name, columns in contract.items():
        with (directory / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
            writer.writeheader()
            for row in inputs[name]:
                writer.writerow({column: as_text(value) for column, value in row.items()})
    return {name: len(inputs[name]) for name in contract}
