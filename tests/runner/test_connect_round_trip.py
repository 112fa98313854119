"""Made-up exports in many hands: what connect proposes of each gives back the rows it was made of.

Headings are drawn from the wordings, cells are written as people of a country write them; what
comes in by the proposed company file must be what was written out, or have been asked.
"""

from __future__ import annotations

import csv
import io
import random
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
import yaml

from leadmart.intake import connect, wording
from leadmart.intake.company import read_company
from leadmart.intake.contract import Column, read_contract
from leadmart.intake.load import take_in
from leadmart.intake.location import locate
from leadmart.intake.places import find
from leadmart.intake.wording import COMMON, bare
from leadmart.settings import PROJECT, read_settings
from leadmart.workplace import Workplace

CONTRACT = read_contract(PROJECT)
WORDINGS = wording.read_wordings(CONTRACT)
SAID = yaml.safe_load((PROJECT / "leadmart" / "intake" / "wordings.yml").read_text("utf-8"))
# Inputs that people export by hand, and what their files are called.
FILES = {
    "leads": "Kontakte",
    "deals": "Opportunities",
    "accounts": "entreprises",
    "ad_spend": "Google Ads report",
    "meetings": "Termine",
    "invoices": "facturas",
    "subscriptions": "abonnementen",
    "costs": "Marketingkosten",
    "sessions": "web sessions",
    "email_campaigns": "newsletter report",
    "keyword_rankings": "seo rankings",
    "inbound_requests": "Anfragen",
}


@dataclass(frozen=True)
class Hand:
    """How somebody writes days, moments and numbers."""

    delimiter: str
    encoding: str
    day: str
    moment: str
    decimal: str
    thousands: str
    titles: int


HANDS = {
    "german": Hand(";", "cp1252", "%d.%m.%Y", "%d.%m.%Y %H:%M", ",", ".", 2),
    "american": Hand(",", "utf-8", "%m/%d/%Y", "%m/%d/%Y %I:%M %p", ".", ",", 0),
    "french": Hand(";", "utf-8-sig", "%d/%m/%Y", "%d/%m/%Y %H:%M:%S", ",", " ", 1),
    "dutch": Hand("\t", "utf-16", "%d-%m-%Y", "%d-%m-%Y %H:%M", ",", ".", 0),
    "iso": Hand("|", "utf-8", "%Y-%m-%d", "%Y-%m-%dT%H:%M:%SZ", ".", "", 0),
}


def headings_of(column: Column, name: str) -> list[str]:
    """Headings that mean this column of the input and no other."""
    own = SAID[name].get("columns", {}).get(column.name) or SAID["anywhere"].get(column.name) or ""
    texts = [one.strip() for one in own.split(",") if one.strip() and "~" not in one]
    texts.append(column.name)

    def is_clear(text: str) -> bool:
        found = WORDINGS[name].headings.get(bare(text), ())
        best = min((rank for _, rank in found), default=9)
        return [one for one, rank in found if rank == best] == [column.name] and best <= COMMON

    return [text for text in texts if is_clear(text)]


def values_of(column: Column, dice: random.Random, number: int) -> list[str]:
    """Cells of a column in the contract's own writing."""
    start = datetime(2025, 3, 13, 9, 30)
    moments = [start + timedelta(days=dice.randint(0, 400), minutes=7) for _ in range(number)]
    if column.data_type == "date":
        return [one.strftime("%Y-%m-%d") for one in moments]
    if column.data_type == "timestamp":
        return [one.strftime("%Y-%m-%dT%H:%M:%S") for one in moments]
    if column.data_type == "bigint":
        return [str(dice.randint(0, 250_000)) for _ in range(number)]
    if column.name == "probability":
        return [f"0.{dice.randint(10, 99)}" for _ in range(number)]
    if column.data_type.startswith("decimal"):
        return [f"{dice.randint(0, 9_999_999) / 100 + 1000:.2f}" for _ in range(number)]
    if column.data_type == "boolean":
        return [dice.choice(["true", "false"]) for _ in range(number)]
    if column.values:
        return [dice.choice(column.values) for _ in range(number)]
    if column.name == "currency":
        return ["EUR"] * number
    if column.name == "email":
        return [f"p{place}@people.example" for place in range(number)]
    return [f"{column.name[:3]} {place}" for place in range(number)]


def in_hand(text: str, column: Column, hand: Hand) -> str:
    """A cell as somebody writes it."""
    if column.data_type == "date":
        return datetime.fromisoformat(text).strftime(hand.day)
    if column.data_type == "timestamp":
        return datetime.fromisoformat(text).strftime(hand.moment)
    if column.data_type == "bigint" or column.data_type.startswith("decimal"):
        places = "0" if column.data_type == "bigint" else "2"
        plain = f"{Decimal(text):,.{places}f}"
        return plain.translate(str.maketrans({",": hand.thousands, ".": hand.decimal}))
    return text


def write_export(folder: Path, name: str, hand: Hand, dice: random.Random) -> dict[str, list[str]]:
    """An export of an input; returns its columns as they were before they were written."""
    declared = CONTRACT[name]
    clear = {one.name: headings_of(one, name) for one in declared.columns}
    chosen = [
        one
        for one in declared.columns
        if clear[one.name] and (one.required or dice.random() < 0.6) and one.name != "updated_at"
    ]
    dice.shuffle(chosen)
    truth = {one.name: values_of(one, dice, 40) for one in chosen}
    text = io.StringIO(newline="")
    for number in range(hand.titles):
        text.write(f"Report {number}\r\n")
    writer = csv.writer(text, delimiter=hand.delimiter)
    writer.writerow([dice.choice(clear[one.name]).capitalize() for one in chosen])
    for place in range(40):
        writer.writerow([in_hand(truth[one.name][place], one, hand) for one in chosen])
    path = folder / f"{FILES[name]}.csv"
    path.write_bytes(text.getvalue().encode(hand.encoding))
    return truth


NORMAL: dict[str, Callable[[str], object]] = {
    "decimal": Decimal,
    "bigint": Decimal,
    "timestamp": lambda text: datetime.fromisoformat(text.removesuffix("Z")),
    "date": lambda text: text[:10],
}


@pytest.mark.parametrize("hand", HANDS)
@pytest.mark.parametrize("name", FILES)
def test_what_was_written_out_comes_in_again(name: str, hand: str, tmp_path: Path) -> None:
    dice = random.Random(f"{name} {hand}")
    place = tmp_path / "in"
    place.mkdir()
    truth = write_export(place, name, HANDS[hand], dice)
    made = connect.propose(find([str(place)], PROJECT), PROJECT, tmp_path)
    assert [one.input for one in made.found if not one.rows] == [name], made.text
    asked = {where for _, where, one in made.questions if one.must}
    assert asked <= {"columns.department", "columns.is_won"}, made.text
    text = made.text
    for where in asked:
        (line,) = [one for one in text.splitlines() if one.strip().startswith(where[8:] + ":")]
        text = text.replace(line + "\n", "")
    if "columns.department" in asked:
        text = text.replace("    columns:\n", "    columns:\n      department: {value: sales}\n")
    (tmp_path / "company.yml").write_text(text, encoding="utf-8")
    company = read_company(tmp_path / "company.yml", CONTRACT, {})
    workplace = Workplace(Path(tempfile.mkdtemp(dir=tmp_path))).create()
    take_in(locate(None, PROJECT, company), workplace, read_settings())
    columns = {one.name: one for one in CONTRACT[name].columns}
    mapped = made.found[0].columns
    required = set(CONTRACT[name].required_columns) & set(truth)
    assert required <= set(mapped), made.text
    with duckdb.connect(str(workplace.work), read_only=True) as database:
        for column, expected in truth.items():
            if column not in mapped or f"columns.{column}" in asked or not mapped[column].header:
                continue
            found = database.execute(f"select {column} from inputs.{name}").fetchall()
            normal = NORMAL.get(columns[column].data_type.partition("(")[0], str)
            assert [normal(one) for (one,) in found] == [normal(one) for one in expected], (
                column,
                made.text,
            )
