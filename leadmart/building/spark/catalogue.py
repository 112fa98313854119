"""The names in Spark's catalogue, and how they go from one release to the next as a whole.

core__<token>, metrics__<token> …   the tables of one release
core, metrics …                     views of the release that is shown
leadmart.release                    one row: the release that is shown, and the one to come

A metastore cannot change two names at once. So the public views are first rewritten to read the old
release or the new one, as leadmart.release says (Spark's optimizer leaves one branch of the two);
then that one view is replaced; then the public views are rewritten to read the new release alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from leadmart.building.plan import PUBLIC_SCHEMAS

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

# What builds remember: private, but carried from release to release.
HISTORY = "history"
CONTROL_SCHEMA = "leadmart"
CONTROL = f"{CONTROL_SCHEMA}.release"

_OF_A_RUN = re.compile(r"(?P<layer>[a-z]+)__(?P<token>[0-9]{8}t[0-9]{6}z_[0-9a-f]{6})")


@dataclass(frozen=True)
class Shown:
    """What the public names show, what they are on the way to, and whose names they are."""

    release_id: str | None = None
    changing_to: str | None = None
    home: str | None = None

    @property
    def ids(self) -> set[str]:
        """The releases that the public names may read."""
        return {one for one in (self.release_id, self.changing_to) if one}


def suffix(run_id: str) -> str:
    """What the schemas of a run end with: an id as a name can hold it."""
    return f"__{run_id.lower().replace('-', '_')}"


def shown(spark: SparkSession) -> Shown:
    """What the catalogue says of itself; nothing where nothing was ever published."""
    if not spark.catalog.databaseExists(CONTROL_SCHEMA) or not spark.catalog.tableExists(CONTROL):
        return Shown()
    row = spark.sql(f"select release_id, changing_to, home from {CONTROL}").first()
    return Shown(*row) if row is not None else Shown()


def prepare(spark: SparkSession, new: str, home: str) -> None:
    """Has every public view read the release that is shown or a new one, as the control says."""
    old = shown(spark).release_id
    before = tables(spark, old) if old is not None else {}
    if not before:
        old = None
    for schema in (*PUBLIC_SCHEMAS, CONTROL_SCHEMA):
        spark.sql(f"create schema if not exists {schema}")
    show(spark, Shown(old, new, home))
    after = tables(spark, new)
    for name in sorted({*before, *after}):
        both = [
            (release, known[name])
            for release, known in ((new, after), (old, before))
            if release is not None and name in known
        ]
        _view(spark, name, " union all ".join(_branches(spark, both)))


def show(spark: SparkSession, state: Shown) -> None:
    """The flip: one statement that decides what every public name shows."""
    values = zip(
        (state.release_id, state.changing_to, state.home),
        ("release_id", "changing_to", "home"),
        strict=True,
    )
    selected = ", ".join(f"cast({literal(value)} as string) as {name}" for value, name in values)
    spark.sql(f"create or replace view {CONTROL} as select {selected}")


def settle(spark: SparkSession, release: str, home: str) -> None:
    """Has every public view read one release alone; removes those that it does not have."""
    known = tables(spark, release)
    for name, relation in sorted(known.items()):
        _view(spark, name, f"select * from {relation}")
    for name in sorted(_names_of_all(spark) - set(known)):
        spark.sql(f"drop view if exists {quoted(name)}")
    show(spark, Shown(release, None, home))


def drop_all_but(spark: SparkSession, kept: Iterable[str]) -> int:
    """Drops the schemas of all runs but some; gives how many."""
    tokens = {suffix(one).removeprefix("__") for one in kept}
    doomed = [schema for schema, _, token in _schemas_of_runs(spark) if token not in tokens]
    for schema in doomed:
        spark.sql(f"drop schema if exists {quoted(schema)} cascade")
    return len(doomed)


def drop_private(spark: SparkSession, run_id: str) -> None:
    """Drops the layers of a run that are not published."""
    own = suffix(run_id).removeprefix("__")
    for schema, layer, token in _schemas_of_runs(spark):
        if token == own and layer not in PUBLIC_SCHEMAS:
            spark.sql(f"drop schema if exists {quoted(schema)} cascade")


def tables(
    spark: SparkSession, run_id: str, schemas: tuple[str, ...] = PUBLIC_SCHEMAS
) -> dict[str, str]:
    """The published name of every table of a run, with the name that it has by itself."""
    found = {}
    for schema in schemas:
        own = f"{schema}{suffix(run_id)}"
        if spark.catalog.databaseExists(own):
            for row in spark.sql(f"show tables in {own}").collect():
                if not row.isTemporary:
                    found[f"{schema}.{row.tableName}"] = f"{own}.{quoted(row.tableName)}"
    return found


def _names_of_all(spark: SparkSession) -> set[str]:
    """The public names of the tables of every run that is kept."""
    names = set()
    for schema, layer, _ in _schemas_of_runs(spark):
        if layer in PUBLIC_SCHEMAS:
            rows = spark.sql(f"show tables in {schema}").collect()
            names |= {f"{layer}.{row.tableName}" for row in rows if not row.isTemporary}
    return names


def _schemas_of_runs(spark: SparkSession) -> list[tuple[str, str, str]]:
    found = []
    for row in spark.sql("show schemas").collect():
        match = _OF_A_RUN.fullmatch(row.namespace)
        if match:
            found.append((row.namespace, match["layer"], match["token"]))
    return found


def _branches(spark: SparkSession, sides: list[tuple[str, str]]) -> list[str]:
    """One select for each release, with the same columns: the new release's, then others."""
    columns = [
        {field.name: field.dataType.simpleString() for field in spark.table(relation).schema}
        for _, relation in sides
    ]
    types = {name: kind for side in reversed(columns) for name, kind in side.items()}
    order = list(dict.fromkeys(name for side in columns for name in side))
    return [
        f"select {', '.join(_column(name, types[name], side.get(name)) for name in order)}"
        f" from {relation} where (select release_id from {CONTROL}) = {literal(release)}"
        for (release, relation), side in zip(sides, columns, strict=True)
    ]


def _column(name: str, wanted: str, found: str | None) -> str:
    if found is None:
        return f"cast(null as {wanted}) as {quoted(name)}"
    if found != wanted:
        return f"try_cast({quoted(name)} as {wanted}) as {quoted(name)}"
    return quoted(name)


def _view(spark: SparkSession, name: str, query: str) -> None:
    spark.sql(f"create or replace view {quoted(name)} as {query}")


def quoted(name: str) -> str:
    """A name, or names with dots between them, as Spark's SQL takes it."""
    return ".".join(quoted_column(part) for part in name.split("."))


def quoted_column(name: str) -> str:
    """One name, whatever is in it."""
    return "`" + name.replace("`", "``") + "`"


def literal(value: str | None) -> str:
    """A text as Spark's SQL takes it."""
    # Spark reads a backslash as an escape.
    if value is None:
        return "null"
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
