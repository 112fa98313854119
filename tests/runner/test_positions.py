"""Where a check says that bad rows lie: the lines of files, as an editor counts them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb

ROOT = Path(__file__).resolve().parents[2]
LEADS = (
    "lead_id,created_at,job_title\n"
    'L1,2026-01-02T08:00:00Z,"Head of\nGrowth"\n'
    "\n"
    "L2,yesterday,\n"
    "L3,2026-01-03T08:00:00Z,\n"
    ",2026-01-04T08:00:00Z,\n"
    "L2,yesterday,again\n"
)


def test_lines_of_a_csv_are_counted_with_what_lies_in_quotes_and_blank_ones(tmp_path: Path) -> None:
    (tmp_path / "leads.csv").write_text(LEADS, encoding="utf-8")
    found = _found("--input", tmp_path)
    assert found["created_at is not an ISO timestamp"] == [("L2", "line 5"), ("L2", "line 8")]
    assert [place for _, place in found["lead_id is missing"]] == ["line 7"]


def test_lines_of_json_are_counted_with_blank_ones(tmp_path: Path) -> None:
    rows = [{"lead_id": "L1", "created_at": "2026-01-02"}, {"lead_id": "L2", "created_at": "soon"}]
    text = "\n\n".join(json.dumps(row) for row in rows)
    (tmp_path / "leads.jsonl").write_text(text + "\n", encoding="utf-8")
    found = _found("--input", tmp_path)
    assert found["created_at is not an ISO timestamp"] == [("L2", "line 3")]


def test_rows_of_parts_are_counted_in_their_part(tmp_path: Path) -> None:
    folder = tmp_path / "leads"
    folder.mkdir()
    (folder / "a.csv").write_text("lead_id,created_at\nL1,2026-01-02\nL2,soon\n", encoding="utf-8")
    (folder / "b.csv").write_text("created_at,lead_id\nlater,L3\n", encoding="utf-8")
    found = _found("--input", tmp_path)
    assert found["created_at is not an ISO timestamp"] == [
        ("L2", "row 2 of leads/a.csv"),
        ("L3", "row 1 of leads/b.csv"),
    ]


def test_values_that_look_wrong_have_a_line(tmp_path: Path) -> None:
    (tmp_path / "deals.csv").write_text(
        "deal_id,created_at,stage,probability\n"
        "D1,2026-01-02,open,0.5\n"
        "D2,2026-01-02,open,7\n"
        "D3,2026-01-02,open,0.1\n",
        encoding="utf-8",
    )
    assert _found("--input", tmp_path, kind="flags")["probability is above 1"] == [("D2", "line 3")]


def test_rows_of_sources_are_told_by_their_file(tmp_path: Path) -> None:
    (tmp_path / "north.csv").write_text("Id;Since\n1;02.01.2026\n2;soon\n", encoding="utf-8")
    (tmp_path / "south.csv").write_text("Id;Since\n1;never\n2;02.01.2026\n", encoding="utf-8")
    written = "{delimiter: ';', dates: '%d.%m.%Y'}"
    sources = "".join(
        f"  - {{at: {name}.csv, name: {name}, input: leads, format: {written},"
        " columns: {lead_id: Id, created_at: Since}}\n"
        for name in ("north", "south")
    )
    company = tmp_path / "company.yml"
    company.write_text(f"sources:\n{sources}", encoding="utf-8")
    found = _found("--company", company)["created_at is not an ISO timestamp"]
    assert [place for _, place in found] == ["row 2 of north.csv", "row 1 of south.csv"]


def test_tables_have_no_lines(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "crm.duckdb")) as connection:
        connection.execute("create table leads as select 'L1' as lead_id, 'soon' as created_at")
    found = _found("--input", f"{tmp_path}/crm.duckdb:main")
    assert found["created_at is not an ISO timestamp"] == [("L1", None)]


def _found(option: str, place: Path | str, kind: str = "rejected") -> dict[str, Any]:
    """What a check finds → the keys of the first such rows, each with where it lies."""
    finished = subprocess.run(
        [
            *(sys.executable, "orchestrate.py", "check", option, str(place)),
            *("--as-of", "2026-03-31", "--json"),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    record = json.loads(finished.stdout)
    return {
        one["words"]: list(zip(one["keys"], one["places"], strict=True)) for one in record[kind]
    }
