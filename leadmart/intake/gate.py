"""The gate: what is known of a file before any row of it is loaded.

A CSV file is read here once, strictly (RFC 4180, UTF-8, one width), so that the load behind it has
nothing left to guess; the number of rows counted here must be the number that the load brings.
Every refusal is one line that names the file and the line in it, never the row.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import os
import re
import stat
import zlib
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from leadmart.errors import REFUSED, LeadmartError, one_line, problem, some_of
from leadmart.intake.contract import Contract, Input, mask_words

# The longest row that is taken: above it, a quote was opened and never closed.
LONGEST_ROW = 16 * 1024 * 1024

# What may lie beside the inputs without a word.
NOTES = (".md", ".txt", ".yml", ".yaml")
_SUFFIXES = {".csv.gz": "csv.gz", ".csv": "csv", ".parquet": "parquet", ".jsonl": "jsonl"}
_OTHER_DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}
_STRANGERS_NAMED = 5
_COLUMNS_NAMED = 20
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"

_QUOTED = rb'"(?:[^"]++|"")*+"'
_FIELD = rb"(?:" + _QUOTED + rb'|[^",\r\n]*+)'
_RECORD = re.compile(_FIELD + rb"(?:," + _FIELD + rb")*+")
_QUOTED_PART = re.compile(_QUOTED)

# How files that are not what their name says begin.
_SIGNATURES = (
    (b"\xff\xfe", "is UTF-16, not UTF-8", "save it as UTF-8"),
    (b"\xfe\xff", "is UTF-16, not UTF-8", "save it as UTF-8"),
    (b"\x1f\x8b", "holds gzip bytes", "name it .csv.gz or unpack it"),
    (b"PK\x03\x04", "is a zip file or a workbook", "export it as CSV"),
    (b"PAR1", "is a Parquet file", "name it .parquet"),
)


class Refused(Exception):
    """Why one file is refused. Becomes one line of a LeadmartError."""

    def __init__(self, what: str, mend: str = "", line: int | None = None) -> None:
        self.what, self.mend, self.line = what, mend, line
        super().__init__(what)


@dataclass(frozen=True)
class InputFile:
    """A delivered file that passed the gate."""

    input: str
    path: Path
    # Its name where it is told: `leads.csv`, or `sessions/2026-05-31.csv` of a part.
    called: str
    kind: str
    rows: int
    sha256: str
    # Column of the contract → where it is in the file: a position (CSV) or a name (Parquet, JSON).
    columns: dict[str, int | str]
    width: int
    missing_columns: tuple[str, ...]
    unknown_columns: tuple[str, ...]
    identity: tuple[int, int, int, int]
    # The file must be rewritten before the load, which would not read it as the gate did.
    needs_copy: bool = False


@dataclass(frozen=True)
class Delivery:
    """The files of a folder that passed the gate, and what a person should know of it."""

    files: tuple[InputFile, ...]
    warnings: tuple[str, ...] = ()

    @property
    def by_input(self) -> dict[str, tuple[InputFile, ...]]:
        """The files by the input they deliver; a folder of parts has many."""
        found: dict[str, list[InputFile]] = {}
        for file in self.files:
            found.setdefault(file.input, []).append(file)
        return {name: tuple(files) for name, files in found.items()}


@dataclass(frozen=True)
class _Content:
    """What reading a file through found out."""

    rows: int
    names: list[str]
    columns: Columns
    needs_copy: bool = False


@dataclass(frozen=True)
class Columns:
    """Which of the columns of a file or table are the contract's."""

    places: dict[str, int | str]
    missing: tuple[str, ...]
    unknown: tuple[str, ...]


def inspect(folder: Path, contract: Contract, *, may_hold_none: bool = False) -> Delivery:
    """Every input file of a folder through the gate; raises one error with every refusal.

    may_hold_none: a folder without an input is fine, as other places deliver some.
    """
    paths, problems, strangers = _find_files(folder, contract)
    warnings = [note_stranger(name) for name in strangers]
    files = []
    for name, path in ((name, path) for name, parts in paths.items() for path in parts):
        called = mask_words(str(path.relative_to(folder)))
        try:
            files.append(inspect_file(path, contract[name], called))
        except Refused as refused:
            problems.append(_line(called, refused))
        except OSError as error:
            problems.append(problem(f"cannot be read ({error.strerror})", called))
    if problems:
        raise LeadmartError.of(problems, REFUSED)
    if not may_hold_none:
        refuse_nothing(paths, str(folder), strangers)
    return Delivery(tuple(files), tuple(warnings + _notes(files)))


def refuse_nothing(inputs: Collection[str], where: str, strangers: Sequence[str]) -> None:
    """Refuses a delivery without a single input; one is enough, whichever it is.

    strangers: the names of what is there instead.
    """
    if inputs:
        return
    named = [mask_words(name) for name in strangers]
    instead = f", only {some_of(named, _STRANGERS_NAMED)}" if named else ""
    raise LeadmartError(
        f"holds no input{instead}",
        where=where,
        mend="deliver at least one that models/inputs.yml names, such as leads or deals",
        code=REFUSED,
    )


def inspect_file(path: Path, declared: Input, called: str | None = None) -> InputFile:
    """One file through the gate.

    called: its name where it is told, with the folder of its parts.
    """
    before = _identity(path)
    kind = kind_of(path.name)
    assert kind is not None
    if before[2] == 0:
        raise Refused("is empty", "deliver it with a header, or not at all")
    inspector = {"parquet": _inspect_parquet, "jsonl": _inspect_jsonl}.get(kind, _inspect_csv)
    content = inspector(path, kind, declared)
    file = InputFile(
        input=declared.name,
        path=path,
        called=called or path.name,
        kind=kind,
        rows=content.rows,
        sha256=_sha256(path),
        columns=content.columns.places,
        width=len(content.names),
        missing_columns=content.columns.missing,
        unknown_columns=content.columns.unknown,
        identity=before,
        needs_copy=content.needs_copy,
    )
    assert_unchanged(file)
    return file


def assert_unchanged(file: InputFile) -> None:
    """Raises if a file was replaced or written to since it passed the gate."""
    if _identity(file.path) != file.identity:
        raise LeadmartError(
            "changed while it was being read",
            where=file.called,
            mend="run again when the export has finished",
            code=REFUSED,
        )


# Folders --------------------------------------------------------------------------------------


def _find_files(
    folder: Path, contract: Contract
) -> tuple[dict[str, list[Path]], list[str], list[str]]:
    """The file of each input or its parts, the problems with that, and what else lies there."""
    try:
        names = sorted(os.listdir(folder))
    except NotADirectoryError:
        raise LeadmartError(
            "is a file, not a folder",
            where=f"--input {folder}",
            mend="name the folder, a DuckDB file with its schema (FILE.duckdb:SCHEMA), or let"
            " `connect` look at the file",
            code=REFUSED,
        ) from None
    except OSError as error:
        raise LeadmartError(
            f"is no folder that can be read ({error.strerror})",
            where=f"--input {folder}",
            mend="name a folder with files, a FILE.duckdb:SCHEMA or a postgresql:// address",
            code=REFUSED,
        ) from error
    found: dict[str, list[str]] = {}
    strangers = []
    for name in names:
        suffix = _suffix(name)
        input_name = name[: len(name) - len(suffix)].lower()
        if input_name in contract and (suffix or (folder / name).is_dir()):
            found.setdefault(input_name, []).append(name)
        elif not name.startswith(".") and not name.lower().endswith(NOTES):
            strangers.append(name)
    problems = [
        problem(f"{' and '.join(same)} both deliver {name}", str(folder), "keep one of them")
        for name, same in found.items()
        if len(same) > 1
    ]
    paths = {}
    for name in contract:
        for called in found.get(name, [])[:1]:
            paths[name] = [folder / called]
            if (folder / called).is_dir():
                paths[name], beside = _find_parts(folder / called)
                strangers += [f"{called}/{other}" for other in beside]
                if not paths[name]:
                    mend = "deliver it with parts, or not at all"
                    problems.append(problem("holds no part", f"{called}/", mend))
    return paths, problems, strangers


def _find_parts(folder: Path) -> tuple[list[Path], list[str]]:
    """The parts of an input in its folder, by name, and what else lies there.

    Names that begin with a dot or an underscore are what engines leave beside them.
    """
    names = [name for name in sorted(os.listdir(folder)) if not name.startswith((".", "_"))]
    parts = [folder / name for name in names if is_input_file(name)]
    others = [name for name in names if not is_input_file(name)]
    return parts, [name for name in others if not name.lower().endswith(NOTES)]


def is_input_file(name: str) -> bool:
    """Whether a file is of a kind that can be an input, by its name."""
    return kind_of(name) is not None


def _suffix(name: str) -> str:
    return next((suffix for suffix in _SUFFIXES if name.lower().endswith(suffix)), "")


def kind_of(name: str) -> str | None:
    """What a file holds and how it is packed, by its name; None for what can be no input."""
    return _SUFFIXES.get(_suffix(name))


def _identity(path: Path) -> tuple[int, int, int, int]:
    """What changes when a file is written to or replaced; refuses what is no regular file."""
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise Refused("is not a regular file")
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _notes(files: list[InputFile]) -> list[str]:
    return [
        note_unknown(file.called, file.unknown_columns) for file in files if file.unknown_columns
    ]


def note_stranger(name: str) -> str:
    """A line on what lies beside the inputs."""
    return one_line(f"{mask_words(name)}: not an input, ignored")


def note_unknown(called: str, columns: Sequence[str]) -> str:
    """A line on the columns that are not the contract's."""
    return one_line(f"{called}: unknown columns, ignored: {some_of(columns, _COLUMNS_NAMED)}")


def _line(called: str, refused: Refused) -> str:
    where = called if refused.line is None else f"{called} line {refused.line}"
    return problem(refused.what, where, refused.mend)


# Columns --------------------------------------------------------------------------------------


def match_columns(names: list[str], declared: Input, positions: bool = False) -> Columns:
    """A file's columns by name, in any order and any case; refuses duplicates and gaps."""
    plain = [name.strip().lower() for name in names]
    repeated = sorted({name for name in plain if name and plain.count(name) > 1})
    if repeated:
        named = ", ".join(mask_words(name) for name in repeated)
        raise Refused(f"has the column {named} twice", "name every column once")
    places: dict[str, int | str] = {
        name: plain.index(name) if positions else names[plain.index(name)]
        for name in declared.column_names
        if name in plain
    }
    absent = [name for name in declared.required_columns if name not in places]
    if absent:
        raise Refused(f"lacks the required column {', '.join(absent)}", "add it")
    return Columns(
        places=places,
        missing=tuple(name for name in declared.column_names if name not in places),
        unknown=tuple(
            mask_words(name.strip()) or f"column {number} (no name)"
            for number, name in enumerate(names, start=1)
            if name.strip().lower() not in declared.column_names
        ),
    )


# CSV ------------------------------------------------------------------------------------------


def _inspect_csv(path: Path, kind: str, declared: Input) -> _Content:
    with open_text(path, kind) as stream:
        _refuse_other_delimiters(stream, declared)
        start = stream.peek(4096)  # type: ignore[attr-defined]
        records = csv_records(stream)
        try:
            _, header, ending = next(records)
        except StopIteration:
            raise Refused("is empty", "deliver it with a header, or not at all") from None
        names = _header(header, declared, start)
        columns = match_columns(names, declared, positions=True)
        rows, endings, blanks = 0, {ending}, 0
        is_plain = b"\n" not in header and b"\r" not in header
        for number, record, ending in records:
            endings.add(ending)
            if not record:
                blanks += 1
                continue
            fields = _count_fields(record)
            if fields != len(names):
                cut = "" if ending else " (the file looks cut off)"
                raise Refused(
                    f"has {fields} fields where the header has {len(names)}{cut}",
                    "export it again",
                    number,
                )
            rows += 1
    mixed = len(endings - {b""}) > 1 or b"\r" in endings
    # A blank line is no row here, but the load takes it for one where there is one column. Nor does
    # the load know that a header goes on in the next line.
    needs_copy = mixed or not is_plain or (len(names) == 1 and blanks > 0)
    return _Content(rows, names, columns, needs_copy)


@contextmanager
def open_text(path: Path, kind: str) -> Iterator[BinaryIO]:
    """A file's bytes, unpacked, behind its byte order mark; refuses what is no text."""
    with path.open("rb") as raw:
        if kind.endswith(".gz"):
            _refuse_plain(raw)
            stream: BinaryIO = io.BufferedReader(gzip.GzipFile(fileobj=raw))  # type: ignore[arg-type]
        else:
            stream = raw
        try:
            start = stream.peek(512)[:512]  # type: ignore[attr-defined]
            refuse_signatures(start, kind)
            if start.startswith(_BYTE_ORDER_MARK):
                stream.read(len(_BYTE_ORDER_MARK))
            yield stream
        except EOFError:
            raise Refused("is cut off within its gzip data", "deliver it again") from None
        except (gzip.BadGzipFile, zlib.error):
            raise Refused("is damaged gzip data", "deliver it again") from None


def _refuse_plain(raw: BinaryIO) -> None:
    start = raw.read(2)
    raw.seek(0)
    if start != b"\x1f\x8b":
        raise Refused("is not gzip data", "name it .csv or pack it")


def refuse_signatures(start: bytes, kind: str) -> None:
    """Refuses a file that is not what its name says, by its first bytes."""
    for signature, what, mend in _SIGNATURES:
        if start.startswith(signature):
            raise Refused(what, mend)
    text = start.removeprefix(_BYTE_ORDER_MARK).lstrip().lower()
    if text.startswith((b"<!doctype", b"<html", b"<?xml", b"<head", b"<body")):
        raise Refused("is a web page, not data", "export it again: the download failed")
    if kind.startswith("csv") and text.startswith((b'{"', b'[{"')):
        raise Refused("is JSON, not CSV", "name it .jsonl, one object a line")


def csv_records(stream: BinaryIO) -> Iterator[tuple[int, bytes, bytes]]:
    """The records of a strict CSV: the number of their first line, their bytes, their line end."""
    pending: list[bytes] = []
    size = quotes = first = 0
    for number, line in _lines(stream):
        if not pending:
            if b'"' not in line:
                ending = _ending(line)
                yield number, line[: len(line) - len(ending)], ending
                continue
            first, size, quotes = number, 0, 0
        pending.append(line)
        size += len(line)
        quotes += line.count(b'"')
        if quotes % 2:
            # The record goes on in the next line: its last quote is still open.
            if size > LONGEST_ROW:
                break
            continue
        record = b"".join(pending)
        pending = []
        ending = _ending(record)
        record = record[: len(record) - len(ending)]
        if not _RECORD.fullmatch(record):
            raise Refused(
                "has a quote that does not wrap a whole field",
                "wrap the field in quotes and double those within",
                first,
            )
        yield first, record, ending
    if pending:
        raise Refused("opens a quote that is never closed", "export it again", first)


def _lines(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """The lines of a text with their ends (LF, CRLF or CR), checked to be UTF-8 without NUL."""
    number = 0
    while block := stream.readline(LONGEST_ROW):
        if len(block) == LONGEST_ROW and not block.endswith(b"\n"):
            raise Refused("is too long for a row", "export it again", number + 1)
        carriage_returns = block.count(b"\r")
        whole = not carriage_returns or (carriage_returns == 1 and block.endswith(b"\r\n"))
        for line in (block,) if whole else block.splitlines(keepends=True):
            number += 1
            _refuse_unreadable(line, number)
            yield number, line


def _refuse_unreadable(line: bytes, number: int) -> None:
    if b"\0" in line:
        raise Refused("holds NUL bytes", "save it as UTF-8 text", number)
    if not line.isascii():
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            raise Refused("is not UTF-8 (Latin-1?)", "save it as UTF-8", number) from None


def _ending(line: bytes) -> bytes:
    if line.endswith(b"\r\n"):
        return b"\r\n"
    return line[-1:] if line.endswith((b"\n", b"\r")) else b""


def _count_fields(record: bytes) -> int:
    if b'"' in record:
        record = _QUOTED_PART.sub(b"", record)
    return record.count(b",") + 1


def _header(record: bytes, declared: Input, start: bytes) -> list[str]:
    """The column names of the first line; refuses a line that is no header of this input."""
    text = record.decode("utf-8")
    names = next(csv.reader(io.StringIO(text, newline="")), [])
    if _names_known(names, declared):
        return names
    _refuse_lines_above(start, declared)
    raise Refused(
        f"has no header: none of the columns of {declared.name} is in its first line",
        "add the column names",
        1,
    )


def _refuse_other_delimiters(stream: BinaryIO, declared: Input) -> None:
    start = stream.peek(512).splitlines() or [b""]  # type: ignore[attr-defined]
    text = start[0].decode("utf-8", errors="replace").replace('"', "")
    if _names_known(text.split(","), declared):
        return
    for delimiter, word in _OTHER_DELIMITERS.items():
        if _names_known(text.split(delimiter), declared):
            raise Refused(f"is separated by {word}, not commas", "export it with commas", 1)


def _refuse_lines_above(start: bytes, declared: Input) -> None:
    """Refuses titles above the header, which is the first line that names all it must name."""
    text = start.decode("utf-8", errors="replace")
    lines = [line.replace('"', "").split(",") for line in text.splitlines()]
    for above, names in enumerate(lines[1:], start=1):
        if {*declared.required_columns} <= {name.strip().lower() for name in names}:
            raise Refused(
                f"has {above} line{'s' if above > 1 else ''} above its header",
                "delete them, or let `connect` write a company file that skips them",
                above + 1,
            )


def _names_known(names: list[str], declared: Input) -> bool:
    return any(name.strip().lower() in declared.column_names for name in names)


# JSON lines -----------------------------------------------------------------------------------


def _inspect_jsonl(path: Path, kind: str, declared: Input) -> _Content:
    names: dict[str, None] = {}
    rows = 0
    with open_text(path, kind) as stream:
        for _, row in json_rows(stream):
            rows += 1
            names.update(dict.fromkeys(row))
    if not rows:
        raise Refused("is empty", "deliver it with rows, or not at all")
    if not _names_known(list(names), declared):
        raise Refused(f"has none of the columns of {declared.name}", "name the columns as declared")
    columns = match_columns(list(names), declared)
    return _Content(rows, list(names), columns)


def json_rows(stream: BinaryIO) -> Iterator[tuple[int, dict[str, object]]]:
    """The rows of a JSON lines file: line numbers and objects, numbers as they are written."""
    for number, line in _lines(stream):
        if not line.strip():
            continue
        try:
            row = json.loads(
                line,
                parse_float=JsonNumber,
                parse_int=JsonNumber,
                parse_constant=_refuse_constant,
                object_pairs_hook=_object,
            )
        except (ValueError, RecursionError):
            raise Refused("is not a JSON object", "write one object a line", number) from None
        if not isinstance(row, dict):
            raise Refused("is not a JSON object", "write one object a line", number)
        yield number, row


class JsonNumber(str):
    """A number as it is written in the file."""


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    row = dict(pairs)
    if len(row) != len(pairs):
        raise ValueError("a key is repeated")
    return row


# Parquet --------------------------------------------------------------------------------------


def _inspect_parquet(path: Path, kind: str, declared: Input) -> _Content:
    import duckdb

    with path.open("rb") as stream:
        start = stream.read(4)
        stream.seek(max(0, path.stat().st_size - 4))
        if start != b"PAR1" or stream.read(4) != b"PAR1":
            raise Refused("is no Parquet file, or a part of one", "export it again")
        place = f"/dev/fd/{stream.fileno()}"
        try:
            with duckdb.connect() as connection:
                rows = connection.execute(
                    "select num_rows from parquet_file_metadata(?)", [place]
                ).fetchone()
                described = connection.execute("describe from read_parquet(?)", [place]).fetchall()
        except duckdb.Error:
            raise Refused("is a damaged Parquet file", "export it again") from None
    names = [column[0] for column in described]
    if not _names_known(names, declared):
        raise Refused(f"has none of the columns of {declared.name}", "name the columns as declared")
    columns = match_columns(names, declared)
    return _Content(rows[0] if rows else 0, names, columns)
