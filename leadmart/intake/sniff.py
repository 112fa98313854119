"""How a file is written, read from its content: nothing is assumed that the content does not prove.

What could be read in two ways (1.234, 03/04/2026) is said to be so, for a person to decide.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO

from leadmart.intake.company import Format
from leadmart.intake.written import name_headers

# Enough to tell how a file is written, little enough to look at many.
SAMPLE_BYTES = 2 * 1024 * 1024
SAMPLE_ROWS = 2_000
# Texts of a column that are kept, to see whether they are words of a list.
_VALUES_KEPT = 60
_FIRST_TEXTS = 20
_TITLE_LINES = 30
_LAST_BYTES = 16 * 1024
# Rows at the end of a file that may be none.
LAST_ROWS = 12
_DELIMITERS = (",", ";", "\t", "|")
_TOTALS = re.compile(
    r"(grand |sub)?totals?( records?)?:?( ?\([0-9,.]+ records?\))?|"
    r"sum|summe:?|gesamt(summe|ergebnis)?:?|insgesamt|total général|total general|totaal|"
    r"eindtotaal|totale|somme",
    re.IGNORECASE,
)
# As staging knows them (macros/contract.sql): they say nothing.
_ABSENT = ("", "NULL", "NA", "N/A", "-")
_CURRENCIES = "€$£¥₹₽₩₺₪₴₫฿₦₱₿¢"
_STARTS = _CURRENCIES + "(+-.,'"
# Of the cells of a column, this share is what the column is.
_NEARLY_ALL = 0.8
_SIGNS = str.maketrans("", "", _CURRENCIES + " \u00a0\u202f\u2009%'\u2019")
_CODE = re.compile(
    r"(?:(?P<before>[A-Z]{3})(?=[0-9(+.,-]))?(?P<number>[^A-Z]+?)(?P<behind>[A-Z]{3})?$"
)
_NUMBER = re.compile(r"[(+-]?[0-9][0-9.,]*[)]?|[(+-]?[.,][0-9]+[)]?")
_DAY = r"(?P<a>[0-9]{1,4})(?P<s>[./-])(?P<b>[0-9]{1,2})(?P=s)(?P<c>[0-9]{1,4})"
_CLOCK = (
    r"(?P<gap>, | +|T|,)"
    r"(?P<clock>[0-9]{1,2}:[0-9]{2}(?P<second>:[0-9]{2}(?P<part>[.][0-9]{1,6})?)?)"
    r"(?P<half> ?[APap]\.?[Mm]\.?)?(?P<hour> Uhr| h)?"
)
_MOMENT = re.compile(f"{_DAY}(?:{_CLOCK})?")
_MONTH_NAMES = (
    "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|january|february|march|april|june|july|august|"
    "september|october|november|december"
)
# How a cell begins that can be a day or an amount, where it does so with a letter.
_BEGINS = re.compile(r"(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|[A-Z]{3} ?[0-9(+.,-]")
_NAMED = re.compile(
    rf"(?:(?P<d1>[0-9]{{1,2}})(?P<s>[ -])(?P<m1>{_MONTH_NAMES})(?P=s)(?P<y1>[0-9]{{4}}|[0-9]{{2}})"
    rf"|(?P<m2>{_MONTH_NAMES}) (?P<d2>[0-9]{{1,2}}), (?P<y2>[0-9]{{4}}))(?:{_CLOCK})?",
    re.IGNORECASE,
)
_ISO = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"([T ](?P<clock>[0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,9})?)?)"
    r"( ?(?P<offset>Z|UTC|[+-][0-9]{2}(:?[0-9]{2})?))?)?"
)
# Seconds and milliseconds since 1970, of 1990 to 2100, and days as 20260501.
_EPOCHS = {"s": (631_152_000, 4_102_444_800), "ms": (631_152_000_000, 4_102_444_800_000)}
_COMPACT = re.compile(r"(19[89][0-9]|20[0-9]{2})(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])")


@dataclass(frozen=True)
class ColumnLook:
    """What a column's cells say of how they are written."""

    kind: str  # number, moment, text or empty
    # Signs that every cell allows as the decimal sign; one is certain, two are a question.
    decimals: frozenset[str] = frozenset()
    # Which of the two signs are there at all.
    signs: frozenset[str] = frozenset()
    # The formats that every cell allows; none where the cells are ISO, or written in several ways.
    dates: tuple[str, ...] = ()
    is_iso: bool = False
    has_clock: bool = False
    has_offset: bool = False
    # Whole numbers that may be moments: s, ms, or day for 20260501.
    epoch: str = ""
    example: str = ""
    filled: int = 0
    smallest: float | None = None
    largest: float | None = None
    currencies: frozenset[str] = frozenset()
    percent: bool = False
    mail: bool = False
    web: bool = False
    # The first texts, each once.
    first: tuple[str, ...] = ()
    # How often each text is there; nothing where there are many different ones.
    values: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        """Whether more cells could tell what these leave open."""
        return len(self.dates) > 1 or (bool(self.signs) and len(self.decimals) > 1)


@dataclass(frozen=True)
class Question:
    """What a file leaves open: of which key of its format, in which column, and what it may be."""

    about: str  # decimal or dates
    column: str
    text: str
    choices: tuple[str, ...]


@dataclass(frozen=True)
class Agreed:
    """What the columns of a file agree on, and what stays open."""

    decimal: str = "."
    thousands: str = ""
    dates: str = ""
    # Columns whose days are written otherwise than `dates` says.
    own_dates: Mapping[str, str] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True)
class Sample:
    """The first rows of a delimited file, its headers, and how it is written so far."""

    format: Format
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    is_whole: bool
    guesses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Look:
    """How a file is written, its headers and columns, and what it leaves open."""

    format: Format
    headers: tuple[str, ...]
    columns: Mapping[str, ColumnLook]
    rows: int
    questions: tuple[Question, ...] = ()
    guesses: tuple[str, ...] = ()


def look_at(path: Path) -> Look | None:
    """How a delimited file is written; None where it is no table of text."""
    sample = sample_text(path)
    if sample is None:
        return None
    columns = look_at_columns(sample.headers, sample.rows)
    found = agreed(columns)
    written = replace(
        sample.format, decimal=found.decimal, thousands=found.thousands, dates=found.dates
    )
    return Look(written, sample.headers, columns, len(sample.rows), found.questions, sample.guesses)


# The file -------------------------------------------------------------------------------------


def sample_text(path: Path) -> Sample | None:
    """The first rows of a delimited file; None where it is no table of text.

    Raises OSError where it cannot be read, EOFError or zlib.error where it is damaged.
    """
    data, is_whole = _head(path)
    encoding, guesses = encoding_of(data, is_whole)
    if encoding is None:
        return None
    text = data.decode(encoding, errors="ignore").lstrip("\ufeff")
    if not is_whole:
        # The last line may be cut.
        text = text[: text.rfind("\n") + 1]
    delimiter = _delimiter(text)
    rows = list(_rows(text, delimiter))
    is_whole = is_whole and len(rows) <= SAMPLE_ROWS
    start = _header_row(rows)
    if start is None:
        return None
    headers = name_headers(rows[start])
    body = [row for row in rows[start + 1 :] if any(cell.strip() for cell in row)]
    last = body
    if not is_whole:
        last = list(_last_rows(path, encoding, delimiter)) or last
    below = rows_below(last, headers)
    dropped = _no_rows(headers, body, last[len(last) - below :])
    if is_whole:
        body = body[: len(body) - below]
    kept = tuple(tuple(row) for row in body if not _is_dropped(row, headers, dropped))
    written = Format(
        delimiter=delimiter,
        encoding=encoding,
        skip_lines=_lines_before(text, start, delimiter),
        drop_rows_where=dropped,
    )
    return Sample(written, tuple(headers), kept[:SAMPLE_ROWS], is_whole, tuple(guesses))


def encoding_of(data: bytes, is_whole: bool = True) -> tuple[str | None, list[str]]:
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
    if b"\0" in data or _is_binary(data[:4096]):
        return None, []
    try:
        data.decode("utf-8")
        return "utf-8", []
    except UnicodeDecodeError as error:
        # A character may be cut at the end of what was read.
        if not is_whole and error.start > len(data) - 4:
            return "utf-8", []
    return "cp1252", ["not UTF-8, so taken for Western European; cp1250 is the Eastern European"]


def _is_binary(data: bytes) -> bool:
    """Whether bytes hold control signs that no text does."""
    return sum(byte < 32 and byte not in (9, 10, 12, 13, 27) for byte in data) > len(data) // 100


@contextmanager
def open_bytes(path: Path) -> Iterator[IO[bytes]]:
    """A file's bytes, unpacked."""
    if path.name.lower().endswith(".gz"):
        with gzip.open(path) as stream:
            yield stream
    else:
        with path.open("rb") as stream:
            yield stream


def _head(path: Path) -> tuple[bytes, bool]:
    """The first bytes, and whether they are all."""
    with open_bytes(path) as stream:
        data = stream.read(SAMPLE_BYTES + 1)
    return data[:SAMPLE_BYTES], len(data) <= SAMPLE_BYTES


def _last_rows(path: Path, encoding: str, delimiter: str) -> Iterator[list[str]]:
    """The last rows of a file of which only the beginning was read."""
    if path.name.lower().endswith(".gz"):
        return
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - _LAST_BYTES) & ~1)
        text = stream.read().decode(encoding.replace("utf-16", "utf-16-le"), errors="ignore")
    lines = [line for line in text.splitlines()[1:] if line.strip()]
    yield from _rows("\n".join(lines[-LAST_ROWS:]), delimiter)


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    csv.field_size_limit(SAMPLE_BYTES)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for number, row in enumerate(reader):
            if number > SAMPLE_ROWS + _TITLE_LINES:
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
        return round(count / max(1, sum(widths.values())), 2), width

    return max(_DELIMITERS, key=score)


def _header_row(rows: Sequence[Sequence[str]]) -> int | None:
    """The first row that is as wide as most are and names columns."""
    filled = [width for row in rows if (width := len(_trimmed(row)))]
    if not filled:
        return None
    # Titles above a table, and words below it, are no rows of it.
    wide = [place for place, width in enumerate(filled) if width > 1]
    inner = filled[wide[0] : wide[-1] + 1] if len(wide) > 1 else filled
    widths = Counter(inner)
    usual = max(widths, key=lambda width: (widths[width], width))
    for number, row in enumerate(rows[: _TITLE_LINES + 1]):
        cells = [cell.strip() for cell in _trimmed(row)]
        named = [cell for cell in cells if cell]
        if len(cells) < min(usual, 2) or len(cells) * 2 <= usual:
            continue
        is_named = len({cell.lower() for cell in named}) * 3 >= len(cells) * 2
        if is_named and not any(_NUMBER.fullmatch(cell) or _is_moment(cell) for cell in named):
            return number
    return None


def _is_moment(text: str) -> bool:
    return bool(_ISO.fullmatch(text) or _MOMENT.fullmatch(text))


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


def _no_rows(
    headers: Sequence[str], body: Sequence[Sequence[str]], last: Sequence[Sequence[str]]
) -> dict[str, str]:
    """What tells totals and words at the end (or the beginning) of a file from its rows.

    last: what stands below them.
    """
    none = [*last[::-1], *(row for row in body[:1] if _is_none(row, headers))]
    if not none:
        return {}
    rest = [row for row in body if list(row) not in [list(one) for one in none]]
    for place, cell in enumerate(none[0][: len(headers)]):
        text = cell.strip()
        is_said_by_all = text and all(_cell(row, place) == text for row in none)
        if is_said_by_all and not any(_cell(row, place) == text for row in rest):
            return {headers[place]: text}
    for place, name in enumerate(headers):
        if all(_cell(row, place) for row in rest) and not any(_cell(row, place) for row in none):
            return {name: ""}
    return {}


def rows_below(rows: Sequence[Sequence[str]], headers: Sequence[str]) -> int:
    """How many rows at the end are none: totals, and words below them such as a copyright."""
    below = 0
    for number, row in enumerate(reversed(rows[-LAST_ROWS:]), start=1):
        if _is_none(row, headers):
            below = number
        elif not (len(headers) >= 3 and _is_alone(row)):
            break
    return below


def _is_none(row: Sequence[str], headers: Sequence[str]) -> bool:
    return _is_total(row, headers) or _is_footer(row, headers)


def _is_total(row: Sequence[str], headers: Sequence[str]) -> bool:
    """A row whose first word is that of a sum, and that does not say all that others do."""
    cells = [cell.strip() for cell in row[: len(headers)]]
    first = next((cell for cell in cells if cell), "")
    return bool(_TOTALS.fullmatch(first)) and ("" in cells or len(headers) <= 3)


def _is_footer(row: Sequence[str], headers: Sequence[str]) -> bool:
    """A row of one cell of words, where rows have three or more."""
    return len(headers) >= 3 and _is_alone(row) and " " in row[0].strip()


def _is_alone(row: Sequence[str]) -> bool:
    """Whether only the first cell says something."""
    return [cell for cell in row if cell.strip()] == [*row[:1]]


def _cell(row: Sequence[str], place: int) -> str:
    return row[place].strip() if place < len(row) else ""


def _is_dropped(row: Sequence[str], headers: Sequence[str], dropped: dict[str, str]) -> bool:
    return bool(dropped) and all(
        _cell(row, headers.index(name)) == text for name, text in dropped.items()
    )


# Its columns ----------------------------------------------------------------------------------


def look_at_columns(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> dict[str, ColumnLook]:
    """What the cells of each column say."""
    evidence = [Evidence() for _ in headers]
    for row in rows:
        for one, cell in zip(evidence, row, strict=False):
            one.add(cell)
    return {name: one.look() for name, one in zip(headers, evidence, strict=True)}


class Evidence:
    """What the cells of a column say, one after the other.

    Some cells may be wrong: what nearly all are, the column is. Staging judges the others.
    """

    def __init__(self) -> None:
        self._values: Counter[str] = Counter()
        self._many = False
        self._filled = 0
        self._are: Counter[str] = Counter()
        self._epochs = {"s", "ms", "day"}
        # How often cells allow these formats, and no others.
        self._formats: Counter[tuple[str, ...]] = Counter()
        self._allowed = {".", ","}
        self._signs: set[str] = set()
        self._clock = self._offset = False
        self._currencies: set[str] = set()
        self._smallest: float | None = None
        self._largest: float | None = None
        self._examples: dict[str, str] = {}

    def add(self, cell: str) -> None:
        """One more cell."""
        text = cell.strip()
        if text.upper() in _ABSENT:
            return
        self._filled += 1
        if not self._many:
            self._values[text] += 1
            self._many = len(self._values) > _VALUES_KEPT
        self._are["mail"] += "@" in text and "." in text and " " not in text
        self._are["web"] += text.lower().startswith(("http://", "https://", "www."))
        if text[0].isdigit() or text[0] in _STARTS or _BEGINS.match(text):
            self._note_moment(text)
            self._note_number(text)
        else:
            self._epochs.clear()

    def _note_moment(self, text: str) -> None:
        iso = _ISO.fullmatch(text)
        if iso is not None:
            self._are["iso"] += 1
            self._clock |= bool(iso["clock"]) and iso["clock"].strip("0:.") != ""
            self._offset |= bool(iso["offset"])
            return
        here = tuple(formats_of(text))
        if here:
            self._formats[here] += 1
            self._clock |= any("%M" in one for one in here)
            if len(here) > 1:
                # The best example is one whose day and month are different numbers.
                is_telling = len(set(re.findall("[0-9]+", text)[:2])) > 1
                self._examples.setdefault("moment" if is_telling else "same", text)

    def _note_number(self, text: str) -> None:
        if self._epochs:
            is_whole = text.isdigit() and text.isascii()
            number = int(text) if is_whole and len(text) < 16 else -1
            for unit, (lowest, highest) in _EPOCHS.items():
                if not lowest <= number < highest:
                    self._epochs.discard(unit)
            if not (is_whole and _COMPACT.fullmatch(text)):
                self._epochs.discard("day")
        bare = text.translate(_SIGNS)
        code = _CODE.match(bare) if bare[-1:].isalpha() or bare[:1].isalpha() else None
        if code is not None:
            bare = code["number"]
        if not _NUMBER.fullmatch(bare):
            return
        if code is not None:
            self._currencies.add(code["before"] or code["behind"])
        self._are["number"] += 1
        self._are["percent"] += text.endswith("%")
        self._currencies |= {sign for sign in _CURRENCIES if sign in text}
        if "." in bare or "," in bare:
            self._narrow(bare)
            self._examples.setdefault("number", text)
        plain = re.sub(r"[^0-9.-]", "", bare.replace(",", "."))
        if plain.count(".") <= 1 and plain.strip("-."):
            value = float(plain)
            self._smallest = value if self._smallest is None else min(self._smallest, value)
            self._largest = value if self._largest is None else max(self._largest, value)

    def _narrow(self, number: str) -> None:
        bare = number.strip("()+-")
        for sign, other in ((".", ","), (",", ".")):
            if sign in bare:
                self._signs.add(sign)
            # As a decimal sign it comes once, behind whatever parts thousands.
            groups, _, fraction = bare.partition(sign)
            is_possible = bare.count(sign) <= 1 and other not in fraction
            if other in groups:
                is_possible &= bool(re.fullmatch(rf"[0-9]{{1,3}}([{other}][0-9]{{3}})+", groups))
            if not is_possible:
                self._allowed.discard(sign)

    def look(self) -> ColumnLook:
        """What they say together."""
        if not self._filled:
            return ColumnLook("empty")
        common = ColumnLook(
            "text",
            filled=self._filled,
            values={} if self._many else dict(self._values),
            mail=self._nearly_all(self._are["mail"]),
            web=self._nearly_all(self._are["web"]),
            first=tuple(self._values)[:_FIRST_TEXTS],
        )
        if self._nearly_all(self._are["iso"]):
            return replace(
                common,
                kind="moment",
                is_iso=True,
                has_clock=self._clock,
                has_offset=self._offset,
            )
        if self._nearly_all(self._formats.total() + self._are["iso"]):
            return replace(
                common,
                kind="moment",
                dates=self._dates(),
                has_clock=self._clock,
                has_offset=self._offset,
                example=self._examples.get("moment") or self._examples.get("same", ""),
            )
        if self._nearly_all(self._are["number"]):
            return replace(
                common,
                kind="number",
                decimals=frozenset(self._allowed),
                signs=frozenset(self._signs),
                epoch=next((one for one in ("day", "s", "ms") if one in self._epochs), ""),
                example=self._examples.get("number", ""),
                smallest=self._smallest,
                largest=self._largest,
                currencies=frozenset(self._currencies),
                percent=self._nearly_all(self._are["percent"]),
            )
        return common

    def _nearly_all(self, number: int) -> bool:
        return number >= _NEARLY_ALL * self._filled

    def _dates(self) -> tuple[str, ...]:
        """The formats that nearly all cells allow; none where cells contradict each other."""
        support: Counter[str] = Counter()
        for formats, number in self._formats.items():
            for one in formats:
                support[one] += number
        most = max(support.values(), default=0)
        if not self._nearly_all(most):
            return ()
        best = tuple(one for one, number in support.items() if number == most)
        letters = sorted(best[0])
        for formats in self._formats:
            # 13/04 beside 04/13: one of the two is no date, or the column has two orders.
            contrary = not set(best) & set(formats)
            if contrary and any(sorted(one) == letters for one in formats):
                return ()
        return best


def is_iso(text: str) -> bool:
    """Whether a text is a day or a moment as ISO writes it."""
    return _ISO.fullmatch(text) is not None


def formats_of(text: str) -> Iterator[str]:
    """The formats that a text may be written in."""
    match = _MOMENT.fullmatch(text)
    if match is None:
        yield from _named_formats(text)
        return
    first, sign, second, third = match["a"], match["s"], match["b"], match["c"]
    clock = _clock_format(match)
    if len(first) == 4:
        if len(third) <= 2 and 1 <= int(second) <= 12 and 1 <= int(third) <= 31:
            yield f"%Y{sign}%m{sign}%d{clock}"
        return
    year = "%Y" if len(third) == 4 else "%y"
    if len(third) not in (2, 4) or len(first) > 2:
        return
    if 1 <= int(second) <= 12 and 1 <= int(first) <= 31:
        yield f"%d{sign}%m{sign}{year}{clock}"
    if 1 <= int(first) <= 12 and 1 <= int(second) <= 31:
        yield f"%m{sign}%d{sign}{year}{clock}"
    if sign == "-" and year == "%y" and 1 <= int(second) <= 12 and 1 <= int(third) <= 31:
        yield f"%y-%m-%d{clock}"


def _named_formats(text: str) -> Iterator[str]:
    """Days whose month is said by its English name."""
    match = _NAMED.fullmatch(text)
    if match is None:
        return
    clock = _clock_format(match)
    name = match["m1"] or match["m2"]
    for month in ("%b", "%B"):
        # May is as long as its short form.
        if (len(name) == 3) != (month == "%b") and name.lower() != "may":
            continue
        if match["m1"]:
            year = "%Y" if len(match["y1"]) == 4 else "%y"
            yield f"%d{match['s']}{month}{match['s']}{year}{clock}"
        else:
            yield f"{month} %d, %Y{clock}"


def _clock_format(match: re.Match[str]) -> str:
    if not match["clock"]:
        return ""
    half = match["half"] or ""
    return (
        f"{match['gap']}{'%I' if half else '%H'}:%M"
        + (":%S" if match["second"] else "")
        + (".%f" if match["part"] else "")
        + ((" " if half.startswith(" ") else "") + "%p" if half else "")
        + (match["hour"] or "")
    )


def together(looks: Sequence[ColumnLook]) -> ColumnLook:
    """What the parts of one column say together, as when their cells stood in one file."""
    filled = [one for one in looks if one.kind != "empty"]
    if not filled:
        return ColumnLook("empty")
    first = filled[0]
    counted: Counter[str] = Counter()
    for one in filled:
        counted.update(one.values)
    has_all = all(one.values for one in filled) and len(counted) <= _VALUES_KEPT
    kinds = {one.kind for one in filled}
    epochs = {one.epoch for one in filled}
    numbers = [one for one in filled if one.largest is not None]
    return ColumnLook(
        kind=first.kind if len(kinds) == 1 else "text",
        decimals=frozenset.intersection(*(one.decimals for one in filled)),
        signs=frozenset.union(*(one.signs for one in filled)),
        dates=tuple(one for one in first.dates if all(one in other.dates for other in filled)),
        is_iso=all(one.is_iso for one in filled),
        has_clock=any(one.has_clock for one in filled),
        has_offset=any(one.has_offset for one in filled),
        epoch=epochs.pop() if len(epochs) == 1 else "",
        example=next((one.example for one in filled if one.example), ""),
        filled=sum(one.filled for one in filled),
        smallest=min((one.smallest for one in numbers if one.smallest is not None), default=None),
        largest=max((one.largest for one in numbers if one.largest is not None), default=None),
        currencies=frozenset.union(*(one.currencies for one in filled)),
        percent=all(one.percent for one in filled),
        mail=all(one.mail for one in filled),
        web=all(one.web for one in filled),
        first=first.first,
        values=dict(counted) if has_all else {},
    )


# What they agree on ---------------------------------------------------------------------------


def agreed(
    columns: Mapping[str, ColumnLook], whole: Iterable[str] = (), is_all: bool = True
) -> Agreed:
    """The signs and the dates that columns of one file allow together, and what stays open.

    whole: columns that hold whole numbers, so that a sign in them parts thousands.
    is_all: all rows were looked at, so that a sign that was not seen is not there.
    """
    decimal, thousands, questions = _agreed_signs(columns, set(whole), is_all)
    dates, own, asked = _agreed_dates(columns)
    return Agreed(decimal, thousands, dates, own, (*questions, *asked))


def _agreed_signs(
    columns: Mapping[str, ColumnLook], whole: set[str], is_all: bool
) -> tuple[str, str, list[Question]]:
    numbers = {name: look for name, look in columns.items() if look.kind == "number"}
    signed = {name: look for name, look in numbers.items() if look.signs}
    allowed = {".", ","}
    for look in signed.values():
        allowed &= look.decimals
    seen = {sign for look in signed.values() for sign in look.signs}
    if not seen:
        return ".", "", []
    if len(allowed) == 2:
        parting = {sign for name in whole & {*signed} for sign in signed[name].signs}
        if len(parting) == 1 and _is_parted(signed, parting):
            # A number of things has no decimals: what stands in it parts thousands.
            (sign,) = parting
            return ("," if sign == "." else "."), sign, []
        name, look = next(iter(signed.items()))
        text = f"is {look.example} in {name} with a decimal sign or with a sign of thousands?"
        return ".", "", [Question("decimal", name, text, (".", ","))]
    if not allowed:
        name = next(
            (name for name, look in signed.items() if len(look.decimals) != 2), next(iter(signed))
        )
        text = "the columns of numbers are not written alike: which is the decimal sign?"
        return ".", "", [Question("decimal", name, text, (".", ","))]
    (decimal,) = allowed
    other = "," if decimal == "." else "."
    # Where one sign is the decimal one, the other can only part thousands.
    return decimal, other if other in seen or not is_all else "", []


def _is_parted(signed: Mapping[str, ColumnLook], parting: set[str]) -> bool:
    return all(look.signs <= parting or len(look.decimals) == 2 for look in signed.values())


def _agreed_dates(
    columns: Mapping[str, ColumnLook],
) -> tuple[str, dict[str, str], list[Question]]:
    moments = {name: look for name, look in columns.items() if look.kind == "moment"}
    written = {name: look for name, look in moments.items() if not look.is_iso}
    orders = [_orders(look.dates) - {"any"} for look in written.values() if look.dates]
    orders = [one for one in orders if one]
    common = {"any", *set.intersection(*orders)} if orders else {"any"}
    formats: dict[str, list[str]] = {}
    questions = []
    for name, look in written.items():
        if not look.dates:
            text = f"the days and moments in {name} are written in several ways: which is right?"
            questions.append(Question("dates", name, text, ()))
            continue
        # One file writes its days in one order: what one column proves holds for all of them.
        fitting = [one for one in look.dates if order_of(one) in common] or list(look.dates)
        if len(fitting) > 1 and len({order_of(one) for one in fitting}) == 1:
            fitting = fitting[:1]
        formats[name] = fitting
    asked: set[tuple[str, ...]] = set()
    for name, fitting in formats.items():
        if len(fitting) > 1 and tuple(fitting) not in asked:
            asked.add(tuple(fitting))
            text = f"is {written[name].example} in {name} {' or '.join(fitting)}?"
            questions.append(Question("dates", name, text, tuple(fitting)))
    certain = {name: fitting[0] for name, fitting in formats.items() if len(fitting) == 1}
    dates = ""
    local = [one for one in moments.values() if one.is_iso and one.has_clock and not one.has_offset]
    if certain and len(certain) == len(written) and not local:
        dates = Counter(certain.values()).most_common(1)[0][0]
    own = {name: one for name, one in certain.items() if one != dates}
    return dates, own, questions


def _orders(formats: Sequence[str]) -> set[str]:
    return {order_of(one) for one in formats}


def order_of(written: str) -> str:
    """The order of day, month and year in a format; that of a named month is every column's own."""
    if "%b" in written or "%B" in written:
        return "any"
    places = {letter: written.lower().find(f"%{letter}") for letter in "dmy"}
    # %M is the minute: the month is looked for in its own spelling.
    places["m"] = written.find("%m")
    return "".join(sorted(places, key=lambda letter: places[letter]))
