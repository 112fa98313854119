"""Files that a system's own page exported: which table each is, and how it is written.

A file is read through for that: what no cell of it decides is a question, never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from leadmart.intake import sniff
from leadmart.intake.company import Format
from leadmart.intake.sniff import ColumnLook, Evidence, Question
from leadmart.intake.systems import System, SystemTable, plain

# Of columns of a file, one cell after the other, each with its column.
Cells = Callable[[Sequence[str]], Iterator[tuple[str, str]]]

_MOMENTS = ("timestamp", "date")
_ORDERS = {"dmy": "%d{0}%m{0}%Y", "mdy": "%m{0}%d{0}%Y", "ymd": "%Y{0}%m{0}%d"}


@dataclass(frozen=True)
class Written:
    """How a file is written: its format, all formats of its days, and what stays open."""

    format: Format
    dates: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()


def told_by(headers: Sequence[str], system: System) -> SystemTable | None:
    """The exported table whose required columns a header has; of several, that of most columns."""
    fitting = [table for table in system.tables.values() if table.is_whole_under(headers)]
    return max(
        fitting,
        key=lambda table: (len(table.columns_under(headers)), table.required_count),
        default=None,
    )


def first_texts(looks: Mapping[str, ColumnLook]) -> dict[str, tuple[str, ...]]:
    """The first texts under each header, by which ids are known."""
    return {header: look.first for header, look in looks.items()}


def types_of(table: SystemTable, headers: Sequence[str]) -> dict[str, str]:
    """What stands under each header that is read, as the declaration names types."""
    return {
        header: column.data_type
        for column in table.columns
        for header in headers
        if plain(header) in column.names
    }


def how_written(
    looks: Mapping[str, ColumnLook],
    types: Mapping[str, str],
    cells: Cells,
    form: Format,
    said: Format | None,
) -> Written:
    """How a file is written as a whole.

    looks: what its first rows say, by header; types: of the headers that are read, their types;
    form: what was seen of it so far; said: what a person says, which goes before all that is seen.
    """
    read = [header for header, kind in types.items() if kind in _MOMENTS]
    others = [name for name, look in looks.items() if look.kind == "moment" and name not in types]
    numbers = [
        header
        for header, kind in types.items()
        if kind.startswith("decimal") or kind == "bigint"
        if looks[header].kind == "number"
    ]
    days = Days()
    evidence = {header: Evidence() for header in numbers}
    for header, text in cells([*read, *others, *numbers]):
        if header in evidence:
            evidence[header].add(text)
        else:
            days.add(header, text, is_read=header in types)
    whole = [header for header in numbers if types[header] == "bigint"]
    signs = sniff.agreed({name: one.look() for name, one in evidence.items()}, whole)
    written = replace(form, decimal=signs.decimal, thousands=signs.thousands)
    order = ""
    if said is not None:
        written = said.over(written)
        order = sniff.order_of(said.dates) if said.dates else ""
    asked = [one for one in signs.questions if said is None or "decimal" not in said.said]
    dates = days.formats(order)
    if said is not None and said.dates:
        dates = (said.dates, *(one for one in dates if one != said.dates))
    return Written(written, dates, (*asked, *days.questions(order)))


class Days:
    """What the cells of a file say of the order in which its days are written.

    One who writes with one sign (/, . or -) writes in one order; a file may hold several signs.
    """

    def __init__(self) -> None:
        self._orders: dict[str, set[str]] = {}
        self._seen: dict[str, set[str]] = {}
        # The column and a text of each order that nothing but that order allows, and an open one.
        self._proofs: dict[str, dict[str, tuple[str, str]]] = {}
        self._open: dict[str, tuple[str, str]] = {}

    def add(self, column: str, text: str, is_read: bool = True) -> None:
        """One more cell; is_read: whether the column is one that is asked about."""
        text = text.strip()
        here = [] if sniff.is_iso(text) else list(sniff.formats_of(text))
        if not here:
            return
        orders = {sniff.order_of(one) for one in here}
        # 5-Jan-2026 says nothing of 5-1-2026, nor does 2026/1/5 of 5/1/2026.
        sign = here[0][2]
        sign = "named" if "any" in orders else f"%Y{sign}" if here[0].startswith("%Y") else sign
        self._orders[sign] = self._orders.get(sign, orders) & orders
        if len(orders) == 1:
            self._proofs.setdefault(sign, {}).setdefault(*orders, (column, text))
        if is_read:
            self._seen.setdefault(sign, set()).update(here)
            if len(orders) > 1 and len(set(re.findall("[0-9]+", text)[:2])) > 1:
                self._open.setdefault(sign, (column, text))

    def formats(self, said: str) -> tuple[str, ...]:
        """The formats of all days whose order is known, those of two digits of a year first.

        said: the order that a person says, of what the cells leave open.
        """
        found = []
        for sign, seen in self._seen.items():
            order = self._order(sign, said)
            found += [one for one in seen if order and sniff.order_of(one) == order]
        return tuple(sorted(found, key=lambda one: ("%Y" in one, one)))

    def questions(self, said: str) -> Iterator[Question]:
        """What the cells leave open, a question for each sign."""
        for sign in self._seen:
            if self._order(sign, said):
                continue
            if self._orders[sign]:
                column, text = self._open[sign]
                choices = tuple(sniff.formats_of(text))
                asked = f"is {text} in {column} {' or '.join(choices)}?"
            else:
                proofs = self._proofs[sign]
                shown = " and ".join(f"{text} in {column}" for column, text in proofs.values())
                choices = tuple(_ORDERS[order].format(sign[-1]) for order in sorted(proofs))
                column, asked = next(iter(proofs.values()))[0], f"{shown}: which order is right?"
            yield Question("dates", column, asked, choices)

    def _order(self, sign: str, said: str) -> str:
        """The order of the days of a sign; nothing where it is open."""
        orders = self._orders[sign]
        if len(orders) == 1:
            return next(iter(orders))
        if not orders:
            return said if said in self._proofs.get(sign, {}) else ""
        if said in orders:
            return said
        # 05/05/2026 is the same in both.
        return "" if sign in self._open else min(orders)
