"""Inputs that Spark reads itself: the Parquet of a prefix of files, or a schema of tables.

They become tables of text as the contract declares them, like all inputs. What is no Parquet under
a prefix (CSV, JSON lines) is copied to the run's own disk instead, where the gate judges it: a
Parquet file says of itself what it holds, the others must be read strictly from end to end.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from leadmart.building.spark.catalogue import literal, quoted, quoted_column, suffix
from leadmart.errors import LeadmartError, problem
from leadmart.intake import gate
from leadmart.intake.contract import Contract, Input, read_contract, with_own_columns
from leadmart.intake.gate import Columns, Refused
from leadmart.intake.loaded import ABSENT, EXCHANGE_RATES

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_PARQUET = ".parquet"


@dataclass
class Found:
    """What lies at a place: what Spark reads, what must be copied, and what is wrong with it."""

    # Input → what it is called there, and its rows.
    readable: dict[str, tuple[str, Any]] = field(default_factory=dict)
    # The name of a file → its address.
    to_copy: dict[str, str] = field(default_factory=dict)
    # The inputs that are there, readable or not.
    inputs: set[str] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)
    # What lies there and is no input.
    strangers: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def take_in(spark: SparkSession, order: dict[str, Any]) -> dict[str, Any]:
    """Every input that is there, as a table of text of this run; what is refused, line by line."""
    contract = with_own_columns(read_contract(Path(order["project"])), order["own"])
    look = _look_at_prefix if order["kind"] == "prefix" else _look_at_schema
    found = look(spark, order["address"], contract)
    if not found.problems:
        try:
            gate.refuse_nothing(found.inputs, order["shown"], found.strangers)
        except LeadmartError as refused:
            found.problems += refused.problems
    found.warnings += [gate.note_stranger(name) for name in found.strangers]
    schema = f"inputs{suffix(order['run_id'])}"
    spark.sql(f"create schema if not exists {schema}")
    inputs: dict[str, Any] = {}
    for name, (called, rows) in found.readable.items():
        try:
            columns = _match(rows, contract[name])
            if not found.problems:
                inputs[name] = _copy(rows, columns, contract[name], f"{schema}.{name}")
                if columns.unknown:
                    found.warnings.append(gate.note_unknown(called, columns.unknown))
        except Refused as refused:
            found.problems.append(problem(refused.what, called, refused.mend))
    if found.problems:
        return {"code": 1, "problems": found.problems}
    for name, address in found.to_copy.items():
        _fetch(spark, address, Path(order["folder"]) / name)
    return {
        "inputs": inputs,
        "warnings": found.warnings,
        "used": _currencies(spark, schema, contract, {*inputs} - {EXCHANGE_RATES}),
        "rated": _currencies(spark, schema, contract, {*inputs} & {EXCHANGE_RATES}),
    }


# A prefix -------------------------------------------------------------------------------------


def _look_at_prefix(spark: SparkSession, address: str, contract: Contract) -> Found:
    found = Found()
    named: dict[str, list[str]] = {}
    for name, path, is_folder in _list(spark, address):
        called = _input_of(name)
        if name.startswith((".", "_")):
            continue
        if called not in contract or not (is_folder or gate.is_input_file(name)):
            found.strangers.append(name)
            continue
        named.setdefault(called, []).append(name)
        if is_folder or name.lower().endswith(_PARQUET):
            try:
                found.readable[called] = (name, _open_parquet(spark, path))
            except Refused as refused:
                found.problems.append(problem(refused.what, name, refused.mend))
        else:
            found.to_copy[name] = path
    found.inputs = set(named)
    found.problems += [
        problem(f"{' and '.join(same)} both deliver {name}", address, "keep one of them")
        for name, same in named.items()
        if len(same) > 1
    ]
    return found


def _list(spark: SparkSession, address: str) -> list[tuple[str, str, bool]]:
    """The names under a prefix with their addresses, and whether each is a folder."""
    files, path = _files(spark, address)
    try:
        listed = [
            (one.getPath().getName(), one.getPath().toString(), one.isDirectory())
            for one in files.listStatus(path)
        ]
    except Exception as error:
        raise LookupError(_kind(error)) from None
    return sorted(listed)


def _fetch(spark: SparkSession, address: str, target: Path) -> None:
    """A file to the run's own disk, without the checksum file that Hadoop puts beside it."""
    files, path = _files(spark, address)
    here = spark._jvm.org.apache.hadoop.fs.Path(f"file://{target}")  # type: ignore[union-attr]
    files.copyToLocalFile(False, path, here, True)


def _files(spark: SparkSession, address: str) -> tuple[Any, Any]:
    jvm: Any = spark._jvm
    path = jvm.org.apache.hadoop.fs.Path(address)
    try:
        return path.getFileSystem(spark._jsc.hadoopConfiguration()), path
    except Exception as error:
        raise LookupError(_kind(error)) from None


def _open_parquet(spark: SparkSession, path: str) -> DataFrame:
    try:
        return spark.read.option("mergeSchema", "true").parquet(path)
    except Exception as error:
        raise Refused(f"cannot be read as Parquet ({_kind(error)})", "export it again") from None


def _input_of(name: str) -> str:
    return name.lower().partition(".")[0]


# A schema -------------------------------------------------------------------------------------


def _look_at_schema(spark: SparkSession, schema: str, contract: Contract) -> Found:
    if not spark.catalog.databaseExists(schema):
        raise LookupError("there is no such schema in Spark's catalogue")
    found = Found()
    for row in spark.sql(f"show tables in {quoted(schema)}").collect():
        name = row.tableName
        if row.isTemporary:
            continue
        if name.lower() not in contract:
            found.strangers.append(name)
            continue
        found.inputs.add(name.lower())
        try:
            found.readable[name.lower()] = (name, spark.table(f"{schema}.{quoted(name)}"))
        except Exception as error:
            found.problems.append(problem(f"cannot be read ({_kind(error)})", f"table {name}"))
    return found


# Either ---------------------------------------------------------------------------------------


def _match(rows: DataFrame, declared: Input) -> Columns:
    names = [name.strip().lower() for name in rows.columns]
    if not set(names) & set(declared.column_names):
        raise Refused(f"has none of the columns of {declared.name}", "name the columns as declared")
    return gate.match_columns(rows.columns, declared)


def _copy(rows: DataFrame, columns: Columns, declared: Input, target: str) -> dict[str, Any]:
    """An input as a table of text; its rows, counted before and after, and a hash of them."""
    kinds = dict(rows.dtypes)
    selected = [
        f"{_as_text(quoted_column(str(columns.places[name])), kinds[str(columns.places[name])])}"
        f" as {quoted(name)}"
        if name in columns.places
        else f"cast(null as string) as {quoted(name)}"
        for name in declared.column_names
    ]
    spark = rows.sparkSession
    try:
        rows.selectExpr(*selected).write.format("parquet").saveAsTable(target)
        counted = rows.count()
        names = ", ".join(quoted(name) for name in declared.column_names)
        count, content = spark.sql(
            f"select count(*), coalesce(sum(cast(xxhash64({names}) as decimal(38, 0))), 0)"
            f" from {target}"
        ).first() or (0, 0)
    except Exception as error:
        raise Refused(f"cannot be read in full ({_kind(error)})", "export it again") from None
    if count != counted:
        raise Refused(f"{counted} rows were counted and {count} loaded", "run again")
    return {
        "rows": count,
        "content_hash": str(content),
        "missing_columns": columns.missing,
        "unknown_columns": columns.unknown,
    }


def _as_text(column: str, kind: str) -> str:
    """A typed column as a CSV would hold it: ISO times in UTC, numbers without exponents."""
    text = f"cast({column} as string)"
    if kind in ("float", "double") or kind.startswith("decimal"):
        plain = f"rtrim('.', rtrim('0', format_string('%.15f', cast({column} as double))))"
        return f"case when {text} like '%E%' then {plain} else {text} end"
    if kind.startswith("timestamp"):
        return f"replace({text}, ' ', 'T')"
    if kind.startswith(("array", "struct", "map")):
        return f"to_json({column})"
    return text


def _currencies(spark: SparkSession, schema: str, contract: Contract, names: set[str]) -> list[str]:
    """The currencies that some inputs name."""
    absent = ", ".join(literal(text) for text in ABSENT)
    queries = [
        f"select upper(trim(currency)) as currency from {schema}.{name}"
        for name in sorted(names)
        if "currency" in contract[name].column_names
    ]
    if not queries:
        return []
    rows = spark.sql(
        f"select distinct currency from ({' union all '.join(queries)}) as used"
        f" where currency not in ({absent}) and currency rlike '^[A-Z]{{3}}$' order by currency"
    )
    return [row.currency for row in rows.collect()]


def _kind(error: Exception) -> str:
    """What kind of error it is: its message may quote a row or an address with a password."""
    condition = getattr(error, "getCondition", lambda: None)()
    if condition:
        return str(condition)
    java = getattr(error, "java_exception", None)
    return java.getClass().getSimpleName() if java is not None else type(error).__name__
