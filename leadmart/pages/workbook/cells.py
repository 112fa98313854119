"""Cells: text stays text, numbers carry their format, and sheets have names that Excel takes."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from leadmart.pages.figures import Unit

if TYPE_CHECKING:
    import xlsxwriter
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_LONGEST_TEXT = 32_767
_LONGEST_SHEET_NAME = 31
_LARGE = 1000
# A cell that begins so is a formula to whoever edits or pastes it, also in its full-width form.
_FORMULA = re.compile(r"[\s\x00-\x20\ufeff\u200b]*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20|%]|[\t\r\n]")
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_NOT_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")
_CURRENCY = re.compile(r"[A-Z]{3}")


class Writer:
    """Writes into the sheets of one workbook; every format is made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.book = book
        self._formats: dict[tuple[tuple[str, object], ...], Format] = {}

    def format(self, **properties: object) -> Format:
        """A format with these properties."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format({"valign": "vcenter", **properties})
        return self._formats[key]

    def text(
        self, sheet: Worksheet, row: int, column: int, text: str, **properties: object
    ) -> None:
        """A text, and nothing but a text, whatever it begins with."""
        shown = _NOT_XML.sub("\ufffd", text)[:_LONGEST_TEXT]
        if _FORMULA.match(shown):
            properties = {**properties, "quote_prefix": True}
        sheet.write_string(row, column, shown, self.format(**properties) if properties else None)

    def number(
        self, sheet: Worksheet, row: int, column: int, value: float | None, **properties: object
    ) -> None:
        """A number; what is none leaves the cell empty."""
        if value is None or not math.isfinite(value):
            sheet.write_blank(row, column, None, self.format(**properties))
        else:
            sheet.write_number(row, column, value, self.format(**properties))

    def day(
        self, sheet: Worksheet, row: int, column: int, day: date | None, **properties: object
    ) -> None:
        """A day as a date."""
        properties = {"num_format": "d mmm yyyy", "align": "left", **properties}
        if day is None:
            sheet.write_blank(row, column, None, self.format(**properties))
        else:
            moment = datetime.combine(day, time())
            sheet.write_datetime(row, column, moment, self.format(**properties))


def number_format(unit: Unit, largest: float = 0.0, *, is_whole: bool = False) -> str:
    """Excel's format of a unit's values, of which the largest is so large."""
    if unit.is_percentage:
        return "0.0%"
    places = "#,##0" if abs(largest) >= _LARGE or is_whole else "#,##0.00"
    if unit.name.startswith("currency"):
        places = "#,##0" if abs(largest) >= _LARGE else "#,##0.00"
        return f"[${unit.currency}] {places}" if _CURRENCY.fullmatch(unit.currency) else places
    if unit.name == "multiple":
        return '#,##0.00"\N{MULTIPLICATION SIGN}"'
    if unit.name in ("minutes", "days", "months", "years", "rank"):
        return "#,##0.0"
    return places


def sheet_name(wanted: str, taken: set[str]) -> str:
    """A name that Excel takes and no other sheet has; adds it to those taken."""
    clean = " ".join(_NOT_IN_SHEET_NAME.sub(" ", wanted).split()).capitalize() or "Area"
    name = clean[:_LONGEST_SHEET_NAME].strip()
    number = 2
    while name.lower() in taken or name.lower() == "history":
        ending = f" {number}"
        name = clean[: _LONGEST_SHEET_NAME - len(ending)] + ending
        number += 1
    taken.add(name.lower())
    return name
