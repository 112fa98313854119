"""Own files of any kind as tables of text, under their own headers: CSV, Parquet, JSON lines."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

from leadmart.errors import REFUSED, LeadmartError
from leadmart.intake import gate, load_files, written
from leadmart.intake.company import Format
from leadmart.intake.gate import Refused
from leadmart.intake.loaded import as_text, parquet
from leadmart.intake.sql import quoted

if TYPE_CHECKING:
    import duckdb

JSON_LINES = (".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz")


def headers_of(path: Path, form: Format) -> list[str]:
    """A file's columns by their own names."""
    name = path.name.lower()
    if name.endswith(".parquet"):
        import duckdb

        with duckdb.connect() as connection:
            return list(parquet_columns(connection, path))
    if name.endswith(JSON_LINES):
        try:
            with gate.open_text(path, json_kind(path)) as stream:
                return list(dict.fromkeys(key for _, row in gate.json_rows(stream) for key in row))
        except Refused as refused:
            raise _refusal(path, refused) from None
    return written.headers_of(path, form)


def load(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    names: list[str],
    form: Format,
    table: str,
    scratch: Path,
) -> None:
    """A file's rows added to a table of text that has all of these columns of it."""
    name = path.name.lower()
    if name.endswith(".parquet"):
        _load_parquet(connection, path, table)
    elif name.endswith(JSON_LINES):
        plain = scratch / "part of json.csv"
        _write_plain(path, names, plain)
        written.load_text(connection, plain, Format(), table, scratch)
        plain.unlink()
    else:
        written.load_text(connection, path, form, table, scratch)


def parquet_columns(connection: duckdb.DuckDBPyConnection, path: Path) -> dict[str, str]:
    """A Parquet file's columns, each with its type."""
    import duckdb

    try:
        with path.open("rb") as stream:
            found = connection.execute(f"describe from {parquet(stream.fileno())}").fetchall()
    except duckdb.Error:
        refused = Refused("is no Parquet file that can be read", "export it again")
        raise _refusal(path, refused) from None
    return {row[0]: row[1] for row in found}


def json_kind(path: Path) -> str:
    """What the gate calls a file of JSON lines."""
    return "jsonl.gz" if path.name.lower().endswith(".gz") else "jsonl"


def _load_parquet(connection: duckdb.DuckDBPyConnection, path: Path, table: str) -> None:
    kinds = parquet_columns(connection, path)
    targets = ", ".join(quoted(name) for name in kinds)
    selected = ", ".join(as_text(quoted(name), kind) for name, kind in kinds.items())
    with path.open("rb") as stream:
        connection.execute(
            f"insert into {table} ({targets}) select {selected} from {parquet(stream.fileno())}"
        )


def _write_plain(path: Path, names: list[str], plain: Path) -> None:
    """JSON lines as a CSV of one plain form."""
    try:
        with (
            gate.open_text(path, json_kind(path)) as stream,
            plain.open("w", encoding="utf-8", newline="") as copy,
        ):
            writer = csv.writer(copy, quoting=csv.QUOTE_ALL, lineterminator="\n")
            writer.writerow(names)
            for _, row in gate.json_rows(stream):
                writer.writerow([load_files.json_text(row.get(name)) for name in names])
    except Refused as refused:
        raise _refusal(path, refused) from None


def _refusal(path: Path, refused: Refused) -> LeadmartError:
    where = path.name if refused.line is None else f"{path.name} line {refused.line}"
    return LeadmartError(refused.what, where=where, mend=refused.mend, code=REFUSED)
