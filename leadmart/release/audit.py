"""The audit: a built database judged by a process that had no part in building it.

It opens the file read-only with every way out shut, reads every column of every table, and says
what it found as one JSON object:

    python -m leadmart.release.audit DATABASE PARENT_PID < expectations.json
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from leadmart.building.children import child_environment
from leadmart.building.plan import PUBLIC_SCHEMAS
from leadmart.errors import LeadmartError, one_line
from leadmart.intake.contract import columns_of_words, masked_forms, read_contract
from leadmart.intake.sql import quoted
from leadmart.reading import open_shut
from leadmart.settings import PROJECT

if TYPE_CHECKING:
    import duckdb

_TIME_LIMIT_SECONDS = 3600


@dataclass(frozen=True)
class Expectations:
    """What the run knows, and the database must say too."""

    release_id: str
    tables: list[str]
    rows_delivered: dict[str, int]
    # What the company wants masked beside what the contract masks.
    mask_pattern: str = "none"


@dataclass(frozen=True)
class Table:
    """A published table as the audit read it."""

    name: str
    rows: int
    content_hash: str
    columns: dict[str, str]


@dataclass
class Findings:
    """What the audit found: every problem, and every table."""

    problems: list[str] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)


def audit_aside(database: Path, expectations: Expectations, lock: int | None = None) -> list[Table]:
    """Audits a database in a fresh process; raises with every problem, gives every table."""
    import os

    try:
        finished = subprocess.run(
            [sys.executable, "-m", "leadmart.release.audit", str(database), str(os.getpid())],
            input=json.dumps(asdict(expectations)),
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            cwd=PROJECT,
            env=child_environment(),
            timeout=_TIME_LIMIT_SECONDS,
            pass_fds=() if lock is None else (lock,),
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise LeadmartError("the audit did not end in an hour", where=database.name) from None
    try:
        found = json.loads(finished.stdout)
    except ValueError:
        ended = finished.returncode
        reason = one_line(finished.stderr.strip().splitlines()[-1])[:300] if finished.stderr else ""
        raise LeadmartError(
            f"the audit ended with code {ended} {reason}", where=database.name
        ) from None
    if found["problems"] or finished.returncode != 0:
        problems = found["problems"] or [f"the audit ended with code {finished.returncode}"]
        raise LeadmartError.of([f"audit: {one_line(line)}" for line in problems], 1)
    return [Table(**table) for table in found["tables"]]


def audit(database: Path, expectations: Expectations) -> Findings:
    """Everything that is wrong with a built database."""
    import duckdb

    findings = Findings()
    findings.problems += _stray_files(database)
    try:
        with open_shut(database) as connection:
            _audit_names(connection, expectations, findings)
            masked = _Masked.read(expectations.mask_pattern)
            for schema, name in _tables(connection):
                _audit_table(connection, schema, name, masked, findings)
            if not findings.problems:
                _audit_counts(connection, expectations, findings)
    except duckdb.Error as error:
        findings.problems.append(f"{database.name} cannot be read ({type(error).__name__})")
    return findings


def _stray_files(database: Path) -> list[str]:
    return [
        f"{path.name} lies beside the database: it was not closed"
        for path in sorted(database.parent.glob(f"{database.name}.*"))
    ]


def _tables(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    return connection.execute(
        "select schema_name, table_name from duckdb_tables() where not internal order by all"
    ).fetchall()


def _audit_names(
    connection: duckdb.DuckDBPyConnection, expectations: Expectations, findings: Findings
) -> None:
    """Public tables only, all of them, under the right stamp."""
    stamp = connection.execute("select release_id from quality.release()").fetchone()
    if stamp is None or stamp[0] != expectations.release_id:
        findings.problems.append("the database does not carry this release's id")
    tables = {f"{schema}.{name}" for schema, name in _tables(connection)}
    views = connection.execute(
        "select schema_name || '.' || view_name from duckdb_views() where not internal"
    ).fetchall()
    findings.problems += [f"{name} is a view" for (name,) in views]
    findings.problems += [
        f"{name} is in no public schema"
        for name in sorted(tables)
        if name.partition(".")[0] not in PUBLIC_SCHEMAS
    ]
    findings.problems += [f"{name} is missing" for name in sorted({*expectations.tables} - tables)]
    findings.problems += [
        f"{name} is not of this build" for name in sorted(tables - {*expectations.tables})
    ]


@dataclass(frozen=True)
class _Masked:
    """What no published text may hold: the forms that were masked at the door."""

    forms: dict[str, str]
    words: set[str]
    of_the_company: str | None

    @classmethod
    def read(cls, mask_pattern: str) -> _Masked:
        """The contract's forms, and the company's own pattern, unless it is `none`."""
        return cls(
            forms=masked_forms(PROJECT),
            words=columns_of_words(read_contract(PROJECT)),
            of_the_company=None if mask_pattern == "none" else mask_pattern,
        )

    def condition(self, column: str) -> str:
        """Whether a text column holds any of it, as SQL. Ids and codes may look like a number."""
        text = f"cast({quoted(column)} as varchar)"
        signs = " or ".join(f"contains({text}, '{sign}')" for sign in "@+%")
        everywhere = self._found(text, self.forms["email"], self.forms["international_number"])
        conditions = [f"(({signs}) and ({everywhere}))"]
        if column in self.words:
            conditions.append(self._found(text, self.forms["national_number"]))
        if self.of_the_company:
            conditions.append(self._found(text, self.of_the_company))
        return " or ".join(conditions)

    def _found(self, text: str, *patterns: str) -> str:
        quoted = [pattern.replace("'", "''") for pattern in patterns]
        return " or ".join(f"regexp_matches({text}, '{pattern}')" for pattern in quoted)


def _audit_table(
    connection: duckdb.DuckDBPyConnection,
    schema: str,
    name: str,
    masked: _Masked,
    findings: Findings,
) -> None:
    """Reads every value of a table once: its rows, their hash, and what should be masked."""
    described = connection.execute(
        """
        select column_name, data_type from duckdb_columns()
        where schema_name = ? and table_name = ? order by column_index
        """,
        [schema, name],
    ).fetchall()
    columns = dict(described)
    names = [quoted(column) for column in columns]
    texts = [column for column, data_type in described if "VARCHAR" in data_type]
    counts = "".join(f", count(*) filter ({masked.condition(text)})" for text in texts)
    row = connection.execute(
        f"select count(*), coalesce(sum(hash({', '.join(names)})), 0){counts}"
        f" from {quoted(schema)}.{quoted(name)}"
    ).fetchone()
    assert row is not None
    findings.tables.append(Table(f"{schema}.{name}", row[0], f"{row[1]:x}", columns))
    findings.problems += [
        f"{schema}.{name}.{column} holds {count} e-mail addresses or telephone numbers"
        for column, count in zip(texts, row[2:], strict=True)
        if count
    ]


def _audit_counts(
    connection: duckdb.DuckDBPyConnection, expectations: Expectations, findings: Findings
) -> None:
    """Delivered = accepted + rejected for every input, and nothing was lost before that."""
    for schema, name in _tables(connection):
        table = next(one for one in findings.tables if one.name == f"{schema}.{name}")
        if schema == "quality" and "is_reconciled" in table.columns:
            row = connection.execute(
                f"select count(*) from quality.{quoted(name)}"
                " where is_reconciled is distinct from true"
            ).fetchone()
            if row and row[0]:
                findings.problems.append(f"{table.name}: {row[0]} rows do not reconcile")
    stated = {
        name: (delivered, accepted, rejected)
        for name, delivered, accepted, rejected in connection.execute(
            # What a connector leaves out of a system's table is told apart, not refused.
            "select input, rows_delivered, rows_accepted,"
            " rows_rejected + case when input like '%.%' then rows_left_out else 0 end"
            " from quality.reconciliation"
        ).fetchall()
    }
    for name, rows in expectations.rows_delivered.items():
        if "." in name and name not in stated:
            # A table of a system in which its connector only looks things up.
            continue
        delivered, accepted, rejected = stated.get(name, (None, None, None))
        if delivered != rows:
            findings.problems.append(
                f"{name}: {rows} rows were delivered, {delivered} are accounted for"
            )
        elif None in (accepted, rejected) or delivered != accepted + rejected:
            findings.problems.append(f"{name}: delivered is not accepted + rejected")


def main() -> int:
    """The audit as a process."""
    from leadmart.building.dbt_process import die_with_parent

    die_with_parent(int(sys.argv[2]))
    expectations: dict[str, Any] = json.load(sys.stdin)
    findings = audit(Path(sys.argv[1]), Expectations(**expectations))
    json.dump(asdict(findings), sys.stdout)
    return 1 if findings.problems else 0


if __name__ == "__main__":
    sys.exit(main())
