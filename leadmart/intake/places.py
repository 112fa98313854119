"""What lies at a place: the tables of folders, DuckDB files and PostgreSQL databases, looked at.

Of each table the first rows are read, never written; what is no table is told in a line.
"""

from __future__ import annotations

import csv
import gzip
import os
import re
import stat
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from leadmart.errors import REFUSED, LeadmartError, mask, problem, some_of
from leadmart.intake import gate, load_files, load_tables, raw, sniff, written
from leadmart.intake.company import Format
from leadmart.intake.contract import mask_words
from leadmart.intake.gate import Refused
from leadmart.intake.loaded import as_text
from leadmart.intake.location import Location, locate
from leadmart.intake.sniff import SAMPLE_ROWS, ColumnLook, Evidence
from leadmart.intake.sql import quoted
from leadmart.paths import is_unicode

if TYPE_CHECKING:
    import duckdb

# Beyond these, a place is not looked through: someone pointed at the wrong folder.
MOST_FILES = 20_000
MOST_TABLES = 1_000
_DEPTH = 12
# How much is read where the first rows leave open how a column is written.
SETTLE_BYTES = 256 * 1024 * 1024
_SETTLE_ROWS = 5_000_000

# The files that tell a release of ours.
_RELEASE = {"leadmart.duckdb", "manifest.json"}
_TEXTS = (".csv", ".tsv", ".txt", ".tab", ".psv")
_DATABASES = (".duckdb", ".ddb", ".db")
# What cannot be read, and what to do.
_UNREAD = {
    ("a workbook", "export each sheet as CSV"): (
        ".xlsx",
        ".xlsm",
        ".xls",
        ".xlsb",
        ".ods",
        ".numbers",
    ),
    ("an archive", "unpack it"): (".zip", ".tar", ".tgz", ".7z", ".rar", ".bz2", ".xz", ".zst"),
    ("a SQLite database", "export its tables as CSV"): (".sqlite", ".sqlite3"),
    ("a JSON document", "export one object a line (.jsonl), or CSV"): (".json", ".json.gz"),
    ("a file of a column store", "export it as Parquet or CSV"): (
        ".orc",
        ".avro",
        ".feather",
        ".arrow",
    ),
}
_SYSTEM_SCHEMAS = ("information_schema", "pg_catalog", "pg_toast")
_NAMES_SHOWN = 5
# What tells the parts of one export apart: months by name or number, days, running numbers.
_PART = re.compile(
    r"[0-9]+|(?<![a-z])(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|january|february|march|april|"
    r"june|july|august|september|october|november|december|januar|februar|maerz|märz|mai|juni|juli|"
    r"oktober|dezember|okt|dez|janvier|février|fevrier|mars|avril|juin|juillet|août|aout|septembre|"
    r"octobre|novembre|décembre|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|"
    r"noviembre|diciembre|januari|februari|maart|mei|augustus)(?![a-z])",
    re.IGNORECASE,
)

Rows = Iterator[Sequence[str]]


@dataclass(frozen=True)
class Table:
    """A table that lies somewhere, and what its first rows say."""

    # What it is called, without its ending, and where it is as it may be shown.
    name: str
    shown: str
    kind: str  # text, parquet, jsonl, duckdb or postgresql
    headers: tuple[str, ...]
    looks: Mapping[str, ColumnLook]
    rows: int
    is_whole: bool
    # Columns whose cells are all there and all different.
    unique: frozenset[str] = frozenset()
    # Columns whose cells are the same again and again.
    repeated: frozenset[str] = frozenset()
    format: Format = field(default_factory=Format)
    guesses: tuple[str, ...] = ()
    # Files, in the order of their names, or a schema of a database.
    paths: tuple[Path, ...] = ()
    # A pattern that means all of the files and nothing else, where there are several.
    pattern: Path | None = None
    location: Location | None = None

    @property
    def place(self) -> tuple[str, str]:
        """What it lies in: a folder, or a database and its schema."""
        if self.location is None:
            return str(self.paths[0].parent), ""
        return self.location.address or str(self.location.path), self.location.schema

    @property
    def is_file(self) -> bool:
        """Whether it is one file or several."""
        return self.location is None


@dataclass
class Found:
    """The tables of all places, and what else a person should know of them."""

    tables: list[Table] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    files: int = 0


def find(places: Sequence[str], project: Path) -> Found:
    """All tables of all places; raises where a place is none."""
    found = Found()
    for place in places:
        if not place or not is_unicode(place):
            raise LeadmartError(
                "is no place", where=mask(place) or "PLACE", mend="name a folder", code=REFUSED
            )
        location = locate(place, project)
        if location.kind == "postgresql":
            _find_in_postgresql(found, location, "schema=" in location.shown)
        elif location.kind == "duckdb":
            _find_in_duckdb(found, location)
        elif location.kind != "folder" or location.path is None:
            raise LeadmartError(
                "only a build on Spark reads this", where=location.shown, code=REFUSED
            )
        elif location.path.is_dir():
            _find_in_folder(found, location.path)
        elif location.path.is_file() and location.path.name.lower().endswith(_DATABASES):
            _find_in_duckdb(found, Location("duckdb", str(location.path), path=location.path))
        elif location.path.exists():
            _find_in_files(found, [location.path], location.path.parent)
        else:
            raise LeadmartError(
                "there is no such file or folder",
                where=location.shown,
                mend="name a folder, a file, a FILE.duckdb or a postgresql:// address",
                code=REFUSED,
            )
    return found


# Files ----------------------------------------------------------------------------------------


def _find_in_folder(found: Found, folder: Path) -> None:
    paths: list[Path] = []
    seen: set[tuple[int, int]] = set()
    hidden: list[str] = []

    def unread(error: OSError) -> None:
        name = os.path.relpath(error.filename, folder) if error.filename else str(folder)
        found.notes.append(problem(f"cannot be read ({error.strerror})", mask_words(name)))

    for here, folders, names in os.walk(folder, onerror=unread, followlinks=True):
        status = os.stat(here)
        if (status.st_dev, status.st_ino) in seen or len(Path(here).parts) > _DEPTH + len(
            folder.parts
        ):
            # A link that leads back, or a way without an end.
            folders.clear()
            continue
        seen.add((status.st_dev, status.st_ino))
        if {*names} >= _RELEASE:
            # What a build published is no input.
            folders.clear()
            continue
        folders[:] = sorted(one for one in folders if not one.startswith("."))
        for name in sorted(names):
            if name.startswith((".", "~$")):
                continue
            if not is_unicode(name):
                hidden.append(mask(name))
            elif len(paths) < MOST_FILES:
                paths.append(Path(here) / name)
        if len(paths) == MOST_FILES:
            break
    if hidden:
        found.notes.append(
            problem("the name is not UTF-8", some_of(hidden, _NAMES_SHOWN), "rename it")
        )
    if len(paths) == MOST_FILES:
        found.notes.append(f"only the first {MOST_FILES:,} files are looked at")
    _find_in_files(found, paths, folder)


def _find_in_files(found: Found, paths: list[Path], root: Path) -> None:
    tables: list[Table] = []
    others: list[Path] = []
    refused: dict[tuple[str, str], list[str]] = {}
    looked_at = 0
    for path in paths:
        found.files += 1
        name = path.name.lower()
        unread = next((what for what, ends in _UNREAD.items() if name.endswith(ends)), None)
        if unread is not None:
            refused.setdefault(unread, []).append(_relative(path, root))
        elif name.endswith(_DATABASES):
            _find_in_database(found, path, root)
        elif not _is_table(name):
            others.append(path)
        elif looked_at >= MOST_TABLES:
            refused.setdefault(
                (f"beyond the first {MOST_TABLES:,} tables", "name fewer places"), []
            ).append(_relative(path, root))
        else:
            looked_at += 1
            try:
                table = _look(path, root)
            except (
                LeadmartError,
                Refused,
                OSError,
                EOFError,
                zlib.error,
                csv.Error,
                ValueError,
            ) as error:
                found.notes.append(problem(*_reason(error, path, root)))
                continue
            if table is None:
                others.append(path)
            else:
                tables.append(table)
    for (what, mend), names in refused.items():
        said = f"is {what}" if len(names) == 1 else f"{len(names):,} files, each {what}"
        shown = some_of([mask_words(one) for one in names], _NAMES_SHOWN)
        found.notes.append(problem(said, shown, mend))
    others = [path for path in others if not path.name.lower().endswith(gate.NOTES)]
    if others:
        found.notes.append(_others(others))
    found.tables += _parts_together(tables)


def _reason(error: Exception, path: Path, root: Path) -> tuple[str, str, str]:
    shown = mask_words(_relative(path, root))
    if isinstance(error, LeadmartError):
        return error.problems[0].partition(": ")[2], shown, ""
    if isinstance(error, Refused):
        return error.what, shown, error.mend
    if isinstance(error, gzip.BadGzipFile | EOFError | zlib.error):
        return "is damaged gzip data", shown, "deliver it again"
    if isinstance(error, OSError):
        return f"cannot be read ({error.strerror or type(error).__name__})", shown, ""
    return f"cannot be read ({type(error).__name__})", shown, "export it again"


def _others(paths: list[Path]) -> str:
    """A line on files that hold no table."""
    kinds = Counter(path.suffix.lower() or "no ending" for path in paths)
    named = [f"{mask_words(kind)} {number}" for kind, number in kinds.most_common()]
    if len(paths) == 1:
        return problem("no table, ignored", mask_words(paths[0].name))
    return problem(f"{len(paths):,} files are no tables, ignored ({some_of(named, _NAMES_SHOWN)})")


def _is_table(name: str) -> bool:
    plain = name.removesuffix(".gz")
    return plain.endswith((*_TEXTS, *raw.JSON_LINES)) or name.endswith(".parquet")


def _relative(path: Path, root: Path) -> str:
    return os.path.relpath(path, root) if path != root else path.name


def _look(path: Path, root: Path) -> Table | None:
    """A file's headers, and what its first rows say; None where it holds no table."""
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise Refused("is not a regular file")
    if status.st_size == 0:
        raise Refused("is empty", "export it again, or take it away")
    name = path.name.lower().removesuffix(".gz")
    shown = _relative(path, root)
    stem = _stem(path.name)
    if name.endswith(".parquet"):
        headers, rows = _parquet_rows(path)
        return _table(stem, shown, "parquet", headers, rows, paths=(path,))
    if name.endswith((".jsonl", ".ndjson")):
        headers, rows = _json_rows(path)
        return _table(stem, shown, "jsonl", headers, rows, paths=(path,))
    _refuse_what_is_no_text(path)
    sample = sniff.sample_text(path)
    if sample is None:
        return None
    table = _table(stem, shown, "text", sample.headers, iter(sample.rows), paths=(path,))
    return replace(table, format=sample.format, guesses=sample.guesses, is_whole=sample.is_whole)


def _refuse_what_is_no_text(path: Path) -> None:
    """Refuses a web page, a workbook or packed bytes that are called a table."""
    with path.open("rb") as stream:
        start = stream.read(512)
    if path.name.lower().endswith(".gz"):
        if not start.startswith(b"\x1f\x8b"):
            raise Refused("is not gzip data", "name it as what it is")
        return
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return
    gate.refuse_signatures(start, "csv")


def _stem(name: str) -> str:
    for ending in (".gz", ".parquet", ".jsonl", ".ndjson", *_TEXTS):
        if name.lower().endswith(ending):
            name = name[: -len(ending)]
    return name


def _parquet_rows(path: Path) -> tuple[list[str], Rows]:
    import duckdb

    with path.open("rb") as stream, duckdb.connect() as connection:
        raw.parquet_columns(connection, path)
        return _first_rows(connection, raw.parquet(stream.fileno()))


def _first_rows(connection: duckdb.DuckDBPyConnection, source: str) -> tuple[list[str], Rows]:
    """The first rows of a relation, as text."""
    kinds = {row[0]: row[1] for row in connection.execute(f"describe from {source}").fetchall()}
    selected = ", ".join(as_text(quoted(name), kind) for name, kind in kinds.items())
    rows = connection.execute(f"select {selected} from {source} limit {SAMPLE_ROWS + 1}").fetchall()
    return list(kinds), iter(rows)


def _json_rows(path: Path) -> tuple[list[str], Rows]:
    with gate.open_text(path, raw.json_kind(path)) as text:
        rows = [row for _, row in islice(gate.json_rows(text), SAMPLE_ROWS + 1)]
    headers = list(dict.fromkeys(name for row in rows for name in row))
    return headers, iter(
        [[load_files.json_text(row.get(name)) for name in headers] for row in rows]
    )


def _table(
    name: str, shown: str, kind: str, headers: Sequence[str], rows: Rows, **more: Any
) -> Table:
    """A table and what its rows say; the row behind the last one only tells that there are more."""
    kept = [["" if cell is None else cell for cell in row] for row in rows]
    looks = sniff.look_at_columns(headers, kept[:SAMPLE_ROWS])
    number = min(len(kept), SAMPLE_ROWS)
    different = {
        header: len({row[place].strip() for row in kept[:SAMPLE_ROWS] if place < len(row)})
        for place, header in enumerate(headers)
    }
    unique = {
        header for header, many in different.items() if many == number == looks[header].filled
    }
    repeated = {header for header, many in different.items() if many * 2 < looks[header].filled}
    return Table(
        name=name,
        shown=shown,
        kind=kind,
        headers=tuple(headers),
        looks=looks,
        rows=number,
        is_whole=len(kept) <= SAMPLE_ROWS,
        unique=frozenset(unique),
        repeated=frozenset(repeated),
        **more,
    )


# Parts of one export --------------------------------------------------------------------------


def _parts_together(tables: list[Table]) -> list[Table]:
    """Files that are parts of one export as one table."""
    groups: dict[tuple[Any, ...], list[Table]] = {}
    for table in tables:
        path = table.paths[0]
        form = replace(table.format, drop_rows_where={}, encoding="")
        key = (path.parent, _PART.sub("*", path.name), table.kind, table.headers, repr(form))
        groups.setdefault(key, []).append(table)
    return [one for group in groups.values() for one in _joined(group)]


def _joined(parts: list[Table]) -> list[Table]:
    if len(parts) == 1:
        return parts
    first = parts[0]
    paths = tuple(table.paths[0] for table in parts)
    pattern = _pattern(paths)
    encoding = _encoding(parts)
    drops = [table.format.drop_rows_where for table in parts if table.format.drop_rows_where]
    if pattern is None or encoding is None or any(one != drops[0] for one in drops):
        return parts
    return [
        replace(
            first,
            shown=os.path.join(os.path.dirname(first.shown), pattern.name),
            looks={
                name: sniff.together([table.looks[name] for table in parts])
                for name in first.headers
            },
            rows=sum(table.rows for table in parts),
            is_whole=all(table.is_whole for table in parts),
            unique=frozenset.intersection(*(table.unique for table in parts)),
            repeated=frozenset.union(*(table.repeated for table in parts)),
            format=replace(
                first.format, drop_rows_where=drops[0] if drops else {}, encoding=encoding
            ),
            guesses=tuple(dict.fromkeys(one for table in parts for one in table.guesses)),
            paths=paths,
            pattern=pattern,
        )
    ]


def _encoding(parts: list[Table]) -> str | None:
    """The encoding that all parts can be read in: one of a single alphabet has none of its own."""
    encodings = {table.format.encoding for table in parts}
    if len(encodings) == 1:
        return encodings.pop()
    if encodings != {"utf-8", "cp1252"}:
        return None
    plain = [table for table in parts if table.format.encoding == "utf-8"]
    return "cp1252" if all(_is_ascii(table.paths[0]) for table in plain) else None


def _is_ascii(path: Path) -> bool:
    with sniff.open_bytes(path) as stream:
        return stream.read(SETTLE_BYTES).isascii()


def _pattern(paths: tuple[Path, ...]) -> Path | None:
    """The pattern that means these files and no others, if there is one.

    The wider one first, which next year's files fit as well.
    """
    names = [path.name for path in paths]
    start = names[0]
    while not all(name.startswith(start) for name in names):
        start = start[:-1]
    for begin in (re.sub(r"[0-9][0-9._ -]*$", "", start), start.rstrip("0123456789")):
        end = names[0][len(begin) :]
        while not all(name[len(begin) :].endswith(end) for name in names):
            end = end[1:]
        pattern = paths[0].parent / f"{begin}*{end}"
        if any(sign in begin + end for sign in "*?["):
            return None
        meant = {one.name for one in pattern.parent.glob(pattern.name) if one.is_file()}
        if meant == set(names):
            return pattern
    return None


# Databases ------------------------------------------------------------------------------------


def _find_in_database(found: Found, path: Path, root: Path) -> None:
    """All schemas of a DuckDB file that lies in a folder; one that is none is told."""
    shown = _relative(path, root)
    try:
        _find_in_duckdb(found, Location("duckdb", str(path), path=path), shown)
    except LeadmartError:
        what, mend = "is no DuckDB file that can be opened", "close whoever writes to it"
        found.notes.append(problem(what, mask_words(shown), mend))


def _find_in_duckdb(found: Found, location: Location, shown: str = "") -> None:
    import duckdb

    assert location.path is not None
    shown = shown or location.path.name
    with duckdb.connect() as connection:
        load_tables.attach(connection, location)
        rows = connection.execute(
            """
            select distinct schema_name, table_name from duckdb_columns()
            where database_name = 'source' and not internal
            order by all
            """
        ).fetchall()
        wanted = [
            (schema, table)
            for schema, table in rows
            if not location.schema or schema.lower() == location.schema.lower()
        ]
        if not wanted and location.schema:
            raise LeadmartError(
                "there is no such schema, or it is empty", where=location.shown, code=REFUSED
            )
        for schema, table in wanted[:MOST_TABLES]:
            source = f"source.{quoted(schema)}.{quoted(table)}"
            called = f"{shown}:{schema}.{table}" if not location.schema else f"{shown}.{table}"
            try:
                headers, cells = _first_rows(connection, source)
            except duckdb.Error as error:
                found.notes.append(
                    problem(
                        f"cannot be read ({type(error).__name__})", called, "make it a plain table"
                    )
                )
                continue
            here = replace(location, schema=schema)
            found.tables.append(_table(table, called, "duckdb", headers, cells, location=here))


def _find_in_postgresql(found: Found, location: Location, has_schema: bool) -> None:
    with load_tables.postgresql_cursor(location) as cursor:
        cursor.execute(
            """
            select cast(table_schema as text), cast(table_name as text)
            from information_schema.tables
            where table_schema not in ('information_schema', 'pg_catalog', 'pg_toast')
                and has_schema_privilege(table_schema, 'usage')
                and has_table_privilege(
                    quote_ident(table_schema) || '.' || quote_ident(table_name), 'select'
                )
            order by 1, 2
            """
        )
        wanted = [
            (schema, table)
            for schema, table in cursor.fetchall()
            if not has_schema or schema == location.schema
        ]
        if not wanted:
            raise LeadmartError(
                "holds no table that may be read",
                where=location.shown,
                mend="ask for the right to read one",
                code=REFUSED,
            )
        looked_at = wanted[:MOST_TABLES]
        columns = {
            schema: load_tables.postgresql_tables(cursor, replace(location, schema=schema))
            for schema in dict.fromkeys(schema for schema, _ in looked_at)
        }
        for schema, table in looked_at:
            here = replace(location, schema=schema)
            found.tables.append(_look_in_postgresql(cursor, here, table, columns[schema][table]))


def _look_in_postgresql(
    cursor: Any, location: Location, table: str, columns: dict[str, str]
) -> Table:
    selected = ", ".join(load_tables.postgres_text(name, columns) for name in columns)
    source = f"{quoted(location.schema)}.{quoted(table)}"
    cursor.execute(f"select {selected} from {source} limit {SAMPLE_ROWS + 1}")
    return _table(
        table,
        f"{location.schema}.{table}",
        "postgresql",
        list(columns),
        iter(cursor.fetchall()),
        location=location,
    )


# All values -----------------------------------------------------------------------------------


def settled(table: Table, names: Iterable[str]) -> tuple[Table, bool]:
    """A table whose first rows leave open how these columns are written, read through for that.

    Returns it as it is then known, and whether it was read to its end.
    """
    asked = [name for name in names if table.looks[name].is_open]
    if table.is_whole or not asked:
        return table, True
    evidence = [Evidence() for _ in asked]
    is_whole = True
    with all_values(table, asked) as rows:
        for number, row in enumerate(rows):
            if row is None or number >= _SETTLE_ROWS:
                is_whole = False
                break
            for one, cell in zip(evidence, row, strict=True):
                one.add(cell)
    looks = dict(table.looks)
    looks |= {name: one.look() for name, one in zip(asked, evidence, strict=True)}
    return replace(table, looks=looks), is_whole


@contextmanager
def all_values(table: Table, names: Sequence[str]) -> Iterator[Iterator[Sequence[str] | None]]:
    """The cells of some columns in every row; None where more is there than is read for that."""
    readers: dict[str, Callable[[Table, Sequence[str]], Any]] = {
        "text": _values_of_text,
        "parquet": _values_of_parquet,
        "jsonl": _values_of_json,
        "duckdb": _values_of_duckdb,
        "postgresql": _values_of_postgresql,
    }
    rows = readers[table.kind](table, names)
    try:
        yield rows
    finally:
        rows.close()


def _values_of_text(table: Table, names: Sequence[str]) -> Iterator[Sequence[str] | None]:
    left = SETTLE_BYTES
    for path in table.paths:
        with written.open_rows(path, table.format) as (headers, rows):
            places = [headers.index(name) for name in names]
            dropped = [(headers.index(n), t) for n, t in table.format.drop_rows_where.items()]
            for row in rows:
                left -= sum(len(cell) + 1 for cell in row)
                if dropped and all(
                    (row[place].strip() if place < len(row) else "") == text
                    for place, text in dropped
                ):
                    continue
                if left < 0:
                    yield None
                    return
                yield [row[place] if place < len(row) else "" for place in places]


def _values_of_json(table: Table, names: Sequence[str]) -> Iterator[Sequence[str] | None]:
    left = SETTLE_BYTES
    for path in table.paths:
        with gate.open_text(path, raw.json_kind(path)) as text:
            for _, row in gate.json_rows(text):
                cells = [load_files.json_text(row.get(name)) for name in names]
                left -= sum(len(str(cell)) for cell in row.values())
                if left < 0:
                    yield None
                    return
                yield cells


def _values_of_parquet(table: Table, names: Sequence[str]) -> Iterator[Sequence[str] | None]:
    import duckdb

    with duckdb.connect() as connection:
        for path in table.paths:
            with path.open("rb") as stream:
                source = raw.parquet(stream.fileno())
                yield from _values_of_relation(connection, source, names)


def _values_of_duckdb(table: Table, names: Sequence[str]) -> Iterator[Sequence[str] | None]:
    import duckdb

    assert table.location is not None
    with duckdb.connect() as connection:
        load_tables.attach(connection, table.location)
        source = f"source.{quoted(table.location.schema)}.{quoted(table.name)}"
        yield from _values_of_relation(connection, source, names)


def _values_of_relation(
    connection: duckdb.DuckDBPyConnection, source: str, names: Sequence[str]
) -> Iterator[Sequence[str]]:
    kinds = {row[0]: row[1] for row in connection.execute(f"describe from {source}").fetchall()}
    selected = ", ".join(f"coalesce({as_text(quoted(name), kinds[name])}, '')" for name in names)
    found = connection.execute(f"select {selected} from {source}")
    while rows := found.fetchmany(10_000):
        yield from rows


def _values_of_postgresql(table: Table, names: Sequence[str]) -> Iterator[Sequence[str] | None]:
    assert table.location is not None
    with load_tables.postgresql_cursor(table.location) as cursor:
        columns = load_tables.postgresql_tables(cursor, table.location)[table.name]
        selected = ", ".join(load_tables.postgres_text(name, columns) for name in names)
        source = f"{quoted(table.location.schema)}.{quoted(table.name)}"
        cursor.execute(f"select {selected} from {source}")
        while rows := cursor.fetchmany(10_000):
            yield from (["" if cell is None else cell for cell in row] for row in rows)
