"""The SQL linter: what design.md's engines share, and how our SQL looks.

    python tools/lint_sql.py [TARGET]

Every file's layout is checked as written. Every model, snapshot and singular test is checked as
compiled: it must parse as DuckDB, Spark and PostgreSQL, and hold nothing that one of them lacks
or reads otherwise. TARGET is a dbt target folder with compiled code; without it the project is
compiled into a temporary one. Exit codes: 0 clean, 1 something found.
"""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.tokens import Token, TokenType

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from leadmart.intake.systems import read_systems  # noqa: E402

SQL_FOLDERS = ("models", "macros", "snapshots", "tests")
DIALECTS = ("duckdb", "spark", "postgres")
# Of models and tests. Macros write expressions in one piece, so that compiled SQL reads well.
LONGEST_LINE = 140
INDENT = 4

# Functions that an engine lacks or reads otherwise; engine.sql has a macro for what is needed.
_ENGINE_FUNCTIONS = re.compile(
    r"strftime|strptime|to_char|date_format|list_\w+|array_\w+|string_agg|listagg|group_concat"
    r"|json_\w+|to_json|struct_pack|unnest|explode|regexp_\w+_all|epoch\w*|read_\w+"
    r"|median|quantile\w*|percentile_disc|approx_\w+|any_value|arg_m(?:ax|in)|first|last"
)
_EXACT_UNITS = ("DAY", "SECOND")
# Beside the contract's required columns: what models make and never leave NULL.
_NEVER_NULL = {
    "changed_on",
    "dbt_scd_id",
    "dbt_valid_from",
    "period_start",
    "preference",
    "row_identifier",
    "row_text",
}
# The columns that every metric has as doubles.
_DOUBLES = {"numerator", "denominator", "value"}
# What json_text makes of a text.
_JSON = (exp.JSONExtract, exp.JSONExtractScalar)
# Nodes of the parsed statement that no model may hold.
_FORBIDDEN: dict[type[exp.Expression], str] = {
    exp.Qualify: "qualify; rank in a CTE and filter behind it",
    exp.Unnest: "unnest",
    exp.Explode: "unnest",
    exp.Lateral: "lateral",
    exp.Array: "a list",
    exp.ArrayAgg: "a list",
    exp.Bracket: "an index into a list",
    exp.Struct: "a struct",
    exp.JSONExtract: "a JSON operator",
    exp.JSONExtractScalar: "a JSON operator",
    exp.GroupConcat: "listagg",
    exp.IntDiv: "integer division",
    exp.StrToTime: "strptime",
    exp.TimeToStr: "strftime",
    exp.CurrentDate: "the clock; use as_of()",
    exp.CurrentTimestamp: "the clock; use as_of()",
    exp.Pivot: "pivot",
    exp.Command: "a statement that does not parse",
}


@dataclass(frozen=True, order=True)
class Violation:
    """One thing to mend: where it stands and what it is."""

    path: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}" if self.line else f"{self.path}: {self.what}"


def main(arguments: list[str]) -> int:
    """Checks the project and prints what it found."""
    found = set()
    for path in sql_files():
        name = str(path.relative_to(PROJECT))
        found |= set(lint_layout(name, path.read_text(encoding="utf-8")))
    nodes = read_nodes(Path(arguments[0])) if arguments else compile_nodes()
    columns = Columns(nodes)
    for node in nodes.values():
        if is_checked(node):
            found |= set(lint_compiled(node, columns))
    for violation in sorted(found):
        print(violation)
    checked = sum(is_checked(node) for node in nodes.values())
    print(f"{checked} statements in {len(DIALECTS)} dialects: {len(found) or 'nothing'} found")
    return 1 if found else 0


def sql_files() -> list[Path]:
    """Every SQL file of the project."""
    return sorted(path for folder in SQL_FOLDERS for path in (PROJECT / folder).rglob("*.sql"))


# As written -----------------------------------------------------------------------------------

_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
_JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_BARE = re.compile(r"'[^'\n]*'|--[^\n]*")


def lint_layout(path: str, text: str) -> Iterator[Violation]:
    """What is wrong with the layout of a file as written."""
    masked = _masked(text)
    for number, (line, sql) in enumerate(
        zip(text.split("\n"), masked.split("\n"), strict=True), start=1
    ):
        for what in _line_faults(line, sql, long=path.startswith("macros/")):
            yield Violation(path, number, what)
    if not text.endswith("\n") or text.endswith("\n\n"):
        yield Violation(path, text.count("\n"), "must end with one line break")
    if path.startswith("models/") and "target.type" in text:
        yield Violation(path, 0, "target.type; engines differ in macros/engine.sql alone")
    if path.startswith("models/") and not text.startswith("-- "):
        yield Violation(path, 1, "must begin with a comment that says what one row is")


def _line_faults(line: str, sql: str, long: bool = False) -> Iterator[str]:
    """What is wrong with one line; sql is the same line without Jinja, texts and comments."""
    if len(line) > LONGEST_LINE and not long:
        yield f"{len(line)} characters, at most {LONGEST_LINE}"
    if "\t" in line:
        yield "a tab"
    if line != line.rstrip():
        yield "blanks at the end"
    if (len(line) - len(line.lstrip(" "))) % INDENT and sql.strip():
        yield f"indented by other than a multiple of {INDENT}"
    if line.lstrip().startswith(","):
        yield "a comma belongs to the end of the line before"
    if upper := re.search(r"\b[A-Z]\w*", sql):
        yield f"{upper.group()} in upper case"
    if '"' in sql:
        yield "a quoted identifier"


def _masked(text: str) -> str:
    """The SQL alone: Jinja, texts and comments as blanks, lines as they were."""
    for pattern in (_COMMENT, _JINJA, _BARE):
        text = pattern.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)
    return text


# As compiled ----------------------------------------------------------------------------------

Node = dict[str, Any]


def compile_nodes() -> dict[str, Node]:
    """The nodes of the project, compiled into a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="leadmart-lint-") as folder:
        command = [sys.executable, "-m", "dbt.cli.main", "--quiet", "compile"]
        command += ["--profiles-dir", ".", "--target-path", folder, "--log-path", folder]
        command += ["--vars", json.dumps({"systems": _all_systems()})]
        finished = subprocess.run(
            command, cwd=PROJECT, check=False, capture_output=True, text=True, env=_aside(folder)
        )
        if finished.returncode:
            sys.exit(f"the project does not compile:\n{finished.stdout}{finished.stderr}")
        return read_nodes(Path(folder))


def _all_systems() -> str:
    """Every system that there is a connector for, from every loader, as dbt is told of them."""
    declared = read_systems(PROJECT).values()
    return ", ".join(one.key for loaders in declared for one in loaders.values())


def _aside(folder: str) -> dict[str, str]:
    """The environment of a compilation that touches no database of the user's."""
    return os.environ | {
        "LEADMART_DATABASE": f"{folder}/leadmart.duckdb",
        "LEADMART_WORK_DATABASE": f"{folder}/work.duckdb",
    }


def read_nodes(target: Path) -> dict[str, Node]:
    """All nodes and sources of a dbt target folder, by relation name or id."""
    manifest = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
    nodes = [*manifest["nodes"].values(), *manifest["sources"].values()]
    return {_relation(node) if _is_relation(node) else node["unique_id"]: node for node in nodes}


def is_checked(node: Node) -> bool:
    """Whether a node's statement is ours: generic tests come from dbt's own macros."""
    is_singular = node["resource_type"] == "test" and not node.get("test_metadata")
    return is_singular or node["resource_type"] in ("model", "snapshot")


def _is_relation(node: Node) -> bool:
    return node["resource_type"] in ("model", "seed", "snapshot", "source")


def _relation(node: Node) -> str:
    return (node.get("relation_name") or node["unique_id"]).replace('"', "").lower()


def lint_compiled(node: Node, columns: Columns) -> Iterator[Violation]:
    """What a compiled statement holds that some engine does not take."""
    path, sql = node["original_file_path"], node.get("compiled_code")
    if not sql:
        yield Violation(path, 0, "is not compiled")
        return
    trees = {}
    for dialect in DIALECTS:
        try:
            trees[dialect] = sqlglot.parse_one(sql, dialect=dialect)
        except SqlglotError as error:
            first = str(error).splitlines()[0]
            yield Violation(path, 0, f"does not parse as {dialect}: {first}")
    if len(trees) < len(DIALECTS):
        return
    tokens = sqlglot.tokenize(sql, dialect="duckdb")
    for what in (
        *_forbidden_nodes(trees["duckdb"], may_read_json="/base/" in path),
        *_bare_arithmetic(trees["duckdb"]),
        *_loose_orders(list(trees.values()), columns.never_null),
        *_lateral_aliases(trees["duckdb"], columns),
        *_forbidden_tokens(sql, tokens, trees["duckdb"], is_test=path.startswith("tests/")),
        *_missing_as(tokens, trees["duckdb"]),
    ):
        yield Violation(path, 0, what)


def _forbidden_nodes(tree: exp.Expression, *, may_read_json: bool = False) -> Iterator[str]:
    """Constructs that one of the engines lacks or reads otherwise.

    may_read_json: by json_text, which writes each engine's own; loaders deliver it.
    """
    for node in tree.walk():
        name = node.name if isinstance(node, exp.Anonymous) else ""
        if may_read_json and (isinstance(node, _JSON) or name.lower() == "json_valid"):
            continue
        if type(node) in _FORBIDDEN:
            yield f"{_FORBIDDEN[type(node)]}: {_excerpt(node)}"
        elif isinstance(node, exp.Group | exp.Order) and node.args.get("all"):
            yield f"group by all or order by all: {_excerpt(node)}"
        elif isinstance(node, exp.Distinct) and node.args.get("on"):
            yield f"distinct on: {_excerpt(node)}"
        elif isinstance(node, exp.SetOperation) and node.args.get("distinct"):
            yield f"{type(node).__name__.lower()} without all"
        elif isinstance(node, exp.Star) and (node.args.get("except_") or node.args.get("replace")):
            yield f"a star with exceptions: {_excerpt(node)}"
        elif isinstance(node, exp.Join) and not (node.side or node.kind or node.args.get("method")):
            yield f"a join of no kind; write inner, left, full outer or cross: {_excerpt(node)}"
        elif isinstance(node, exp.DateDiff | exp.TimestampDiff) and _unit(node) not in _EXACT_UNITS:
            yield f"datediff in other than days and seconds: {_excerpt(node)}"
        elif isinstance(node, exp.Like | exp.ILike) and "\\" in node.expression.name:
            yield f"like with a backslash: {_excerpt(node)}"
        elif name and _ENGINE_FUNCTIONS.fullmatch(name.lower()):
            yield f"the function {name.lower()}"
        elif isinstance(node, exp.Func) and _ENGINE_FUNCTIONS.fullmatch(node.sql_name().lower()):
            yield f"the function {node.sql_name().lower()}: {_excerpt(node)}"


def _bare_arithmetic(tree: exp.Expression) -> Iterator[str]:
    """Divisions and averages that are not said to be of doubles."""
    doubles = _double_names(tree)
    for node in tree.find_all(exp.Div, exp.Avg):
        parts = (node.this, node.args.get("expression"))
        if not any(_is_double(part, doubles) for part in parts):
            yield f"use safe_divide or cast to a double: {_excerpt(node)}"


def _double_names(tree: exp.Expression) -> set[str]:
    """The columns that a statement makes as doubles, wherever in it they are read then."""
    named = [(alias.alias, alias.this) for alias in tree.find_all(exp.Alias)]
    doubles = set(_DOUBLES)
    before = 0
    while len(doubles) > before:
        before = len(doubles)
        doubles |= {name for name, made in named if _is_double(made, doubles)}
    return doubles


def _is_double(node: exp.Expression | None, doubles: set[str]) -> bool:
    """Whether an expression is a double on every engine: one part that is makes the whole so."""
    if isinstance(node, exp.Cast):
        return node.to.is_type(exp.DataType.Type.DOUBLE)
    if isinstance(node, exp.Column):
        return node.name in doubles
    if isinstance(node, exp.Binary):
        return _is_double(node.left, doubles) or _is_double(node.right, doubles)
    if isinstance(node, exp.Paren | exp.Neg | exp.Nullif | exp.Coalesce | exp.Window | exp.AggFunc):
        return not isinstance(node, exp.Count) and _is_double(node.this, doubles)
    if isinstance(node, exp.Case):
        return any(_is_double(branch.args["true"], doubles) for branch in node.args["ifs"])
    return isinstance(node, exp.Exp | exp.Ln | exp.Sqrt)


def _loose_orders(trees: list[exp.Expression], never_null: set[str]) -> Iterator[str]:
    """Orders that leave the place of NULLs to the engine, which each engine decides otherwise.

    What is explicit parses the same everywhere. A percentile ignores NULLs; and a window (not the
    order of a result) may leave it out where there are none.
    """
    orders = [list(tree.find_all(exp.Ordered)) for tree in trees]
    for same in zip(*orders, strict=True):
        place = same[0].find_ancestor(exp.WithinGroup, exp.Window, exp.Select)
        if isinstance(place, exp.WithinGroup):
            continue
        if isinstance(place, exp.Window) and _is_never_null(same[0].this, never_null):
            continue
        if len({bool(order.args.get("nulls_first")) for order in same}) > 1:
            yield f"order by without nulls first or last: {_excerpt(same[0].this)}"


def _is_never_null(node: exp.Expression, never_null: set[str]) -> bool:
    """Whether an expression always has a value, as far as its names and literals tell."""
    if isinstance(node, exp.Column):
        return node.name in never_null
    if isinstance(node, exp.Cast):
        return _is_never_null(node.this, never_null)
    if isinstance(node, exp.Coalesce):
        return any(_is_never_null(one, never_null) for one in [node.this, *node.expressions])
    if isinstance(node, exp.Case):
        results = [branch.args["true"] for branch in node.args["ifs"]]
        results.append(node.args.get("default") or exp.null())
        return all(_is_never_null(one, never_null) for one in results)
    return isinstance(node, exp.Literal)


def _lateral_aliases(tree: exp.Expression, columns: Columns) -> Iterator[str]:
    """Names that a select gives and reads itself: most engines do not see them yet."""
    for select in tree.find_all(exp.Select):
        given = {one.alias for one in select.expressions if isinstance(one, exp.Alias)}
        there = columns.of_sources(select)
        for column in _own_columns(select):
            if column.name in given and not column.table and column.name not in there:
                yield f"{column.name} is read where it is only just named"


def _own_columns(select: exp.Select) -> Iterator[exp.Column]:
    """The columns that a select reads, without its subqueries' and without its order by."""
    parts = [*select.expressions, *(select.args.get("joins") or [])]
    parts += [select.args[part] for part in ("where", "group", "having") if select.args.get(part)]
    for part in parts:
        for node in part.walk(prune=lambda one: isinstance(one, exp.Subquery | exp.Select)):
            if isinstance(node, exp.Column):
                yield node


def _forbidden_tokens(
    sql: str, tokens: list[Token], tree: exp.Expression, is_test: bool
) -> Iterator[str]:
    """What only the text shows."""
    relations = {
        part.meta.get("start")
        for table in tree.find_all(exp.Table)
        if table.catalog
        for part in table.parts
    }
    for token in tokens:
        if token.token_type == TokenType.DCOLON:
            yield ":: is a cast of some engines only; write cast(… as …)"
        elif token.token_type == TokenType.STRING and "'" in token.text and not is_test:
            yield f"'' in a text, which some engines drop: {token.text[:40]}"
        elif token.token_type == TokenType.IDENTIFIER and token.start not in relations:
            yield f"a quoted identifier: {token.text}"
        elif token.token_type not in (TokenType.STRING, TokenType.IDENTIFIER, TokenType.TEXT):
            # The token's own text may be in upper case already; TEXT is dbt.type_string().
            written = sql[token.start : token.end + 1]
            if re.search("[A-Z]", written):
                yield f"{written} in upper case"


def _missing_as(tokens: list[Token], tree: exp.Expression) -> Iterator[str]:
    """Aliases without as. A CTE's name stands before its as, so it is none of them."""
    before = {token.start: previous for previous, token in pairwise(tokens)}
    for node in tree.find_all(exp.Alias, exp.TableAlias):
        if isinstance(node.parent, exp.CTE):
            continue
        name = node.args.get("alias") if isinstance(node, exp.Alias) else node.this
        start = name.meta.get("start") if isinstance(name, exp.Identifier) else None
        if start in before and before[start].token_type != TokenType.ALIAS:
            yield f"an alias without as: {name.name}"


def _unit(node: exp.Expression) -> str:
    unit = node.args.get("unit")
    return unit.name.upper() if unit else "DAY"


def _excerpt(node: exp.Expression) -> str:
    text = node.sql(dialect="duckdb")
    return text if len(text) <= 60 else f"{text[:57]}…"


# Which columns there are ----------------------------------------------------------------------


class Columns:
    """The columns of every relation, read from the statements that make them."""

    def __init__(self, nodes: dict[str, Node]) -> None:
        self._nodes = nodes
        self._known: dict[str, set[str]] = {}
        # By name alone: a model that has one of them NULL says where NULLs go all the same.
        self.never_null = _NEVER_NULL | {
            column["name"]
            for node in nodes.values()
            if node["resource_type"] == "source"
            for column in node["columns"].values()
            if column["config"].get("meta", {}).get("required")
        }

    def of_sources(self, select: exp.Select) -> set[str]:
        """The columns of all that a select reads from."""
        return {name for source in _sources(select) for name in self._of_source(source)}

    def of_relation(self, name: str) -> set[str]:
        """The columns of a model, seed, snapshot or source by its full name."""
        if name not in self._known:
            self._known[name] = self._read(self._nodes.get(name))
        return self._known[name]

    def _read(self, node: Node | None) -> set[str]:
        if node is None:
            return set()
        if node["resource_type"] == "seed":
            with (PROJECT / node["original_file_path"]).open(encoding="utf-8") as stream:
                return set(next(csv.reader(stream)))
        if node["resource_type"] == "source":
            return set(node["columns"])
        named = self._of_query(sqlglot.parse_one(node["compiled_code"], dialect="duckdb"))
        valid = {"dbt_scd_id", "dbt_updated_at", "dbt_valid_from", "dbt_valid_to"}
        return named | valid if node["resource_type"] == "snapshot" else named

    def _of_query(self, query: exp.Expression) -> set[str]:
        while isinstance(query, exp.SetOperation | exp.Subquery):
            query = query.this
        assert isinstance(query, exp.Select)
        names = set()
        for one in query.expressions:
            if isinstance(one, exp.Star):
                names |= self.of_sources(query)
            elif isinstance(one, exp.Column) and isinstance(one.this, exp.Star):
                wanted = [each for each in _sources(query) if each.alias_or_name == one.table]
                names |= {name for source in wanted for name in self._of_source(source)}
            else:
                names.add(one.alias_or_name)
        return names

    def _of_source(self, source: exp.Expression) -> set[str]:
        alias = source.args.get("alias")
        if alias and alias.columns:
            return {column.name for column in alias.columns}
        if isinstance(source, exp.Subquery):
            return self._of_query(source.this)
        assert isinstance(source, exp.Table)
        if source.catalog:
            return self.of_relation(".".join(part.name for part in source.parts).lower())
        cte = _cte(source)
        return self._of_query(cte.this) if cte else set()


def _sources(select: exp.Select) -> list[exp.Expression]:
    """What a select reads from: tables, CTEs and subqueries."""
    start = select.args.get("from_") or select.args.get("from")
    joined = [join.this for join in select.args.get("joins") or []]
    return [start.this, *joined] if start else joined


def _cte(table: exp.Table) -> exp.CTE | None:
    """The CTE that a name means: the nearest around it."""
    around: exp.Expression | None = table
    while around is not None:
        clause = around.args.get("with_") or around.args.get("with")
        for cte in clause.expressions if clause else []:
            if cte.alias == table.name:
                return cte
        around = around.parent
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
