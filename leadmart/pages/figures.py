"""How figures are named and shown, the same in the workbook and in the report.

`macros/figures.sql` shows them so in `metrics.metric_values_labelled`; a test compares the two.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal

from leadmart.errors import mask

# What no reader has to see: controls, and marks that turn the direction of the text around them.
_UNSEEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]+"
)
_NOTHING, _MINUS = "\N{EN DASH}", "\N{MINUS SIGN}"
_TO = f" {_NOTHING} "
_DECIMALS_BELOW = 1000
_SMALL_SHARE = Decimal("0.02")
_FINEST = Decimal("0.000001")
# As many digits as the largest double has.
_ANY_SIZE = Context(prec=400)
_SUFFIXES = {"multiple": "\N{MULTIPLICATION SIGN}", "currency_per_day": " a day", "rank": ""}
_BARS = "▁▂▃▄▅▆▇█"
_WORDS = {"up": "higher", "down": "lower"}
_STATUSES = {"on_target": "✓ on target", "near": "~ near target", "off_target": "✗ off target"}
_PACES = {"on_target": "✓ at pace", "near": "~ near pace", "off_target": "✗ off pace"}


@dataclass(frozen=True)
class Unit:
    """What a metric is counted in: the catalogue's unit, and whether a fraction means per cent."""

    name: str
    is_percentage: bool
    currency: str = ""

    @classmethod
    def of(cls, metric: str, unit: str, currency: str) -> Unit:
        """A ratio is a percentage, except of different things (`pages_per_session`)."""
        return cls(unit, unit == "ratio" and "_per_" not in metric, currency)

    @property
    def label(self) -> str:
        """The unit in a word or two."""
        if self.is_percentage:
            return "%"
        if self.name.startswith("currency"):
            return f"{self.currency}{_SUFFIXES.get(self.name, '')}"
        return self.name


def show(value: float | None, unit: Unit) -> str:
    """A value for a reader, with its unit."""
    if value is None or not math.isfinite(value):
        return _NOTHING
    size = _size(abs(value), unit)
    return f"{_MINUS if value < 0 and _says_something(size) else ''}{size}"


def show_change(change: float | None, unit: Unit) -> str:
    """A change with its sign; of a percentage, in points. What rounds to nothing has none."""
    if change is None or not math.isfinite(change):
        return _NOTHING
    return _signed(show_change_size(abs(change), unit), change)


def show_change_size(size: float, unit: Unit) -> str:
    """How large a change is, whatever its direction."""
    if unit.is_percentage:
        return f"{_rounded(_exact(size) * 100, _places_of_share(size))} points"
    return _size(size, unit)


def show_relative(change: float | None) -> str:
    """A relative change with its sign."""
    if change is None or not math.isfinite(change):
        return _NOTHING
    return _signed(f"{abs(change):.0%}".replace("%", " %"), change)


def _signed(size: str, change: float) -> str:
    if not _says_something(size):
        return size
    return f"{'+' if change > 0 else _MINUS}{size}"


def show_day(day: date) -> str:
    """A day that nobody reads as another: 30 Jun 2026."""
    return f"{day.day} {day:%b %Y}"


def show_period(grain: str, start: date, end: date) -> str:
    """A period by its name: Jun 2026, or from its first to its last day."""
    if grain == "month":
        return f"{start:%b %Y}"
    return f"{show_day(start)}{_TO}{show_day(end)}"


def picture(values: Sequence[float | None]) -> str:
    """Values in a line as bars from 0, in letters that every program draws; a blank of none.

    Empty where fewer than two are known, or one lies below 0.
    """
    known = [value for value in values if value is not None and math.isfinite(value)]
    if len(known) < 2 or min(known) < 0 or not max(known):
        return ""
    return "".join(
        _BARS[round(value / max(known) * (len(_BARS) - 1))]
        if value is not None and math.isfinite(value)
        else " "
        for value in values
    )


def show_better(better: str) -> str:
    """Which direction is good."""
    return _WORDS.get(better, _NOTHING)


def show_status(status: str | None) -> str:
    """A status as sign and word: colour alone says nothing to many."""
    return _STATUSES.get(status or "", "")


def show_standing(
    verdict: str | None, *, is_benchmark: bool, is_open: bool, ripeness: float | None
) -> str:
    """How a metric stands against its target, or why that is not said: a status, or in its place.

    is_open: of a young period, more will come; ripeness says how much has, None where nobody knows.
    """
    if is_open:
        come = "" if ripeness is None else f", {math.floor(ripeness * 100 + 1e-9)} % has come"
        return f"open{come}"
    return "benchmark" if is_benchmark else show_status(verdict)


def show_pace(status: str | None) -> str:
    """The status of a period that still runs."""
    return _PACES.get(status or "", "")


def show_about(value: float | None, unit: Unit) -> str:
    """A value that is not counted yet: of counts a whole number."""
    return show(round(value) if value is not None and unit.name == "count" else value, unit)


def show_expected(expected: float | None, low: float | None, high: float | None, unit: Unit) -> str:
    """Where a running period will end, with the interval; empty where nobody can say."""
    if expected is None:
        return ""
    ends = f"{show_about(low, unit)} to {show_about(high, unit)}"
    return f"{show_about(expected, unit)} ({ends})"


def plain(text: object, length: int = 120) -> str:
    """A text of the data on one line, not too long, without addresses and what cannot be seen."""
    line = mask(" ".join(_UNSEEN.sub(" ", str(text)).split()))
    return line if len(line) <= length else f"{line[: length - 1]}…"


def _size(value: float, unit: Unit) -> str:
    """A value that is not negative, with its unit."""
    if unit.is_percentage:
        return f"{_rounded(_exact(value) * 100, _places_of_share(value))} %"
    number = _number(value, unit)
    if unit.name.startswith("currency"):
        return f"{unit.currency} {number}{_SUFFIXES.get(unit.name, '')}".strip()
    if unit.name in ("count", "ratio"):
        return number
    return f"{number}{_SUFFIXES.get(unit.name, f' {unit.name}')}"


def _places_of_share(share: float) -> int:
    """A share of a few per cent changes in its second place."""
    return 2 if 0 < _exact(share) < _SMALL_SHARE else 1


def _number(value: float, unit: Unit) -> str:
    exact = _exact(value)
    if (unit.name == "count" and exact == _exact(round(value))) or value >= _DECIMALS_BELOW:
        return _rounded(exact, 0)
    has_two = unit.name == "ratio" or unit.name.startswith("currency")
    return _rounded(exact, 2 if has_two else 1)


def _exact(value: float) -> Decimal:
    """A value without the last digits of a double: 100.305, not 100.30499999999999."""
    return Decimal(str(value)).quantize(_FINEST, ROUND_HALF_UP, _ANY_SIZE)


def _rounded(value: Decimal, places: int) -> str:
    """A number half rounded up, as spreadsheets and browsers do; Python alone prefers even ones."""
    return f"{value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _ANY_SIZE):,f}"


def _says_something(size: str) -> bool:
    """Whether a written size is not nothing, which has no sign."""
    return any(letter in "123456789" for letter in size)
