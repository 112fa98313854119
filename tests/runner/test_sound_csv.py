"""Sound CSV files of every shape: gate, load and Python's own reader find the same rows in them."""

from __future__ import annotations

import csv
import gzip
import io
import random
from pathlib import Path

import duckdb
import pytest

from leadmart.intake import gate, load_files
from leadmart.intake.contract import Contract, read_contract

ROOT = Path(__file__).resolve().parents[2]
FILES = 300
A_FEW = 30

# What a field is made of: whatever a reader of lines or of CSV may take for more than a letter.
PIECES = [
    *(
        "",
        "x",
        " ",
        "\n",
        "\r",
        "\r\n",
        ",",
        '"',
        "'",
        "é",
        "😀",
        "\t",
        ";",
        "|",
        "#",
        "\\",
        "NULL",
    ),
    *("\u2028", "\ufeff", "\u00a0", "\x0b", "\x0c", "\x1a", "\x1c", "\x7f", "\x85", "--", "//"),
]
LINE_ENDS = [["\n"], ["\r\n"], ["\r"], ["\n", "\r\n"], ["\r", "\n"], ["\n", "\r", "\r\n"]]
COLUMNS = ["account_name", "domain", "industry", "country"]
Rows = list[list[str]]


@pytest.fixture(scope="module")
def contract() -> Contract:
    return read_contract(ROOT)


def make_field(chance: random.Random) -> str:
    field = "".join(chance.choice(PIECES) for _ in range(chance.randrange(4)))
    # Now and then one that no buffer holds.
    return field + "z" * 70_000 + field if chance.random() < 0.0005 else field


def as_csv(field: str, chance: random.Random) -> str:
    """A field in quotes where it needs them, and sometimes where not."""
    needs_quotes = any(sign in field for sign in ',"\r\n')
    if not needs_quotes and chance.random() < 0.6:
        return field
    return '"' + field.replace('"', '""') + '"'


def make_header(chance: random.Random) -> tuple[list[str], list[str]]:
    """Columns of accounts and others beside them: their names, and as they are written."""
    known = ["account_id", *chance.sample(COLUMNS, chance.choice([0, 0, 1, 3]))]
    others = [f"x{number}{make_field(chance)}" for number in range(chance.choice([0, 0, 1, 2]))]
    names = known + others
    chance.shuffle(names)
    around = ["", "", "", " ", "\n", "\r", "\r\n"]
    written = [
        chance.choice(around) + chance.choice([name, name.upper()]) + chance.choice(around)
        if name in known
        else name
        for name in names
    ]
    return names, written


def make_file(chance: random.Random) -> tuple[list[str], Rows, str]:
    """The names of a file's columns, its rows, and its text."""
    names, written = make_header(chance)
    ends = chance.choice(LINE_ENDS)
    rows = [[make_field(chance) for _ in names] for _ in range(chance.choice([0, 1, 2, 8, 30]))]
    lines = [",".join(as_csv(name, chance) for name in written)]
    # A row of one empty field is a blank line, unless it is quoted.
    lines += [",".join(as_csv(field, chance) for field in row) or '""' for row in rows]
    text = ""
    for line in lines:
        text += line + chance.choice(ends)
        while chance.random() < 0.1:
            text += chance.choice(ends)
    if chance.random() < 0.3:
        text = text.rstrip("\r\n")
    return names, rows, ("\ufeff" if chance.random() < 0.2 else "") + text


def read_by_python(text: str) -> Rows:
    csv.field_size_limit(1_000_000)
    records = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    return [record for record in records if record][1:]


def load(data: bytes, name: str, folder: Path, contract: Contract) -> tuple[int, list[tuple]]:
    """The rows that the gate counted, and those that were loaded."""
    inputs, scratch = folder / "inputs", folder / "scratch"
    for path in (inputs, scratch):
        path.mkdir(parents=True)
    (inputs / name).write_bytes(data)
    delivery = gate.inspect(inputs, contract)
    with duckdb.connect() as connection:
        connection.execute("create schema inputs")
        load_files.load(connection, delivery, contract, scratch)
        loaded = connection.execute("select * from inputs.accounts").fetchall()
    assert not list(scratch.iterdir())
    return delivery.by_input["accounts"][0].rows, loaded


@pytest.mark.parametrize("first", range(0, FILES, A_FEW))
def test_a_sound_file_is_taken_with_exactly_its_rows(
    first: int, tmp_path: Path, contract: Contract
) -> None:
    for seed in range(first, first + A_FEW):
        chance = random.Random(seed)
        names, rows, text = make_file(chance)
        assert read_by_python(text) == rows, seed
        is_packed = chance.random() < 0.2
        data = gzip.compress(text.encode()) if is_packed else text.encode()
        name = "accounts.csv.gz" if is_packed else "accounts.csv"
        counted, loaded = load(data, name, tmp_path / str(seed), contract)
        assert counted == len(loaded) == len(rows), seed
        expected = [
            tuple(
                dict(zip(names, row, strict=True)).get(column) or None
                for column in contract["accounts"].column_names
            )
            for row in rows
        ]
        as_text = [tuple(value or None for value in row) for row in loaded]
        assert sorted(as_text, key=repr) == sorted(expected, key=repr), seed
