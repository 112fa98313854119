"""Which input a table is, which of its columns is which, and what its content leaves open.

The headings say what a column may be, its cells whether it can be that. Nothing is decided that the
content does not decide: what stays open is a question, with the answers that it may have.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path

from leadmart.intake import exported, signs, wording
from leadmart.intake.columns import mapped, said_by_name
from leadmart.intake.company import Format
from leadmart.intake.contract import Column as Declared
from leadmart.intake.contract import Contract, Input
from leadmart.intake.places import Table, all_values
from leadmart.intake.recognised import Mapped, Open, Recognised
from leadmart.intake.signs import Seen
from leadmart.intake.sniff import ColumnLook
from leadmart.intake.stages import stages_of
from leadmart.intake.systems import System
from leadmart.intake.wording import EXACT, WEAK, Wording, bare

# What makes a table an input: points of its name, of an id that tells no rows apart, and how few
# points it may have.
_NAME_POINTS = 4.0
_REPEATED_POINTS = -5.0
_LEAST_POINTS = 5.0
_RIVAL_POINTS = 1.0
# Columns that half of all inputs have: they tell little.
_COMMON_COLUMNS = frozenset(
    {"created_at", "updated_at", "country", "currency", "owner", "is_deleted", "date_day"}
    | {"campaign_id", "account_id", "lead_id", "channel", "device", "platform"}
)


def recognise(
    tables: Sequence[Table],
    contract: Contract,
    declared: Mapping[str, Mapping[str, System]],
    project: Path,
) -> tuple[list[Recognised], list[Table]]:
    """The tables that are inputs, and those that are none.

    declared: the systems that there are connectors for, each with its loaders.
    """
    wordings = wording.read_wordings(contract)
    found: list[Recognised] = []
    strangers = []
    for together in _by_place(tables):
        rest = list(together)
        # What has the contract's own shape is no system's, whatever a connector could read of it.
        foreign = [table for table in together if _called_for(table, contract) is None]
        for seen, read in signs.connected(foreign, declared):
            system = declared[seen.key][seen.loader]
            found += _connected(seen, read, system, contract)
            rest = [table for table in rest if table not in read]
        of_schema = signs.system_of_tables(table.name for table in together)
        for table in rest:
            seen_here = of_schema or signs.system_of_headers(table.headers)
            mine = _recognised(table, contract, wordings, project)
            if not any(one.is_own for one in mine):
                mine = [_of_system(one, seen_here, declared) for one in mine]
            found += mine
            if not mine:
                strangers.append(table)
    return found, strangers


def _connected(
    seen: Seen, read: Sequence[Table], system: System, contract: Contract
) -> list[Recognised]:
    """The inputs that a connector gives of tables, and what these leave open of their format."""
    names = tuple(table.name for table in read)
    one = Recognised(_as_one(read), "", {}, system=seen, system_tables=names)
    inputs = [name for name in seen.inputs if name in contract]
    asked: dict[str, Open] = {}
    is_local = False
    for table in read if seen.loader == "export" else ():
        declared = exported.told_by(table.headers, system)
        assert declared is not None
        types = exported.types_of(declared, table.headers)
        how = exported.how_written(table.looks, types, partial(_cells, table), table.format, None)
        for question in how.questions:
            said = Open(f"{question.text} (in {table.shown})", question.choices)
            asked.setdefault(question.about, said)
        is_local |= any(
            table.looks[name].has_clock and not table.looks[name].has_offset
            for name, kind in types.items()
            if kind == "timestamp"
        )
    first = replace(one, open_format=asked, timezone_is_open=is_local)
    return [
        replace(first if place == 0 else one, input=name, given=_given(seen, contract[name]))
        for place, name in enumerate(inputs)
    ]


def _given(seen: Seen, declared: Input) -> frozenset[str]:
    """The columns of an input that a connector tells: what metrics need, and what all rows have."""
    if declared.name not in seen.told:
        return frozenset()
    named = {name for name in declared.column_names if f"{declared.name}.{name}" in seen.told}
    return frozenset({*named, *declared.required_columns})


def _cells(table: Table, names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """All texts of columns of a file, with their columns, each once."""
    seen: set[tuple[str, str]] = set()
    with all_values(table, names) as rows:
        for row in rows:
            if row is None:
                return
            for one in zip(names, row, strict=True):
                if one[1] and one not in seen:
                    seen.add(one)
                    yield one


def _of_system(
    one: Recognised, seen: Seen | None, declared: Mapping[str, Mapping[str, System]]
) -> Recognised:
    """A table that is read as an own export, with what is to be said of its system."""
    undecided = signs.open_export(one.table, declared)
    if undecided is not None:
        text = (
            f"is this {undecided}? then say `system: {undecided.key}` and `loader: export` in "
            "place of all but `at`; else its columns below are right"
        )
        return replace(one, open_input=Open(text, (one.input,)))
    if seen is None or not (missing := signs.lacks(seen, one.table, declared)):
        return replace(one, system=seen)
    note = f"it seems to be {seen}; its connector would read it with {missing}"
    return replace(one, notes=(*one.notes, note))


def _by_place(tables: Sequence[Table]) -> list[list[Table]]:
    """Tables that lie together: in one folder, or in one schema."""
    together: dict[tuple[str, str], list[Table]] = {}
    for table in tables:
        together.setdefault(table.place, []).append(table)
    return list(together.values())


def _as_one(tables: Sequence[Table]) -> Table:
    """Several tables of a place, as the first of them under all of their names."""
    names = ", ".join(dict.fromkeys(table.name for table in tables))
    return replace(tables[0], shown=names, is_whole=all(table.is_whole for table in tables))


def _recognised(
    table: Table, contract: Contract, wordings: Mapping[str, Wording], project: Path
) -> list[Recognised]:
    own = _as_it_is(table, contract)
    if own is not None:
        return [own]
    scored = sorted(
        (
            candidate
            for name, declared in contract.items()
            if (candidate := _candidate(table, declared, wordings, contract)) is not None
        ),
        key=lambda one: -one.points,
    )
    if not scored:
        return []
    best = scored[0]
    rivals = [
        one
        for one in scored[1:]
        if one.points >= best.points - _RIVAL_POINTS
        and one.is_named == best.is_named
        # Who takes nothing that the best does not take knows no better.
        and not {*one.headers.values()} < {*best.headers.values()}
    ]
    declared = contract[best.input]
    found = mapped(table, declared, best.headers, best.rivals, project)
    if rivals:
        names = (best.input, *(one.input for one in rivals))
        asked = Open(
            f"is this {' or '.join(names)}? the columns below are those of {names[0]}", names
        )
        found = replace(found, open_input=asked)
    return [found, *stages_of(contract, found)]


# The contract's own shape ---------------------------------------------------------------------


def _as_it_is(table: Table, contract: Contract) -> Recognised | None:
    """A table that is called and shaped as an input, so that nothing needs to be said of it."""
    declared = _called_for(table, contract)
    if declared is None or (table.is_file and not _is_plain(table)):
        return None
    spelled = _spelled(table)
    columns = {
        column.name: Mapped(spelled[column.name])
        for column in declared.columns
        if column.name in spelled
    }
    if any(
        not _is_as_declared(table.looks[columns[column.name].header], column)
        for column in declared.columns
        if column.name in columns
    ):
        return None
    unused = [name for key, name in spelled.items() if key not in declared.column_names]
    return Recognised(
        table, declared.name, columns, table.format, is_own=True, unused=tuple(unused)
    )


def _called_for(table: Table, contract: Contract) -> Input | None:
    """The input that a table is called like, where it has all columns that this must have."""
    declared = contract.get(table.name.lower())
    is_whole = declared is not None and set(declared.required_columns) <= set(_spelled(table))
    return declared if is_whole else None


def _spelled(table: Table) -> dict[str, str]:
    """A table's headings as the contract would write them, each with its own spelling."""
    return {name.strip().lower(): name for name in table.headers}


def _is_plain(table: Table) -> bool:
    """Whether a file is as the contract has it: one of its kinds, in UTF-8, with commas."""
    plain = Format(delimiter=table.format.delimiter)
    names = [path.name.lower() for path in table.paths]
    kinds = (".csv", ".csv.gz", ".parquet", ".jsonl")
    if not all(name.endswith(kinds) for name in names):
        return False
    is_one_column = len(table.headers) == 1
    return table.format == plain and (plain.delimiter == "," or is_one_column)


def _is_as_declared(look: ColumnLook, column: Declared) -> bool:
    """Whether cells are written so that nothing of their format needs to be said.

    Single cells that are wrong are staging's to judge: only a column of another form is told here.
    """
    if look.kind == "empty":
        return True
    if column.data_type in ("timestamp", "date"):
        return not (look.kind == "moment" and not look.is_iso) and not look.epoch
    if column.data_type.startswith("decimal") or column.data_type == "bigint":
        return not (look.kind == "number" and (look.currencies or look.decimals == {","}))
    return True


# Own exports ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Candidate:
    """An input that a table may be: its columns by heading, and how many points speak for it."""

    input: str
    points: float
    is_named: bool
    headers: Mapping[str, str]
    # Other headings that say as well that they are the column.
    rivals: Mapping[str, tuple[str, ...]]


def _candidate(
    table: Table, declared: Input, wordings: Mapping[str, Wording], contract: Contract
) -> _Candidate | None:
    words = wordings[declared.name]
    headers, rivals, ranks = _assigned(table, declared, words)
    is_named = _called(table) is not None and _best_named(table, wordings) == declared.name
    points = _NAME_POINTS if is_named else 0.0
    for name, header in headers.items():
        worth = 3.0 if name in declared.required_columns else 1.0
        if name in _COMMON_COLUMNS and name not in declared.required_columns:
            worth = 0.5
        if ranks[name] >= WEAK:
            worth /= 2
        points += worth if table.looks[header].filled else worth / 4
    if len(declared.key) == 1 and headers.get(declared.key[0]) in table.repeated:
        points += _REPEATED_POINTS
    missing = [name for name in declared.required_columns if name not in headers]
    hard = [name for name in missing if not _can_be_said(table, declared, name, headers)]
    points -= sum(2.0 if name in hard else 1.0 for name in missing)
    is_told = is_named or any(name in words.telling and name in headers for name in headers)
    has_any = any(name in headers for name in declared.required_columns)
    if points < _LEAST_POINTS or len(hard) > 1 or not is_told or not has_any:
        return None
    return _Candidate(declared.name, points, is_named, headers, rivals)


def _called(table: Table) -> str | None:
    """What a table is called, in bare letters: the folder, where a file has only a number."""
    text = bare(table.name)
    if table.is_file and not any(sign.isalpha() for sign in text):
        text = bare(table.paths[0].parent.name)
    return text or None


@cache
def _called_words(called: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(called, key=len, reverse=True))


def _best_named(table: Table, wordings: Mapping[str, Wording]) -> str | None:
    """The input whose word is the longest in what a table is called."""
    text = _called(table) or ""
    # Parts of an export are told apart by days and numbers, which are no words of it.
    text = re.sub(r"[0-9]+", "", text)
    best, longest = None, 0
    for name, words in wordings.items():
        fits = [word for word in _called_words(words.called) if word in text]
        if fits and len(fits[0]) > longest:
            best, longest = name, len(fits[0])
    return best


def _assigned(
    table: Table, declared: Input, words: Wording
) -> tuple[dict[str, str], dict[str, tuple[str, ...]], dict[str, int]]:
    """Each column's heading, the headings that say the same as well, and how well they say it."""
    columns = {column.name: column for column in declared.columns}
    places = {name: place for place, name in enumerate(columns)}
    offers = sorted(
        (rank, places[name], number, name, header)
        for number, header in enumerate(table.headers)
        for name, rank in wording.columns_of(wording.plain(header), words).items()
        if _may_be(table.looks[header], columns[name])
    )
    headers: dict[str, str] = {}
    ranks: dict[str, int] = {}
    used: set[str] = set()
    for rank, _, _, name, header in offers:
        if name not in headers and header not in used:
            headers[name] = header
            ranks[name] = rank
            used.add(header)
    if "email" in columns and "email" not in headers:
        mails = [one for one in table.headers if table.looks[one].mail and one not in used]
        if len(mails) == 1:
            headers["email"], ranks["email"] = mails[0], EXACT
            used.add(mails[0])
    rivals = {
        name: tuple(
            header
            for rank, _, _, other, header in offers
            if other == name and rank == ranks[name] and header not in used
        )
        for name in headers
        if ranks[name] != EXACT
    }
    return headers, {name: found for name, found in rivals.items() if found}, ranks


def _may_be(look: ColumnLook, column: Declared) -> bool:
    """Whether cells can be a column's."""
    if look.kind == "empty":
        return True
    if column.data_type in ("timestamp", "date"):
        return look.kind == "moment" or bool(look.epoch)
    if column.data_type.startswith("decimal") or column.data_type == "bigint":
        return look.kind == "number"
    if column.data_type == "boolean":
        return bool(look.values) and all(
            wording.is_truth(word) or wording.truth_of(word) for word in look.values
        )
    if column.name == "currency":
        return bool(look.values) and all(re.fullmatch(r"[A-Za-z]{3}", word) for word in look.values)
    if column.name == "email":
        return look.mail
    if column.values:
        return look.kind == "text" and bool(look.values)
    if column.name.endswith("_id") or column.identifies:
        return look.kind != "moment"
    if column.name == "duration_seconds":
        return look.kind == "number"
    return look.kind != "moment"


def _can_be_said(table: Table, declared: Input, column: str, headers: Mapping[str, str]) -> bool:
    """Whether a required column without a heading is said otherwise, or can be asked for."""
    if said_by_name(table, column):
        return True
    if column == "lead_id" and declared.name == "leads" and "email" in headers:
        return True
    return column in ("platform", "network", "department", "conversion_type")
