"""An own file or table as rows of an input: rename, constant, words, numbers, days, expressions.

Everything is text before and after. What a format does not fit stays as it is written, so that
staging refuses it with its reason: nothing is guessed and nothing is lost here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from leadmart.errors import REFUSED, LeadmartError, nearest
from leadmart.intake.company import Column, Format, Source
from leadmart.intake.contract import Column as Declared
from leadmart.intake.contract import Input
from leadmart.intake.sql import literal, quoted

if TYPE_CHECKING:
    import duckdb

# What stands around an amount and is no part of the number.
_CURRENCY_SIGNS = "€$£¥₹₽₩₺₪₴₫฿₦₱₿¢ \u00a0\u202f\u2009"
_ISO_LOCAL = r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?"
_EXPRESSION_CLASSES = frozenset(
    {"CASE", "CAST", "COMPARISON", "CONJUNCTION", "CONSTANT", "COLUMN_REF", "FUNCTION"}
    | {"OPERATOR", "BETWEEN", "COLLATE"}
)


def check_mapping(source: Source, declared: Input, headers: list[str]) -> None:
    """Refuses a mapping that names columns that are not there, in one line each."""
    problems = []
    for column, origin in _origins(source):
        if column not in declared.column_names:
            problems.append(
                f"{source.where}: {declared.name} has no column {column}; "
                f"{nearest(column, declared.column_names)}"
            )
        if origin.source and origin.source not in headers:
            problems.append(
                f"{source.where}: there is no column {origin.source}; "
                f"{nearest(origin.source, headers)}"
            )
    if source.format is not None:
        problems += [
            f"{source.where}: there is no column {name}; {nearest(name, headers)}"
            for name in source.format.drop_rows_where
            if name not in headers
        ]
    if problems:
        raise LeadmartError.of(list(dict.fromkeys(problems)), REFUSED)


def check_expressions(
    connection: duckdb.DuckDBPyConnection, source: Source, headers: list[str]
) -> None:
    """Refuses whatever is not one expression over the row's columns."""
    for column, origin in _origins(source):
        if origin.sql:
            reason = _why_no_expression(connection, origin.sql, headers)
            if reason:
                raise LeadmartError(
                    f"the expression for {column} {reason}",
                    where=source.where,
                    mend="give one expression over the row's columns, names like "
                    "No show or At in double quotes",
                    code=REFUSED,
                )


def mapped_rows(source: Source, declared: Input, raw: str) -> str:
    """The query that makes rows of the input out of the raw rows.

    raw: the relation that holds the file's rows as text, under the file's own headers.
    """
    made = []
    for one in source.rows or ({},):
        columns = {**source.columns, **one}
        selected = ", ".join(
            f"{_expression(columns.get(column.name), column, source)} as {quoted(column.name)}"
            for column in declared.columns
        )
        wanted = [kept_rows(source.format), _has_what_it_is_of(one)]
        made.append(f"select {selected} from {raw} where {' and '.join(wanted)}")
    return " union all ".join(made)


def by_own_names(source: Source, declared: Input, headers: list[str]) -> Source:
    """A source whose columns are called as the contract's, in any case."""
    spelled = {name.lower(): name for name in headers}
    own = {name: Column(source=spelled[name]) for name in declared.column_names if name in spelled}
    return replace(source, columns=own)


def kept_rows(written: Format | None) -> str:
    """The condition of rows that are rows: not those that the format says to drop."""
    dropped = written.drop_rows_where if written else {}
    tests = [
        f"coalesce(trim({quoted(name)}), '') <> {literal(text.strip())}"
        for name, text in dropped.items()
    ]
    return f"({' or '.join(tests)})" if tests else "true"


def _has_what_it_is_of(columns: Mapping[str, Column]) -> str:
    """One of several rows is made only where the columns that tell it apart say something."""
    said = [
        f"coalesce(trim({quoted(one.source)}), '') <> ''" for one in columns.values() if one.source
    ]
    return f"({' or '.join(said)})" if said else "true"


def _origins(source: Source) -> Iterator[tuple[str, Column]]:
    for columns in (source.columns, *source.rows):
        yield from columns.items()


def _expression(origin: Column | None, declared: Declared, source: Source) -> str:
    if origin is None:
        return "cast(null as varchar)"
    if origin.constant is not None:
        return literal(origin.constant)
    text = f"cast((\n{origin.sql}\n) as varchar)" if origin.sql else quoted(origin.source)
    if origin.values:
        text = _in_words(text, origin.values)
    if origin.sql:
        return text
    written = source.format or Format()
    if origin.dates:
        written = replace(written, dates=origin.dates)
    return in_plain_form(text, declared.data_type, written)


def in_plain_form(
    text: str, data_type: str, written: Format, dates: Sequence[str] | None = None
) -> str:
    """A text of a format as the contract writes it, if it fits the format; else as it stands.

    text: an expression; data_type: what it should be, as models/inputs.yml names types; dates: the
    formats of days and moments, where there are others than that of the format.
    """
    if data_type.startswith("decimal") or data_type == "bigint":
        return _number(text, written)
    if data_type in ("timestamp", "date"):
        formats = dates if dates is not None else [written.dates] if written.dates else []
        readings = [_moment(text, one, written.timezone, data_type) for one in formats or [""]]
        if dates and written.timezone and data_type == "timestamp":
            readings.append(_moment(text, "", written.timezone, data_type))
        found = [*filter(None, readings)]
        return f"coalesce({', '.join([*found, text])})" if found else text
    return text


def _in_words(text: str, values: Mapping[str, str]) -> str:
    """The file's words as the contract's; a word that the mapping does not name stays."""
    tests = " ".join(
        f"when lower(trim({text})) = {literal(word.strip().lower())} then {literal(meant)}"
        for word, meant in values.items()
    )
    return f"case {tests} else {text} end"


def _number(text: str, written: Format) -> str:
    """A number with signs or codes of currency and signs of thousands as a plain decimal."""
    bare = f"translate(trim({text}), {literal(_CURRENCY_SIGNS)}, '')"
    bare = f"regexp_replace({bare}, '^[A-Z]{{3}}|[A-Z]{{3}}$', '')"
    # (1.200) is how accountants write a negative number.
    signed = f"regexp_replace({bare}, '^[(](.+)[)]$', '-\\1')"
    thousands, decimal = written.thousands.strip(), written.decimal
    groups = f"([{thousands}][0-9]{{3}})*" if thousands else ""
    form = f"[+-]?([0-9]{{1,3}}{groups}|[0-9]+)([{decimal}][0-9]*)?"
    plain = f"replace({signed}, {literal(thousands)}, '')" if thousands else signed
    plain = f"replace({plain}, {literal(decimal)}, '.')" if decimal != "." else plain
    return f"case when regexp_full_match({signed}, {literal(form)}) then {plain} else {text} end"


def _moment(text: str, dates: str, timezone: str, data_type: str) -> str:
    """A day or a moment as ISO writes it, of a time zone in UTC; NULL where it does not fit.

    Nothing where it stays as it is.
    """
    if dates:
        # A word such as infinity is no day in any format.
        parsed = (
            f"case when {text} ~ '.*[0-9].*' then try_strptime(trim({text}), {literal(dates)}) end"
        )
    elif timezone and data_type == "timestamp":
        parsed = (
            f"case when regexp_full_match(trim({text}), {literal(_ISO_LOCAL)}) "
            f"then try_cast(trim({text}) as timestamp) end"
        )
    else:
        return ""
    has_time = not dates or any(sign in dates for sign in ("%H", "%I", "%X", "%c"))
    if data_type == "date" or not has_time:
        return f"strftime({parsed}, '%Y-%m-%d')"
    if timezone:
        utc = f"timezone('UTC', timezone({literal(timezone)}, {parsed}))"
        return f"strftime({utc}, '%Y-%m-%dT%H:%M:%S') || 'Z'"
    return f"strftime({parsed}, '%Y-%m-%dT%H:%M:%S')"


# Expressions ----------------------------------------------------------------------------------


def _why_no_expression(connection: duckdb.DuckDBPyConnection, sql: str, headers: list[str]) -> str:
    """What is wrong with an expression; nothing where it is one."""
    row = connection.execute(
        "select cast(json_serialize_sql(?) as varchar)", [f"select (\n{sql}\n)"]
    ).fetchone()
    assert row is not None
    parsed = json.loads(row[0])
    if parsed.get("error"):
        return "cannot be read"
    statements = parsed["statements"]
    if len(statements) != 1:
        return "is more than one expression"
    node = statements[0]["node"]
    if node.get("type") != "SELECT_NODE" or len(node["select_list"]) != 1:
        return "is more than one expression"
    # (a, b) is one row of two values.
    if node["select_list"][0].get("function_name") == "row":
        return "is more than one expression"
    if node["from_table"]["type"] != "EMPTY":
        return "reads a table"
    return _why_not_allowed(connection, node["select_list"][0], headers)


def _why_not_allowed(connection: duckdb.DuckDBPyConnection, node: Any, headers: list[str]) -> str:
    known = {name.lower() for name in headers}
    for one in _expressions(node):
        if one["class"] == "COLUMN_REF":
            # Also current_date and its like, which look as a column does.
            name = ".".join(one["column_names"])
            if name.lower() not in known:
                return f"names {name}, which is no column; {nearest(name, headers)}"
            continue
        if one["class"] not in _EXPRESSION_CLASSES:
            return "reads a table" if one["class"] == "SUBQUERY" else "is not of one row alone"
        if one["class"] == "FUNCTION" and not _is_plain_function(connection, one["function_name"]):
            return f"uses {one['function_name']}, which is not of one row alone"
    return ""


def _expressions(node: Any) -> Iterator[dict[str, Any]]:
    """All expressions of a parsed query."""
    if isinstance(node, dict):
        if "class" in node and "type" in node:
            yield node
        for value in node.values():
            yield from _expressions(value)
    elif isinstance(node, list):
        for value in node:
            yield from _expressions(value)


def _is_plain_function(connection: duckdb.DuckDBPyConnection, name: str) -> bool:
    """Whether a function gives the same for the same arguments, and looks at nothing else."""
    if name.lower() in ("getenv", "getvariable", "current_setting"):
        return False
    found = connection.execute(
        "select function_type, coalesce(stability, 'CONSISTENT') from duckdb_functions()"
        " where lower(function_name) = lower(?)",
        [name],
    ).fetchall()
    return bool(found) and all(
        kind in ("scalar", "macro") and stability == "CONSISTENT" for kind, stability in found
    )
