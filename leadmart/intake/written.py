"""Files as people export them: read with the format that the company file says, as text.

A file becomes a table of text under its own headers. Title lines are skipped, blank lines are none,
a row that is shorter than the header lacks its last cells; one that is longer is refused.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TextIO

from leadmart.errors import REFUSED, LeadmartError
from leadmart.intake.company import Format
from leadmart.intake.sql import quoted

if TYPE_CHECKING:
    import duckdb

LONGEST_CELL = 16 * 1024 * 1024


def files_at(place: str, where: str) -> list[Path]:
    """The files that a place means: a file, a folder's, or those that a pattern finds.

    In the order of their paths, by character: 2026-10-01 stands behind 2026-09-30, and part10
    before part2. A pattern may hold * ? [ ] in any part of the path, and ** for folders in folders.
    """
    path = Path(place)
    if path.is_file():
        return [path]
    found = list(path.iterdir()) if path.is_dir() else _matching(path)
    found = [one for one in found if one.is_file() and not one.name.startswith(".")]
    if not found:
        raise LeadmartError(
            "there is no such file", where=f"{where}: {place}", mend="mend `at`", code=REFUSED
        )
    return sorted(found, key=str)


def _matching(pattern: Path) -> list[Path]:
    """What a pattern finds, from the last folder that is named in full."""
    parts = pattern.parts
    plain = list(takewhile(lambda part: not set(part) & set("*?["), parts[:-1]))
    return list(Path(*plain).glob(str(Path(*parts[len(plain) :]))))


def headers_of(path: Path, written: Format) -> list[str]:
    """A file's headers, trimmed."""
    with _open(path, written) as stream:
        return _header(stream, written, path)


@contextmanager
def open_rows(path: Path, written: Format) -> Iterator[tuple[list[str], Iterator[list[str]]]]:
    """A file's headers and its rows, those that the format says to drop included."""
    with _open(path, written) as stream:
        yield _header(stream, written, path), _reader(stream, written)


def load_text(
    connection: duckdb.DuckDBPyConnection, path: Path, written: Format, table: str, scratch: Path
) -> int:
    """A file's rows added to a table of text, by name; returns how many.

    table: a relation that has all of the file's headers as columns.
    """
    with _open(path, written) as stream:
        headers = _header(stream, written, path)
        plain = scratch / "part.csv"
        rows = _write_plain(stream, headers, plain, written, path)
    columns = ", ".join(f"'c{number}': 'VARCHAR'" for number in range(len(headers)))
    targets = ", ".join(quoted(name) for name in headers)
    with plain.open("rb") as copy:
        # By descriptor, since a path with * or [ would be taken for a pattern.
        connection.execute(
            f"""
            insert into {table} ({targets})
            from read_csv(
                '/dev/fd/{copy.fileno()}', columns = {{{columns}}}, auto_detect = false,
                header = false, delim = ',', quote = '"', escape = '"', encoding = 'utf-8',
                all_varchar = true, strict_mode = true, null_padding = false, parallel = false,
                max_line_size = {2 * LONGEST_CELL}
            )
            """
        )
    plain.unlink()
    return rows


@contextmanager
def _open(path: Path, written: Format) -> Iterator[TextIO]:
    try:
        codec = codecs.lookup(written.encoding).name
    except LookupError:
        raise LeadmartError(
            f"{written.encoding} is no encoding",
            where=path.name,
            mend="say utf-8, utf-16, latin-1 or cp1252",
            code=REFUSED,
        ) from None
    if codec == "utf-8":
        codec = "utf-8-sig"
    binary: BinaryIO = gzip.open(path) if path.suffix == ".gz" else path.open("rb")  # type: ignore[assignment]  # noqa: SIM115
    try:
        with io.TextIOWrapper(binary, encoding=codec, newline="") as stream:
            yield stream
    except UnicodeError:
        raise LeadmartError(
            f"is not written in {written.encoding}",
            where=path.name,
            mend="say its encoding in the format",
            code=REFUSED,
        ) from None
    except (csv.Error, EOFError, gzip.BadGzipFile) as error:
        raise LeadmartError(
            f"cannot be read ({error})", where=path.name, mend="export it again", code=REFUSED
        ) from None


def _reader(stream: TextIO, written: Format) -> Iterator[list[str]]:
    csv.field_size_limit(LONGEST_CELL)
    return csv.reader(stream, delimiter=written.delimiter, strict=True)


def name_headers(cells: Sequence[str]) -> list[str]:
    """The names of columns as a header says them, each of them once.

    Line breaks and runs of spaces are one space. What stands twice is numbered, all of it, so that
    none is taken for the other: Date (1), Date (2). What has no name is called by its place.
    """
    names = [" ".join(cell.split()) for cell in cells]
    while names and not names[-1]:
        names.pop()
    names = [name or f"column {place}" for place, name in enumerate(names, start=1)]
    lower = [name.lower() for name in names]
    return [
        f"{name} ({lower[: place + 1].count(name.lower())})"
        if lower.count(name.lower()) > 1
        else name
        for place, name in enumerate(names)
    ]


def _header(stream: TextIO, written: Format, path: Path) -> list[str]:
    for _ in range(written.skip_lines):
        stream.readline()
    headers = name_headers(next(_reader(stream, written), []))
    if not headers:
        raise LeadmartError(
            "has no header",
            where=f"{path.name} line {written.skip_lines + 1}",
            mend="say the delimiter and how many lines stand before the header",
            code=REFUSED,
        )
    return headers


def _write_plain(
    stream: TextIO, headers: list[str], plain: Path, written: Format, path: Path
) -> int:
    """The rows as a CSV of one plain form; returns how many."""
    rows = 0
    with plain.open("w", encoding="utf-8", newline="") as copy:
        writer = csv.writer(copy, quoting=csv.QUOTE_ALL, lineterminator="\n")
        for number, row in enumerate(_reader(stream, written), start=written.skip_lines + 2):
            if not any(cell.strip() for cell in row):
                continue
            if any(cell.strip() for cell in row[len(headers) :]):
                raise LeadmartError(
                    f"has {len(row)} cells under {len(headers)} headers",
                    where=f"{path.name} row {number}",
                    mend="export it again, or say its delimiter",
                    code=REFUSED,
                )
            cells = (row + [""] * len(headers))[: len(headers)]
            if any("\0" in cell for cell in cells):
                raise LeadmartError(
                    "holds NUL characters",
                    where=f"{path.name} row {number}",
                    mend="say its encoding: it may be utf-16",
                    code=REFUSED,
                )
            writer.writerow(cells)
            rows += 1
    return rows
