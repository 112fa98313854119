"""The company file that `connect` proposes: YAML to read, to change and to answer.

What could not be known stands as "?" where the answer belongs, with what it may be: a build refuses
the file until it is answered. What may stay as it is stands there as a comment.
"""

from __future__ import annotations

import json
import os
import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from leadmart.errors import some_of
from leadmart.intake.company import Format
from leadmart.intake.contract import Contract, mask_words
from leadmart.intake.places import Table
from leadmart.intake.recognised import UNANSWERED, Mapped, Open, Recognised

_PLAIN = re.compile(r"(?:[^\W\d_]|[./](?=[\w./]))[\w ./()&+*-]*[\w.)*/]|[^\W\d_]")
_NOT_TEXT = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n", "nan", "inf"})
_PASSWORD = re.compile(r"(?P<start>://[^\s:/@]*):[^\s@]*@")
_PASSWORD_KEY = re.compile(r"(?P<sign>[?&])(?:password|passwd|sslpassword)=[^&]*&?", re.IGNORECASE)
_DELIMITERS = {"\t": "tab"}
_NAMES_SHOWN = 12
_WIDTH = 96
_GATE_ENDINGS = (".csv", ".csv.gz", ".parquet", ".jsonl")


def write(found: Sequence[Recognised], contract: Contract, folder: Path) -> str:
    """The text of the company file.

    folder: where the file will lie, since what is in it is said from there.
    """
    lines = [
        "# The company file, as `connect` proposes it. Change what is wrong.",
    ]
    if any(one.must for each in found for _, one in each.questions):
        lines += [
            '# Wherever "?" stands, only you can know: put one of the answers behind it there.',
            "# A build refuses the file until then.",
        ]
    lines += ["", *_settings(found, contract), "sources:"]
    for group, is_whole in _groups(found):
        lines += _source(group, is_whole, folder)
    return "\n".join(lines).rstrip() + "\n"


def at_of(one: Recognised, folder: Path, of_folder: bool = False) -> str:
    """Where a table is, as the company file says it; of_folder: the folder that it lies in."""
    table = one.table
    if table.location is not None:
        location = table.location
        if location.kind == "postgresql":
            address = _PASSWORD.sub(r"\g<start>@", location.address)
            address = _PASSWORD_KEY.sub(r"\g<sign>", address).rstrip("?&")
            return f"{address}{'&' if '?' in address else '?'}schema={location.schema}"
        assert location.path is not None
        return f"{_from(location.path, folder)}:{location.schema}"
    path = table.pattern or table.paths[0]
    return _from(path.parent if of_folder else path, folder)


def _from(path: Path, folder: Path) -> str:
    """A path as it is said from a folder: relative, unless it lies somewhere else altogether."""
    relative = os.path.relpath(path.absolute(), folder.absolute())
    return str(path.absolute()) if relative.startswith("../../..") else relative


# Sources --------------------------------------------------------------------------------------


def _groups(found: Sequence[Recognised]) -> list[tuple[list[Recognised], bool]]:
    """The tables that one source says, and whether they are all that its place has of inputs."""
    places: dict[tuple[str, str], list[Recognised]] = {}
    groups: list[tuple[list[Recognised], bool]] = []
    systems: set[tuple[str, ...]] = set()
    for one in found:
        place = one.table.place
        if one.system is not None and one.system.has_connector:
            if (*place, one.system.key) not in systems:
                systems.add((*place, one.system.key))
                groups.append(([one], True))
        elif one.is_own and _stands_alone(place, found):
            if place not in places:
                places[place] = []
                groups.append((places[place], True))
            places[place].append(one)
        else:
            groups.append(([one], False))
    return groups


def _stands_alone(place: tuple[str, str], found: Sequence[Recognised]) -> bool:
    """Whether all that a place calls an input is one, so that it can be named as a whole.

    Otherwise a system's own table of an input's name (deals) would be taken for that input.
    """
    here = [one for one in found if one.table.place == place and _is_called_an_input(one)]
    inputs = [one.input for one in here]
    return all(one.is_own and one.open_name is None for one in here) and len(inputs) == len(
        set(inputs)
    )


def _is_called_an_input(one: Recognised) -> bool:
    """Whether the gate would take a table for an input by its name."""
    if one.system_tables:
        return one.input in {name.lower() for name in one.system_tables}
    if one.table.is_file and not one.table.paths[0].name.lower().endswith(_GATE_ENDINGS):
        return False
    return one.table.pattern is None and (one.is_own or one.table.name.lower() == one.input)


def _source(group: Sequence[Recognised], is_whole: bool, folder: Path) -> Iterator[str]:
    one = group[0]
    if one.system is not None and one.system.has_connector:
        yield f"  # {one.system}: {', '.join(one.system.inputs)}."
        yield f"  - system: {one.system.key}"
        yield f"    loader: {one.system.loader}"
        yield f"    at: {scalar(at_of(one, folder, of_folder=True))}"
        # How each file is written is seen when it is read.
        yield from _format(replace(one, format=Format()))
        return
    if one.is_own and is_whole:
        names = ", ".join(each.input for each in group)
        text = f"In the contract's own shape: {names}."
        yield from (f"  # {line}" for line in textwrap.wrap(text, _WIDTH))
        yield f"  - at: {scalar(at_of(one, folder, of_folder=True))}"
        for each in group:
            yield from _unused(each)
        return
    yield f"  # {_looked_at(one.table)}"
    if one.system is not None:
        yield f"  # {one.system}: there is no connector for it yet, so it is read as an own export."
    yield from (f"  # {note}." for note in one.notes)
    if one.open_input is not None:
        yield from _asked("  # ", one.open_input)
        yield f"  - input: {_question(one.open_input)}"
    else:
        yield f"  - input: {one.input}"
    if one.open_name is not None:
        yield from _asked("    # ", one.open_name)
        yield f"    name: {_question(one.open_name)}"
    if one.open_at is not None:
        yield from _asked("    # ", one.open_at)
        where = at_of(one, folder, of_folder=True)
        choices = tuple(os.path.join(where, name) for name in one.open_at.choices)
        yield f"    at: {_question(replace(one.open_at, choices=choices))}"
    else:
        yield f"    at: {scalar(at_of(one, folder))}"
    if not one.table.is_file:
        yield f"    table: {scalar(one.table.name)}"
    if not is_by_own_names(one):
        yield from _format(one)
        yield from _columns(one)
    # Of a table that gives two inputs, it is said once.
    if not one.rows:
        yield from _unused(one)


def is_by_own_names(one: Recognised) -> bool:
    """Whether the columns are called and written as the contract's, so that none has to be said."""
    if one.rows or one.open_format or one.open_input is not None:
        return False
    if one.table.is_file:
        if not all(path.name.lower().endswith(_GATE_ENDINGS) for path in one.table.paths):
            return False
        if one.format != Format():
            return False
    elif one.format != Format():
        return False
    return one.is_own or all(
        each.header.lower() == name and each == Mapped(each.header, tells=each.tells)
        for name, each in one.columns.items()
    )


def _looked_at(table: Table) -> str:
    files = f"{len(table.paths)} files, " if len(table.paths) > 1 else ""
    rows = f"{table.rows:,} row{'s' if table.rows != 1 else ''}"
    how = f"{rows}, all looked at" if table.is_whole else f"the first {rows} looked at"
    return f"{mask_words(table.shown)}: {files}{how}."


def _unused(one: Recognised) -> Iterator[str]:
    if one.unused:
        names = some_of([mask_words(name) for name in one.unused], _NAMES_SHOWN)
        where = f" of {one.input}" if one.is_own else ""
        text = f"Not used{where}: {names}."
        yield from (f"    # {line}" for line in textwrap.wrap(text, _WIDTH))


def _asked(start: str, one: Open) -> Iterator[str]:
    text = f"{one.text[0].upper()}{one.text[1:]}"
    yield from (f"{start}{line}" for line in textwrap.wrap(text, _WIDTH))


def _question(one: Open) -> str:
    answers = " or ".join(answer(choice) for choice in one.choices)
    return f'"{UNANSWERED}"' + (f"  # {answers}" if answers else "")


def answer(choice: str) -> str:
    """An answer as it is written into the file."""
    return choice if choice == "a name" else scalar(choice)


def _format(one: Recognised) -> Iterator[str]:
    form, plain = one.format, Format()
    lines: list[str] = []
    if one.table.kind == "text":
        if form.delimiter != plain.delimiter:
            sign = _DELIMITERS.get(form.delimiter, form.delimiter)
            lines.append(f"delimiter: {scalar(sign)}")
        if form.encoding != plain.encoding:
            guess = f"  # {'; '.join(one.table.guesses)}" if one.table.guesses else ""
            lines.append(f"encoding: {form.encoding}{guess}")
        if form.skip_lines:
            lines.append(f"skip_lines: {form.skip_lines}")
    for key in ("decimal", "thousands", "dates"):
        asked = one.open_format.get(key)
        if asked is not None:
            lines += [*_asked("# ", asked), f"{key}: {_question(asked)}"]
        elif getattr(form, key) != getattr(plain, key):
            lines.append(f"{key}: {scalar(getattr(form, key))}")
    if one.timezone_is_open:
        lines.append(
            "# The moments carry no offset and are taken as UTC, unless you say where they were"
            " written:"
        )
        lines.append("# timezone: Europe/Berlin")
    for name, text in form.drop_rows_where.items():
        lines.append(f"drop_rows_where: {{{scalar(name)}: {scalar(text)}}}")
    if lines:
        has_said = any(not line.startswith("#") for line in lines)
        yield "    format:" if has_said else "    # format:"
        yield from (f"      {line}" for line in lines)


def _columns(one: Recognised) -> Iterator[str]:
    yield "    columns:"
    for name, each in one.columns.items():
        yield from _column("      ", name, each)
    if one.rows:
        yield "    # One row for each stage that was entered:"
        yield "    rows:"
        for columns in one.rows:
            said = ", ".join(f"{name}: {_inline(each)}" for name, each in columns.items())
            yield f"      - {{{said}}}"


def _column(start: str, name: str, one: Mapped) -> Iterator[str]:
    if one.open is not None:
        if one.open.must:
            yield from _asked(f"{start}# ", one.open)
            yield f"{start}{name}: {_question(one.open)}"
        else:
            answers = " or ".join(answer(choice) for choice in one.open.choices)
            yield f"{start}# If you need it: {one.open.text}"
            yield f"{start}# {name}:   # {answers}"
        return
    note = f"  # {one.note}" if one.note else ""
    if one.values or one.unknown:
        yield f"{start}{name}:{note}"
        yield f"{start}  from: {scalar(one.header)}"
        yield from _values(f"{start}  ", one)
    else:
        yield f"{start}{name}: {_inline(one)}{note}"


def _values(start: str, one: Mapped) -> Iterator[str]:
    hidden = "" if one.values else "# "
    yield f"{start}{hidden}values:"
    for word, meant in one.values.items():
        yield f"{start}  {scalar(word)}: {scalar(meant)}"
    if one.unknown:
        listed = f"; each may be {', '.join(one.listed)}" if one.listed else ""
        yield f"{start}  # Not understood yet{listed}:"
        for word, number in one.unknown.items():
            yield f"{start}  # {scalar(word)}:   # in {number:,} row{'s' if number != 1 else ''}"


def _inline(one: Mapped) -> str:
    if one.sql:
        return f"{{sql: {json.dumps(one.sql, ensure_ascii=False)}}}"
    if one.constant:
        return f"{{value: {scalar(one.constant)}}}"
    if one.dates:
        return f"{{from: {scalar(one.header)}, dates: {scalar(one.dates)}}}"
    return scalar(one.header)


# Settings -------------------------------------------------------------------------------------


def _settings(found: Sequence[Recognised], contract: Contract) -> Iterator[str]:
    yield "# settings:"
    yield "#   Days, weeks and months begin in this time zone; in UTC unless you say another."
    yield "#   business_timezone: Europe/Berlin"
    silent = [one for one in found if _has_silent_amounts(one, contract)]
    if silent:
        names = some_of(list(dict.fromkeys(one.input for one in silent)), _NAMES_SHOWN)
        yield f"#   No currency is said for {names}: their amounts are taken to be in this"
        yield "#   one, USD unless you say another."
    else:
        yield "#   What is reported in; unless you say another, the one that has no exchange rates."
    yield "#   reporting_currency: EUR"
    yield "#   Your own web domains, beside those of landing pages: their pages refer nobody."
    yield "#   own_domains: [example.com]"
    yield ""


def _has_silent_amounts(one: Recognised, contract: Contract) -> bool:
    """Whether amounts come without a word of their currency."""
    declared = contract[one.input]
    currency = one.columns.get("currency")
    if "currency" not in declared.column_names or (currency and one.table_says("currency")):
        return False
    return any(
        column.decides and column.data_type.startswith("decimal") and column.name in one.columns
        for column in declared.columns
    )


# YAML -----------------------------------------------------------------------------------------


def scalar(text: str) -> str:
    """A text as YAML takes it: plain where that is safe, else in quotes."""
    if _PLAIN.fullmatch(text) and text.lower() not in _NOT_TEXT and ": " not in text:
        return text
    return json.dumps(text, ensure_ascii=False)


def said_format(one: Recognised) -> str:
    """How a table is written, in a few words."""
    form, words = one.format, []
    if one.system is not None and one.system.has_connector:
        return str(one.system)
    kinds = {"parquet": "Parquet", "jsonl": "JSON lines", "duckdb": "table", "postgresql": "table"}
    if one.table.kind != "text":
        words.append(kinds[one.table.kind])
    else:
        words.append({",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}[form.delimiter])
        words.append(form.encoding)
    if form.skip_lines:
        words.append(f"{form.skip_lines} title line{'s' if form.skip_lines > 1 else ''}")
    if form.drop_rows_where:
        words.append("totals left out")
    if form.decimal == ",":
        words.append(f"1{form.thousands}234,50")
    elif form.thousands:
        words.append(f"1{form.thousands}234.50")
    if form.dates:
        words.append(form.dates)
    return ", ".join(words)
