"""How a file is written, read from its content: nothing is assumed that the content does not prove.

What could be read in two ways (1.234, 03/04/2026) is said to be so, for a person to decide.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from leadmart.intake.company import Format

# Enough to tell how a file is written, little enough to look at many.
_BYTES = 4 * 1024 * 1024
_ROWS = 20_000
_TITLE_LINES = 30
_DELIMITERS = (",", ";", "\t", "|")
_TOTALS = re.compile(
    r"(grand |sub)?totals?:?|sum|summe|gesamt(summe)?|insgesamt|total general|totaal|totale|somme",
    re.IGNORECASE,
)
_SIGNS = str.maketrans("", "", "€$£¥₹ \u00a0\u202f%'\u2019")
_NUMBER = re.compile(r"[(+-]?[0-9][0-9.,]*[)]?")
_DAY = r"(?P<a>[0-9]{1,4})(?P<s>[./-])(?P<b>[0-9]{1,2})(?P=s)(?P<c>[0-9]{1,4})"
_CLOCK = (
    r"(?P<gap>[ T,]+)(?P<clock>[0-9]{1,2}:[0-9]{2}(?P<second>:[0-9]{2})?)(?P<half> ?[APap][Mm])?"
)
_MOMENT = re.compile(f"{_DAY}(?:{_CLOCK})?")
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ].*)?")


@dataclass(frozen=True)
class ColumnLook:
    """What a column's cells say of how they are written."""

    kind: str  # number, moment, text or empty
    # Signs that every cell allows; one is certain, two are a question.
    decimals: frozenset[str] = frozenset()
    thousands: str = ""
    dates: tuple[str, ...] = ()
    example: str = ""


@dataclass(frozen=True)
class Look:
    """How a file is written, its headers and columns, and what it leaves open."""

    format: Format
    headers: tuple[str, ...]
    columns: dict[str, ColumnLook]
    rows: int
    questions: tuple[str, ...] = ()
    guesses: tuple[str, ...] = field(default=())


def look_at(path: Path) -> Look | None:
    """How a delimited file is written; None where it is no table of text."""
    data = _head(path)
    encoding, guesses = encoding_of(data)
    if encoding is None:
        return None
    text = data.decode(encoding, errors="ignore").lstrip("\ufeff")
    delimiter = _delimiter(text)
    rows = list(_rows(text, delimiter))
    start = _header_row(rows)
    if start is None:
        return None
    headers = [cell.strip() for cell in rows[start]]
    while headers and not headers[-1]:
        headers.pop()
    body = [row for row in rows[start + 1 :] if any(cell.strip() for cell in row)]
    dropped = _totals(headers, body)
    kept = [row for row in body if not _is_dropped(row, headers, dropped)]
    columns = {
        name: _look_at_column([row[place] if place < len(row) else "" for row in kept])
        for place, name in enumerate(headers)
    }
    decimal, thousands, dates, questions = _agreed(columns)
    written = Format(
        delimiter=delimiter,
        encoding=encoding,
        skip_lines=_lines_before(text, start, delimiter),
        decimal=decimal,
        thousands=thousands,
        dates=dates,
        drop_rows_where=dropped,
    )
    return Look(written, tuple(headers), columns, len(kept), tuple(questions), tuple(guesses))


def encoding_of(data: bytes) -> tuple[str | None, list[str]]:
    """The encoding of a text's bytes, and a word where it is a guess; None for no text."""
    if data.startswith(b"\xef\xbb\xbf"):
        return "utf-8", []
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16", []
    if b"\0" in data[:4096]:
        even = data[0:4096:2].count(0)
        odd = data[1:4096:2].count(0)
        if odd > len(data[:4096]) // 4 and not even:
            return "utf-16-le", []
        if even > len(data[:4096]) // 4 and not odd:
            return "utf-16-be", []
        return None, []
    try:
        # A character may be cut at the end of what was read.
        data[: len(data) - 4 if len(data) >= _BYTES else None].decode("utf-8")
        return "utf-8", []
    except UnicodeDecodeError as error:
        if error.start > len(data) - 4:
            return "utf-8", []
    return "cp1252", ["the encoding: not UTF-8, so it is taken for the Western European cp1252"]


def _head(path: Path) -> bytes:
    if path.suffix == ".gz":
        with gzip.open(path) as stream:
            return stream.read(_BYTES)
    with path.open("rb") as stream:
        return stream.read(_BYTES)


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for number, row in enumerate(reader):
            if number >= _ROWS:
                return
            yield row
    except csv.Error:
        return


def _delimiter(text: str) -> str:
    """The sign that cuts most rows into the same, largest number of cells."""
    head = "\n".join(text.splitlines()[:200])

    def score(delimiter: str) -> tuple[float, int]:
        widths = Counter(len(row) for row in _rows(head, delimiter) if any(row))
        width, count = max(
            ((width, count) for width, count in widths.items() if width > 1),
            key=lambda one: (one[1], one[0]),
            default=(1, 0),
        )
        return count / max(1, sum(widths.values())), width

    return max(_DELIMITERS, key=score)


def _header_row(rows: Sequence[Sequence[str]]) -> int | None:
    """The first row that is as wide as most are and names every column once."""
    widths = Counter(len(_trimmed(row)) for row in rows if any(cell.strip() for cell in row))
    if not widths:
        return None
    usual = max(widths, key=lambda width: (widths[width], width))
    for number, row in enumerate(rows[: _TITLE_LINES + 1]):
        cells = [cell.strip() for cell in _trimmed(row)]
        is_named = cells and all(cells) and len({cell.lower() for cell in cells}) == len(cells)
        if is_named and len(cells) >= min(usual, 2) and len(cells) * 2 > usual:
            if len(cells) == 1 and usual > 1:
                continue
            if not any(_NUMBER.fullmatch(cell) for cell in cells):
                return number
    return None


def _trimmed(row: Sequence[str]) -> list[str]:
    cells = list(row)
    while cells and not cells[-1].strip():
        cells.pop()
    return cells


def _lines_before(text: str, start: int, delimiter: str) -> int:
    """The lines of the text before the header: title rows may hold line breaks in quotes."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    for _ in range(start):
        next(reader)
    return reader.line_num


def _totals(headers: Sequence[str], body: Sequence[Sequence[str]]) -> dict[str, str]:
    """What tells the rows of totals at the end (or the beginning) from the others."""
    for row in [*body[-3:][::-1], *body[:1]]:
        for place, cell in enumerate(row[: len(headers)]):
            if _TOTALS.fullmatch(cell.strip()):
                return {headers[place]: cell.strip()}
    return {}


def _is_dropped(row: Sequence[str], headers: Sequence[str], dropped: dict[str, str]) -> bool:
    return any(
        (row[place].strip() if (place := headers.index(name)) < len(row) else "") == text
        for name, text in dropped.items()
    )


def _look_at_column(cells: Iterable[str]) -> ColumnLook:
    texts = [cell.strip() for cell in cells]
    texts = [text for text in texts if text and text.upper() not in ("NULL", "NA", "N/A", "-")]
    if not texts:
        return ColumnLook("empty")
    moments = [_MOMENT.fullmatch(text) for text in texts]
    if all(_ISO.fullmatch(text) for text in texts):
        return ColumnLook("moment", example=texts[0])
    if all(moments):
        return ColumnLook("moment", dates=_dates_of(texts), example=texts[0])
    bare = [text.translate(_SIGNS) for text in texts]
    if all(_NUMBER.fullmatch(text) for text in bare):
        decimals, thousands = _signs_of(bare)
        example = next((text for text in texts if "." in text or "," in text), texts[0])
        return ColumnLook("number", decimals, thousands, example=example)
    return ColumnLook("text", example=texts[0])


def _signs_of(numbers: Iterable[str]) -> tuple[frozenset[str], str]:
    """The decimal signs that all numbers allow, and the sign of thousands if one is seen."""
    allowed = {".", ","}
    thousands = ""
    for number in numbers:
        bare = number.strip("()+-")
        for sign, other in ((".", ","), (",", ".")):
            # As a decimal sign it comes once, behind whatever parts thousands.
            groups = bare.partition(sign)[0]
            is_possible = bare.count(sign) <= 1 and other not in bare.partition(sign)[2]
            if other in groups:
                is_possible &= bool(re.fullmatch(rf"[0-9]{{1,3}}([{other}][0-9]{{3}})+", groups))
            if not is_possible:
                allowed.discard(sign)
    for number in numbers if isinstance(numbers, list) else []:
        for sign in (".", ","):
            if sign in number and allowed and sign not in allowed:
                thousands = sign
    return frozenset(allowed), thousands


def _dates_of(texts: Sequence[str]) -> tuple[str, ...]:
    """The formats that every text of a column allows."""
    found: list[str] | None = None
    for text in texts:
        here = list(_formats(text))
        found = here if found is None else [one for one in found if one in here]
    return tuple(found or ())


def _formats(text: str) -> Iterator[str]:
    match = _MOMENT.fullmatch(text)
    if match is None:
        return
    first, sign, second, third = match["a"], match["s"], match["b"], match["c"]
    clock = ""
    if match["clock"]:
        hour = "%I" if match["half"] else "%H"
        half = (
            (" " if (match["half"] or "").startswith(" ") else "") + "%p" if match["half"] else ""
        )
        clock = f"{match['gap']}{hour}:%M{':%S' if match['second'] else ''}{half}"
    if len(first) == 4:
        if int(second) <= 12 and int(third) <= 31:
            yield f"%Y{sign}%m{sign}%d{clock}"
        return
    year = "%Y" if len(third) == 4 else "%y"
    if len(third) not in (2, 4) or len(first) > 2:
        return
    if int(second) <= 12 and int(first) <= 31:
        yield f"%d{sign}%m{sign}{year}{clock}"
    if int(first) <= 12 and int(second) <= 31:
        yield f"%m{sign}%d{sign}{year}{clock}"


def _agreed(columns: dict[str, ColumnLook]) -> tuple[str, str, str, list[str]]:
    """The signs and the dates that all columns of a file allow, and what stays open."""
    questions = []
    numbers = {name: look for name, look in columns.items() if look.kind == "number"}
    allowed = {".", ","}
    for look in numbers.values():
        allowed &= look.decimals
    seen = {sign for look in numbers.values() for sign in (".", ",") if sign in look.example}
    decimal = "."
    if seen and len(allowed) == 2:
        name = next(name for name, look in numbers.items() if seen & set(look.example))
        questions.append(
            f"decimal: is {numbers[name].example} in {name} with a decimal or a thousands sign?"
        )
    elif allowed == {","} and seen:
        decimal = ","
    elif not allowed:
        questions.append("decimal: the columns of numbers are not written alike")
    thousands = next((look.thousands for look in numbers.values() if look.thousands), "")
    thousands = thousands if thousands != decimal else ""
    moments = {name: look for name, look in columns.items() if look.dates}
    common: list[str] | None = None
    for look in moments.values():
        here = list(look.dates)
        common = here if common is None else [one for one in common if one in here]
    dates = ""
    if common:
        dates = common[0]
        if len(common) > 1:
            name, look = next(iter(moments.items()))
            questions.append(f"dates: is {look.example} in {name} {' or '.join(common)}?")
            dates = ""
    elif len(moments) > 1:
        # Days and moments side by side: each column says its own.
        for name, look in moments.items():
            if len(look.dates) > 1 and not _settled(look.dates, moments):
                questions.append(f"dates: is {look.example} in {name} {' or '.join(look.dates)}?")
    return decimal, thousands, dates, questions


def _settled(dates: Sequence[str], moments: dict[str, ColumnLook]) -> bool:
    """Whether another column proves the order of day and month."""
    orders = [
        {"d" if one.index("%d") < one.index("%m") else "m" for one in look.dates}
        for look in moments.values()
    ]
    return any(len(order) == 1 for order in orders)
