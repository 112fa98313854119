"""Rows that are delivered twice: by two sources of one input, or by the parts of one export."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from leadmart.intake.contract import Contract
from leadmart.intake.places import Table, all_values
from leadmart.intake.recognised import Mapped, Open, Recognised

# Of each table, so many keys are compared.
_MOST_KEYS = 500_000

Keys = set[tuple[str, ...]]


def asked_of_keys(found: Sequence[Recognised], contract: Contract) -> list[Recognised]:
    """The same, with a question wherever the same keys are delivered twice."""
    asked = [_asked_of_parts(one, contract) for one in found]
    for place, one in enumerate(asked):
        for other in asked[:place]:
            if other.input == one.input and not _is_same(one.table, other.table):
                question = _question_of(one, other, contract)
                if question is not None:
                    asked[place] = replace(one, open_name=question)
                    break
    return asked


def _is_same(one: Table, other: Table) -> bool:
    return (one.place, one.name, one.paths) == (other.place, other.name, other.paths)


def _question_of(one: Recognised, other: Recognised, contract: Contract) -> Open | None:
    """What is to be asked of two sources of one input."""
    names = _key_columns(one, contract)
    if not names or names != _key_columns(other, contract):
        return None
    if one.format.dates != other.format.dates:
        return None
    keys = _keys(one, one.table, names)
    both = keys & _keys(other, other.table, names)
    if not both:
        return None
    text = (
        f"{len(both):,} of its {len(keys):,} keys are in {other.table.shown} too. If they are the"
        " same rows, take one of the two sources out; if they are others, give each a name, which"
        " then stands before its ids"
    )
    return Open(text, ("a name",))


def _asked_of_parts(one: Recognised, contract: Contract) -> Recognised:
    """A source of several files, with a question where they hold the same keys.

    Where rows say when they were changed, the latest of a key holds: then nothing is to be asked.
    """
    table = one.table
    names = _key_columns(one, contract)
    if table.pattern is None or not names or one.table_says("updated_at"):
        return one
    seen: Keys = set()
    twice: Keys = set()
    for path in table.paths:
        keys = _keys(one, replace(table, paths=(path,)), names)
        twice |= keys & seen
        seen |= keys
    if not twice:
        return one
    text = (
        f"{len(twice):,} of {len(seen):,} keys are in several of these {len(table.paths)} files."
        " If each is a newer state of the same rows, name the newest file; if they are rows of"
        " their own, name them all"
    )
    newest, every = table.paths[-1].name, table.pattern.name
    return replace(one, open_at=Open(text, (newest, every)))


def _key_columns(one: Recognised, contract: Contract) -> list[str]:
    """The columns that identify a row, as far as they are there; none where one of them is made."""
    names = [name for name in contract[one.input].key if name in one.columns]
    if any(one.columns[name].sql or one.columns[name].open for name in names):
        return []
    return names if any(one.columns[name].header for name in names) else []


def _keys(one: Recognised, table: Table, names: Sequence[str]) -> Keys:
    columns = [one.columns.get(name, Mapped()) for name in names]
    headers = [column.header for column in columns if column.header]
    constants = tuple(column.constant for column in columns if not column.header)
    with all_values(table, headers) as rows:
        kept = (row for row in islice(rows, _MOST_KEYS) if row is not None)
        keys = {tuple(cell.strip() for cell in row) for row in kept}
    return {(*key, *constants) for key in keys if all(key)}
