"""The gate on files: what is refused, with a line that says why, and what is let in."""

from __future__ import annotations

import gzip
import os
import re
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from leadmart.errors import REFUSED, LeadmartError
from leadmart.intake import gate, load_files
from leadmart.intake.contract import Contract, read_contract
from leadmart.intake.location import locate

ROOT = Path(__file__).resolve().parents[2]

HEADER = "lead_id,created_at,email\n"
ROW = "L1,2026-01-31T09:30:00,ada@people.example\n"
SECRET = "canary@people.example"


@pytest.fixture(scope="module")
def contract() -> Contract:
    return read_contract(ROOT)


@pytest.fixture
def refusal(tmp_path: Path, contract: Contract) -> Callable[..., list[str]]:
    """Delivers files and gives the lines they are refused with."""

    def deliver(**files: bytes | str) -> list[str]:
        write(tmp_path, **files)
        with pytest.raises(LeadmartError) as caught:
            gate.inspect(tmp_path, contract)
        assert caught.value.code == REFUSED
        assert all("\n" not in line for line in caught.value.problems)
        assert all("@" not in line for line in caught.value.problems)
        return caught.value.problems

    return deliver


@pytest.fixture
def loaded(tmp_path: Path, contract: Contract) -> Callable[..., list[tuple]]:
    """Delivers files through gate and load and gives the rows of an input."""

    def deliver(
        select: str = "lead_id, created_at, email from leads", **files: bytes | str
    ) -> list[tuple]:
        folder = tmp_path / "inputs"
        folder.mkdir(exist_ok=True)
        write(folder, **files)
        scratch = tmp_path / "scratch"
        scratch.mkdir(exist_ok=True)
        columns, _, table = select.partition(" from ")
        with duckdb.connect() as connection:
            connection.execute("create schema inputs")
            load_files.load(connection, gate.inspect(folder, contract), contract, scratch)
            assert not list(scratch.iterdir())
            return connection.execute(
                f"select {columns} from inputs.{table} order by all"
            ).fetchall()

    return deliver


def write(folder: Path, **files: bytes | str) -> None:
    """Files by name, with __ for the point: leads__csv."""
    for name, content in files.items():
        data = content.encode() if isinstance(content, str) else content
        (folder / name.replace("__", ".")).write_bytes(data)


# Refused --------------------------------------------------------------------------------------

BROKEN: dict[str, tuple[bytes | str, str]] = {
    "empty": ("", "is empty"),
    "only blank lines": ("\n\n\n", "has no header"),
    "utf-16 with a mark": ((HEADER + ROW).encode("utf-16"), "UTF-16"),
    "utf-16 without a mark": ((HEADER + ROW).encode("utf-16-le"), "NUL"),
    "latin-1": ((HEADER + "L1,2026-01-31,Zoë\n").encode("latin-1"), "line 2: is not UTF-8"),
    "nul bytes": (HEADER + "L1,2026-01-31,a\0b\n", "line 2: holds NUL"),
    "gzip bytes": (gzip.compress((HEADER + ROW).encode()), "gzip"),
    "a workbook": (b"PK\x03\x04" + b"x" * 100, "workbook"),
    "parquet bytes": (b"PAR1" + b"x" * 100 + b"PAR1", "Parquet"),
    "a web page": ("<!DOCTYPE html><html><body>Sign in</body></html>", "web page"),
    "a web page after a mark": (b"\xef\xbb\xbf\n <HTML></HTML>", "web page"),
    "json": ('{"lead_id": "L1"}\n', "JSON"),
    "no header": (ROW, "has no header"),
    "a header within one pair of quotes": (f'"{HEADER.strip()}"\n', "line 1: has no header"),
    "a comment above the header": (
        "# export\n" + HEADER + ROW,
        "line 2: has 1 line above its header",
    ),
    "titles above the header": (
        '"Leads, all"\r\n2026-05-31\r\n\r\n' + HEADER.replace("lead_id", '"Lead_ID"') + ROW,
        "line 4: has 3 lines above its header",
    ),
    "duplicate columns": ("lead_id,created_at,email,Email \n" + ROW, "twice"),
    "duplicate unknown columns": ("lead_id,created_at,x,x\nL1,2026-01-31,1,2\n", "twice"),
    "no lead_id": ("created_at,email\n2026-01-31,a\n", "lacks the required column lead_id"),
    "nothing required": ("email\na\n", "lead_id, created_at"),
    "semicolons": (HEADER.replace(",", ";") + ROW.replace(",", ";"), "semicolons"),
    "tabs": (HEADER.replace(",", "\t"), "tabs"),
    "vertical bars": (HEADER.replace(",", "|"), "vertical bars"),
    "quoted semicolons": ('"lead_id";"created_at";"email"\n', "semicolons"),
    "a short row": (HEADER + ROW + "L2,2026-01-31\n" + ROW, "line 3: has 2 fields"),
    "a long row": (HEADER + "L2,2026-01-31,x,y\n" + ROW, "line 2: has 4 fields"),
    "an over-long last row": (HEADER + ROW * 50 + "L2,2026-01-31,x,y,z", "line 52: has 5 fields"),
    "a cut last row": (HEADER + ROW + "L2,2026-0", "looks cut off"),
    "cut inside a quote": (HEADER + ROW + f'L2,2026-01-31,"{SECRET}', "line 3: opens a quote"),
    "cut after a quote": (HEADER + ROW + f'L2,2026-01-31,"{SECRET}\n', "line 3: opens a quote"),
    "a quote within a field": (HEADER + f'L2,2026-01-31,a"{SECRET}\n', "line 2: opens a quote"),
    "two quotes within a field": (HEADER + 'L2,2026-01-31,a "b" c\n', "does not wrap"),
    "text behind a quote": (HEADER + 'L2,2026-01-31,"a"b\n', "does not wrap"),
    "a quote behind a space": (HEADER + 'L2,2026-01-31, "a"\n', "does not wrap"),
    "two stray quotes on two rows": (HEADER + 'L2,x,a"\nL3,y,"b\n', "does not wrap"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_csv_is_refused(name: str, refusal: Callable[..., list[str]]) -> None:
    content, reason = BROKEN[name]
    (line,) = refusal(leads__csv=content)
    assert line.startswith("leads.csv")
    assert reason in line


PACKED = gzip.compress((HEADER + ROW * 2000).encode())


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (HEADER + ROW, "is not gzip"),
        (PACKED[:-20], "cut off"),
        (PACKED[:40], "cut off"),
        (PACKED[:60] + b"\xff\xff\xff" + PACKED[63:], "damaged gzip"),
        (PACKED[:-6] + b"\0\0\0\0\0\0", "damaged gzip"),
        (gzip.compress(b"<html>"), "web page"),
        (gzip.compress(PACKED), "gzip"),
        (gzip.compress(b""), "is empty"),
    ],
)
def test_a_broken_gzip_is_refused(
    content: bytes | str, reason: str, refusal: Callable[..., list[str]]
) -> None:
    (line,) = refusal(leads__csv__gz=content)
    assert reason in line


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b"PAR1", "damaged Parquet"),
        (b"PAR1" + b"x" * 100, "no Parquet"),
        (b"PAR1" + b"x" * 100 + b"PAR1", "damaged Parquet"),
        ((HEADER + ROW).encode(), "no Parquet"),
    ],
)
def test_a_broken_parquet_is_refused(
    content: bytes, reason: str, refusal: Callable[..., list[str]]
) -> None:
    (line,) = refusal(leads__parquet=content)
    assert reason in line


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("\n\n", "is empty"),
        ('{"lead_id": "L1", "created_at": "2026-01-31"}\n{"lead_id": \n', "line 2: is not a JSON"),
        ('["L1"]\n', "is not a JSON object"),
        ('{"lead_id": "L1", "created_at": NaN}\n', "is not a JSON object"),
        ('{"lead_id": "L1", "lead_id": "L2", "created_at": ""}\n', "is not a JSON object"),
        ('{"lead_id": "L1", "Lead_ID": "L2", "created_at": ""}\n', "twice"),
        ('{"lead_id": "L1"}\n', "lacks the required column created_at"),
        ('{"name": "L1"}\n', "none of the columns"),
        (HEADER + ROW, "is not a JSON object"),
        ("[" * 100_000 + "\n", "is not a JSON object"),
    ],
)
def test_a_broken_jsonl_is_refused(
    content: str, reason: str, refusal: Callable[..., list[str]]
) -> None:
    (line,) = refusal(leads__jsonl=content)
    assert reason in line


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "holds no input; deliver at least one"),
        ({"README__md": "", "__hidden": ""}, "holds no input; deliver at least one"),
        ({"leeds__csv": "", "ada@people__example": ""}, "holds no input, only <email>, leeds.csv;"),
    ],
)
def test_a_folder_without_an_input_is_refused(
    files: dict[str, str], said: str, refusal: Callable[..., list[str]]
) -> None:
    (line,) = refusal(**files)
    assert said in line


def test_two_files_for_one_input_are_refused(refusal: Callable[..., list[str]]) -> None:
    (line,) = refusal(leads__csv=HEADER + ROW, leads__jsonl="{}")
    assert "leads.csv and leads.jsonl both deliver leads" in line


def test_every_refusal_has_its_line(refusal: Callable[..., list[str]]) -> None:
    lines = refusal(leads__csv="", accounts__csv="account_id;domain\n", deals__csv="x\n")
    assert [line.split(" ")[0].rstrip(":") for line in lines] == [
        "accounts.csv",
        "leads.csv",
        "deals.csv",
    ]


def test_a_missing_folder_is_refused(tmp_path: Path, contract: Contract) -> None:
    with pytest.raises(LeadmartError, match="No such file") as caught:
        gate.inspect(tmp_path / "nothing", contract)
    assert caught.value.code == REFUSED


def test_what_is_no_file_is_refused(tmp_path: Path, contract: Contract) -> None:
    os.mkfifo(tmp_path / "leads.csv")
    (tmp_path / "accounts").mkdir()
    os.mkfifo(tmp_path / "accounts" / "one.csv")
    with pytest.raises(LeadmartError) as caught:
        gate.inspect(tmp_path, contract)
    assert ["regular" in line for line in caught.value.problems] == [True, True]


def test_a_file_that_changes_meanwhile_is_refused(tmp_path: Path, contract: Contract) -> None:
    write(tmp_path, leads__csv=HEADER + ROW)
    (file,) = gate.inspect(tmp_path, contract).files
    write(tmp_path, leads__csv=HEADER + ROW * 2)
    with pytest.raises(LeadmartError, match="changed while"):
        gate.assert_unchanged(file)


def test_a_quote_that_is_never_closed_does_not_fill_the_memory(
    refusal: Callable[..., list[str]],
) -> None:
    (line,) = refusal(leads__csv=HEADER + 'L1,2026-01-31,"x\n' + ROW * 500_000)
    assert "line 2: opens a quote that is never closed" in line


# Let in ---------------------------------------------------------------------------------------

PLAIN = ("L1", "2026-01-31T09:30:00", "ada@people.example")

TAKEN: dict[str, tuple[bytes | str, list[tuple]]] = {
    "plain": (HEADER + ROW, [PLAIN]),
    "without a last line end": ((HEADER + ROW).rstrip(), [PLAIN]),
    "a byte order mark": (b"\xef\xbb\xbf" + (HEADER + ROW).encode(), [PLAIN]),
    "windows line ends": ((HEADER + ROW).replace("\n", "\r\n"), [PLAIN]),
    "old line ends": ((HEADER + ROW).replace("\n", "\r"), [PLAIN]),
    "mixed line ends": (
        HEADER + "L1,a,b\r\n" + "L2,a,b\n" + "L3,a,b\r" + '"L4","a\r\nx\ry",b\r\n' + "L5,a,b",
        [
            ("L1", "a", "b"),
            ("L2", "a", "b"),
            ("L3", "a", "b"),
            ("L4", "a\r\nx\ry", "b"),
            ("L5", "a", "b"),
        ],
    ),
    "blank lines": (HEADER + "\n" + ROW + "\n\n", [PLAIN]),
    "a quoted line end": (HEADER + 'L1,"2026\n01",b\n', [("L1", "2026\n01", "b")]),
    "doubled quotes": (HEADER + 'L1,a,"say ""hi"", ok"\n', [("L1", "a", 'say "hi", ok')]),
    "other order and spelling": (
        "Email, CREATED_AT ,Lead_Id\nada@people.example,2026-01-31T09:30:00,L1\n",
        [PLAIN],
    ),
    "unknown columns": (
        "x,lead_id,created_at,email,\n1,L1,2026-01-31T09:30:00,ada@people.example,2\n",
        [PLAIN],
    ),
    "missing optional columns": ("lead_id,created_at\nL1,a\n", [("L1", "a", None)]),
    "empty and quoted empty": (HEADER + 'L1,,""\n', [("L1", None, None)]),
    "leading zeros and spaces": (HEADER + "007, a ,b\n", [("007", " a ", "b")]),
    "odd texts": (
        HEADER + "L1,O'Brien </script>,=cmd|' /C calc'!A0\n",
        [("L1", "O'Brien </script>", "=cmd|' /C calc'!A0")],
    ),
    "emoji and right-to-left": (
        HEADER + "L1,😀\u2028x,\u202eabc\n",
        [("L1", "😀\u2028x", "\u202eabc")],
    ),
    "a comment sign": (HEADER + "#1,a,b\n", [("#1", "a", "b")]),
    "words for nothing stay words": (HEADER + "L1,NULL,nan\n", [("L1", "NULL", "nan")]),
    "a header only": (HEADER, []),
    "a header only, cut": (HEADER.strip(), []),
}


@pytest.mark.parametrize("name", TAKEN)
def test_a_sound_csv_is_loaded_as_it_is(name: str, loaded: Callable[..., list[tuple]]) -> None:
    content, rows = TAKEN[name]
    assert loaded(leads__csv=content) == rows


@pytest.mark.parametrize("name", TAKEN)
def test_a_sound_csv_is_loaded_packed(name: str, loaded: Callable[..., list[tuple]]) -> None:
    content, rows = TAKEN[name]
    data = content.encode() if isinstance(content, str) else content
    # In two parts, as appending tools write them.
    middle = len(data) // 2
    packed = gzip.compress(data[:middle]) + gzip.compress(data[middle:])
    assert loaded(leads__csv__gz=packed) == rows


def test_one_column_and_blank_lines(loaded: Callable[..., list[tuple]]) -> None:
    rows = loaded(
        "account_id from accounts", leads__csv=HEADER, accounts__csv="account_id\nA1\n\nA2\n"
    )
    assert rows == [("A1",), ("A2",)]


def test_a_field_of_a_million_characters(loaded: Callable[..., list[tuple]]) -> None:
    long = "x, \n" * 250_000
    ((_, _, text),) = loaded(leads__csv=HEADER + f'L1,a,"{long}"\n')
    assert text == long


def test_jsonl_becomes_the_same_text(loaded: Callable[..., list[tuple]]) -> None:
    lines = (
        '{"Lead_ID": 7, "created_at": "2026-01-31", "email": null, "is_deleted": true}\n'
        "\r\n"
        '{"Lead_ID": "007", "created_at": 1.50, "email": "a\\n\\"b\\"", "is_deleted": 1e3}\r\n'
        '{"Lead_ID": {"a": [1]}, "created_at": 1e400}'
    )
    rows = loaded("lead_id, created_at, email, is_deleted from leads", leads__jsonl=lines)
    assert rows == [
        ("007", "1.50", 'a\n"b"', "1000"),
        ("7", "2026-01-31", None, "true"),
        ('{"a": ["1"]}', "1e400", None, None),
    ]


def test_parquet_becomes_the_same_text(tmp_path: Path, loaded: Callable[..., list[tuple]]) -> None:
    path = tmp_path / "leads.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            f"""
            copy (
                select
                    7 as "Lead_ID",
                    timestamp '2026-01-31 09:30:00' as created_at,
                    0.00001::double as email,
                    1.50::decimal(9, 2) as job_title,
                    true as is_deleted,
                    timestamptz '2026-01-31 09:30:00+01:00' as country,
                    1e22::double as first_name,
                    date '2026-01-31' as last_name,
                    'x'::blob as extra
            ) to '{path}' (format parquet)
            """
        )
    rows = loaded(
        "lead_id, created_at, email, job_title, is_deleted, first_name, last_name from leads",
        leads__parquet=path.read_bytes(),
    )
    assert rows == [
        (
            "7",
            "2026-01-31T09:30:00",
            "0.00001",
            "1.50",
            "true",
            "10000000000000000000000",
            "2026-01-31",
        )
    ]


def test_a_folder_with_signs_in_its_name(tmp_path: Path, contract: Contract) -> None:
    folder = tmp_path / "it's [a] *?{test} ü"
    folder.mkdir()
    write(folder, leads__csv=HEADER + ROW)
    with duckdb.connect() as connection:
        connection.execute(
            f"copy (select 'A1' as account_id) to '{tmp_path}/accounts.parquet' (format parquet)"
        )
        (tmp_path / "accounts.parquet").rename(folder / "accounts.parquet")
        connection.execute("create schema inputs")
        loaded = load_files.load(connection, gate.inspect(folder, contract), contract, tmp_path)
    assert {name: one.rows for name, one in loaded.items()} == {"accounts": 1, "leads": 1}


@pytest.mark.parametrize("name", read_contract(ROOT))
def test_each_input_suffices_alone(
    name: str, tmp_path: Path, contract: Contract, loaded: Callable[..., list[tuple]]
) -> None:
    columns = contract[name].required_columns
    header, row = ",".join(columns), ",".join("x" for _ in columns)
    found = loaded(f"{header} from {name}", **{f"{name}__csv": f"{header}\n{row}\n"})
    assert found == [tuple("x" for _ in columns)]


def test_what_else_lies_in_the_folder_is_said(tmp_path: Path, contract: Contract) -> None:
    write(tmp_path, LEADS__CSV="x,lead_id,created_at\n", leeds__csv="", README__md="", _x="")
    (tmp_path / ".hidden").write_text("")
    delivery = gate.inspect(tmp_path, contract)
    assert [file.input for file in delivery.files] == ["leads"]
    assert delivery.warnings == (
        "_x: not an input, ignored",
        "leeds.csv: not an input, ignored",
        "LEADS.CSV: unknown columns, ignored: x",
    )


# Parts ----------------------------------------------------------------------------------------


def in_parts(folder: Path, **parts: str) -> Path:
    """A folder of leads in parts, by their names."""
    folder.mkdir(parents=True, exist_ok=True)
    write(folder, **parts)
    return folder


def test_an_input_may_come_in_parts_of_any_kind(tmp_path: Path, contract: Contract) -> None:
    """Each with the columns that it has; what lies beside them is said, but for engines' marks."""
    deliver = tmp_path / "inputs"
    in_parts(
        deliver / "leads",
        a__csv=HEADER + ROW,
        b__csv="email,created_at,LEAD_ID,x\nbo@people.example,2026-02-01,L2,1\n",
        c__jsonl='{"lead_id": "L3", "created_at": "2026-02-02", "job_title": "CMO"}\n',
        _SUCCESS="",
        README__md="",
        other__pdf="",
    )
    with duckdb.connect() as connection:
        target = deliver / "leads" / "d.parquet"
        connection.execute(
            f"copy (select 'L4' as lead_id, date '2026-02-03' as created_at) to '{target}'"
        )
        delivery = gate.inspect(deliver, contract)
        connection.execute("create schema inputs")
        found = load_files.load(connection, delivery, contract, tmp_path)["leads"]
        rows = connection.execute(
            "select lead_id, created_at, email, job_title from inputs.leads"
        ).fetchall()
    assert rows == [
        (*PLAIN, None),
        ("L2", "2026-02-01", "bo@people.example", None),
        ("L3", "2026-02-02", None, "CMO"),
        ("L4", "2026-02-03", None, None),
    ]
    assert found.rows == 4
    assert found.file is None
    assert [(part.file, part.rows) for part in found.parts] == [
        ("leads/a.csv", 1),
        ("leads/b.csv", 1),
        ("leads/c.jsonl", 1),
        ("leads/d.parquet", 1),
    ]
    assert found.unknown_columns == ("x",)
    assert not {"email", "job_title"} & set(found.missing_columns)
    assert "last_name" in found.missing_columns
    assert delivery.warnings == (
        "leads/other.pdf: not an input, ignored",
        "leads/b.csv: unknown columns, ignored: x",
    )


def test_the_same_rows_in_parts_are_the_same_input(tmp_path: Path, contract: Contract) -> None:
    """So a delivery that is cut up otherwise is told as unchanged."""
    whole = in_parts(tmp_path / "whole", leads__csv=HEADER + ROW + ROW.replace("L1", "L2"))
    second = HEADER + ROW.replace("L1", "L2")
    in_parts(tmp_path / "cut" / "leads.csv", one__csv=HEADER + ROW, two__csv=second)
    hashes = set()
    for folder in (whole, tmp_path / "cut"):
        with duckdb.connect() as connection:
            connection.execute("create schema inputs")
            delivery = gate.inspect(folder, contract)
            loaded = load_files.load(connection, delivery, contract, tmp_path)
            hashes.add(loaded["leads"].content_hash)
    assert len(hashes) == 1


def test_parts_are_refused_by_their_names(tmp_path: Path, contract: Contract) -> None:
    in_parts(
        tmp_path / "leads",
        good__csv=HEADER + ROW,
        cut__csv=HEADER + "L2\n",
        empty__csv="",
        bare__csv="created_at\n2026-01-31\n",
    )
    in_parts(tmp_path / "deals", notes__txt="")
    in_parts(tmp_path / "meetings")
    write(tmp_path, meetings__csv="meeting_id,booked_at\n")
    with pytest.raises(LeadmartError) as caught:
        gate.inspect(tmp_path, contract)
    said = "\n".join(caught.value.problems)
    assert "leads/cut.csv line 2: has 1 fields" in said
    assert "leads/empty.csv: is empty" in said
    assert "leads/bare.csv: lacks the required column lead_id" in said
    assert "deals/: holds no part" in said
    assert "meetings and meetings.csv both deliver meetings" in said
    assert "good" not in said


def test_the_demo_passes(contract: Contract) -> None:
    delivery = gate.inspect(ROOT / "seeds" / "demo", contract)
    assert {file.input for file in delivery.files} == set(contract)
    assert delivery.warnings == ()


# What a header may hold that is nobody's business.
PERSONAL_HEADERS = {
    "notes of ada@people.example": "notes of <email>",
    "notes of ada%40people%2Eexample": "notes of <email>",
    "called +49 170 1234567": "called <phone>",
    "called (555) 234-5678": "called <phone>",
    "mood 2026-01-31": "mood 2026-01-31",
}


@pytest.mark.parametrize("header", PERSONAL_HEADERS)
def test_a_header_is_masked_as_texts_are(header: str, tmp_path: Path, contract: Contract) -> None:
    folder = tmp_path / "of ada@people.example"
    folder.mkdir()
    write(folder, leads__csv=f"lead_id,created_at,{header}\n")
    (folder / header).write_text("")
    delivery = gate.inspect(folder, contract)
    shown = PERSONAL_HEADERS[header]
    assert delivery.files[0].unknown_columns == (shown,)
    assert sorted(delivery.warnings) == sorted(
        (f"{shown}: not an input, ignored", f"leads.csv: unknown columns, ignored: {shown}")
    )
    with pytest.raises(gate.Refused, match=re.escape(f"has the column {shown} twice")):
        gate.match_columns(["lead_id", header, header], contract["leads"])
    assert "ada@" not in locate(str(folder), ROOT).shown
