"""Files into the work database, as text and with every option said."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TextIO

from leadmart.errors import REFUSED, LeadmartError, problem
from leadmart.intake import gate
from leadmart.intake.contract import Contract, Input
from leadmart.intake.gate import Delivery, InputFile, Refused
from leadmart.intake.loaded import (
    DeliveredPart,
    LoadedInput,
    content,
    copy_as_text,
    count,
    create_empty,
    parquet,
)
from leadmart.intake.sql import quoted

if TYPE_CHECKING:
    import duckdb


def load(
    connection: duckdb.DuckDBPyConnection, delivery: Delivery, contract: Contract, scratch: Path
) -> dict[str, LoadedInput]:
    """The files of a delivery into `inputs.<input>`; refuses those that bring other rows.

    scratch: a private folder on the same disk, for files that must be rewritten first.
    """
    problems = []
    loaded = {}
    for name, declared in contract.items():
        files = delivery.by_input.get(name, ())
        create_empty(connection, declared)
        for file in files:
            try:
                _add_file(connection, file, declared, scratch)
            except Refused as refused:
                problems.append(problem(refused.what, file.called, refused.mend))
        if files:
            loaded[name] = described(files, content(connection, declared)[1])
    if problems:
        raise LeadmartError.of(problems, REFUSED)
    return loaded


def described(files: Sequence[InputFile], content_hash: str | None = None) -> LoadedInput:
    """What the file of an input brought, or all its parts together."""
    first = files[0]
    is_whole = first.called == first.path.name
    parts = tuple(DeliveredPart(one.called, one.rows, one.sha256) for one in files)
    missing = set(first.missing_columns).intersection(*(one.missing_columns for one in files))
    return LoadedInput(
        rows=sum(one.rows for one in files),
        content_hash=content_hash,
        missing_columns=tuple(name for name in first.missing_columns if name in missing),
        unknown_columns=tuple(dict.fromkeys(name for one in files for name in one.unknown_columns)),
        file=first.called if is_whole else None,
        sha256=first.sha256 if is_whole else None,
        parts=() if is_whole else parts,
    )


def load_file(
    connection: duckdb.DuckDBPyConnection, file: InputFile, declared: Input, scratch: Path
) -> LoadedInput:
    """A file that passed the gate as `inputs.<input>`; raises Refused if it brings other rows."""
    create_empty(connection, declared)
    _add_file(connection, file, declared, scratch)
    return described([file], content(connection, declared)[1])


def _add_file(
    connection: duckdb.DuckDBPyConnection, file: InputFile, declared: Input, scratch: Path
) -> None:
    """The rows of a file that passed the gate; raises Refused if they are not as many."""
    import duckdb

    before = count(connection, declared)
    gate.assert_unchanged(file)
    loader = _load_parquet if file.kind == "parquet" else _load_text
    try:
        loader(connection, file, declared, scratch)
    except (duckdb.OutOfMemoryException, duckdb.IOException):
        raise
    except duckdb.Error as error:
        # The message quotes the row: only its kind may be told.
        raise Refused(f"cannot be loaded ({type(error).__name__})", "export it again") from None
    rows = count(connection, declared) - before
    if rows != file.rows:
        raise Refused(f"{file.rows} rows were counted and {rows} loaded", "export it again")
    gate.assert_unchanged(file)


def _load_text(
    connection: duckdb.DuckDBPyConnection, file: InputFile, declared: Input, scratch: Path
) -> None:
    """A CSV or JSON lines file, as it is or rewritten as a plain CSV."""
    if file.kind == "jsonl":
        columns, width = _rewrite_jsonl(file, declared, scratch)
    elif file.needs_copy:
        columns, width = _rewrite_csv(file, scratch)
    else:
        _read_csv(connection, file.path, file.kind, declared, file.columns, file.width)
        return
    copy = _copy_path(file, scratch)
    _read_csv(connection, copy, "csv", declared, columns, width)
    copy.unlink()


def _read_csv(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    kind: str,
    declared: Input,
    columns: dict[str, int | str],
    width: int,
) -> None:
    """A strict CSV as text. Every option is said: nothing is detected."""
    selected = ", ".join(
        f"c{columns[name]} as {quoted(name)}"
        if name in columns
        else f"cast(null as varchar) as {quoted(name)}"
        for name in declared.column_names
    )
    declared_columns = ", ".join(f"'c{position}': 'VARCHAR'" for position in range(width))
    with path.open("rb") as stream:
        # By descriptor, since a path with * or [ would be taken for a pattern.
        connection.execute(
            f"""
            insert into inputs.{quoted(declared.name)}
            select {selected}
            from read_csv(
                '/dev/fd/{stream.fileno()}',
                columns = {{{declared_columns}}},
                auto_detect = false,
                header = true,
                delim = ',',
                quote = '"',
                escape = '"',
                compression = '{"gzip" if kind.endswith(".gz") else "none"}',
                encoding = 'utf-8',
                all_varchar = true,
                strict_mode = true,
                null_padding = false,
                parallel = false,
                max_line_size = {2 * gate.LONGEST_ROW},
                store_rejects = true,
                rejects_limit = 1
            )
            """
        )
    rejected = connection.execute("select line, error_type from reject_errors limit 1").fetchone()
    if rejected:
        kind_of_error = str(rejected[1]).lower()
        raise Refused(f"cannot be loaded, line {rejected[0]} ({kind_of_error})", "export it again")


def _rewrite_csv(file: InputFile, scratch: Path) -> tuple[dict[str, int | str], int]:
    """A CSV with one kind of line end, no blank lines, and a header of one plain line."""
    with (
        gate.open_text(file.path, file.kind) as stream,
        _copy_path(file, scratch).open("wb") as copy,
    ):
        records = gate.csv_records(stream)
        next(records)
        copy.write(",".join(f"c{position}" for position in range(file.width)).encode() + b"\n")
        for _, record, _ in records:
            if record:
                copy.write(record + b"\n")
    return file.columns, file.width


def _rewrite_jsonl(
    file: InputFile, declared: Input, scratch: Path
) -> tuple[dict[str, int | str], int]:
    """JSON lines as a CSV of the contract's columns."""
    names = [name for name in declared.column_names if name in file.columns]
    with (
        gate.open_text(file.path, file.kind) as stream,
        _copy_path(file, scratch).open("w", encoding="utf-8", newline="") as copy,
    ):
        _write_rows(stream, copy, [str(file.columns[name]) for name in names], names)
    return {name: position for position, name in enumerate(names)}, len(names)


def _write_rows(stream: BinaryIO, copy: TextIO, keys: list[str], names: list[str]) -> None:
    writer = csv.writer(copy, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(names)
    for number, row in gate.json_rows(stream):
        try:
            values = [json_text(row.get(key)) for key in keys]
            if any("\0" in value for value in values):
                raise Refused("holds NUL characters", "remove them", number)
            writer.writerow(values)
        except UnicodeEncodeError:
            raise Refused("holds half a character", "export it as UTF-8", number) from None


def json_text(value: object) -> str:
    """A value of a JSON document as a CSV would hold it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, gate.JsonNumber):
        return plain_number(value)
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def plain_number(text: str) -> str:
    """A number without an exponent, if it is of a size that means something."""
    if "e" not in text.lower():
        return str(text)
    try:
        number = Decimal(text)
    except InvalidOperation:
        return str(text)
    return f"{number:f}" if -30 < number.adjusted() < 30 else str(text)


def _copy_path(file: InputFile, scratch: Path) -> Path:
    return scratch / f"{file.input}.csv"


def _load_parquet(
    connection: duckdb.DuckDBPyConnection, file: InputFile, declared: Input, scratch: Path
) -> None:
    with file.path.open("rb") as stream:
        source = parquet(stream.fileno())
        types = {
            column[0]: column[1]
            for column in connection.execute(f"describe from {source}").fetchall()
        }
        copy_as_text(connection, source, declared, file.columns, types)
