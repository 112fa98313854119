"""Tables on a terminal and in a log: one look for all that the commands show."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table


def new_table(*columns: str, numbers: Collection[str] = ()) -> Table:
    """A table of some columns, without rows yet.

    numbers: the columns that hold numbers, which stand right and are never broken.
    """
    from rich import box
    from rich.table import Table

    made = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in columns:
        is_number = column in numbers
        justify = "right" if is_number else "left"
        made.add_column(column, justify=justify, overflow="fold", no_wrap=is_number)
    return made


def print_part(console: Console, made: Table, lines: int, most: int) -> None:
    """A table of the first of some lines, and how many it left out.

    most: how many lines of it are shown.
    """
    print_table(console, made)
    if lines > most:
        console.print(f"and {lines - most} more; --json says all", style="dim")


def print_table(console: Console, made: Table) -> None:
    """A table, a line apart from what stands above it."""
    console.print()
    console.print(made, soft_wrap=False)
