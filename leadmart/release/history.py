"""What builds remember: the snapshots of dbt, carried from release to release.

A release's memory lies in <home>/history/<id>/: before.duckdb as its build found it, after.duckdb
as it left it. A build takes up the memory of the last release that saw no later day than it does;
of one that saw the same day it takes what that one found, so that building a day twice gives the
same. The demo and delivered inputs have memories of their own.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from leadmart.building.plan import Plan
from leadmart.errors import LeadmartError, first_line
from leadmart.home import Home, Release, checked_id, current_id, list_releases
from leadmart.release import releases

_SCHEMA = "history"
_BEFORE = "before.duckdb"
_AFTER = "after.duckdb"


def carry_in(home: Home, plan: Plan) -> None:
    """Puts what earlier builds remember into the work database."""
    memory = _memory_to_take_up(home, plan)
    if memory is None or not memory.exists():
        return
    before = plan.workplace.root / _BEFORE
    shutil.copyfile(memory, before)
    _copy_tables(before, "main", plan.workplace.work, _SCHEMA)


def carry_out(home: Home, plan: Plan) -> None:
    """Keeps what this build remembers. It counts once the release of this id is published."""
    folder = home.history / checked_id(plan.run_id)
    folder.mkdir(mode=0o700, parents=True)
    before = plan.workplace.root / _BEFORE
    if before.exists():
        os.replace(before, folder / _BEFORE)
    after = folder / _AFTER
    if not _copy_tables(plan.workplace.work, _SCHEMA, after, "main"):
        after.unlink(missing_ok=True)
    for path in (*folder.iterdir(), folder, home.history):
        if path.is_file():
            path.chmod(0o400)
        releases.sync(path)


def _memory_to_take_up(home: Home, plan: Plan) -> Path | None:
    """The file that holds what this build should remember, if there is such a release."""
    known = [one for one in list_releases(home) if _is_usable(one, home, plan)]
    if not known:
        return None
    last = known[-1]
    name = _BEFORE if last.manifest["as_of"] == plan.as_of.isoformat() else _AFTER
    return home.history / last.release_id / name


def _is_usable(release: Release, home: Home, plan: Plan) -> bool:
    published = current_id(home)
    is_demo = release.manifest.get("input", {}).get("kind") == "demo"
    return (
        published is not None
        and release.release_id <= published
        and is_demo == (plan.input_kind == "demo")
        and str(release.manifest.get("as_of", "9999")) <= plan.as_of.isoformat()
    )


def _copy_tables(source: Path, source_schema: str, target: Path, target_schema: str) -> int:
    """Every table of a schema of one database into a schema of another; gives how many."""
    import duckdb

    try:
        with duckdb.connect(str(target)) as connection:
            connection.execute(f"attach '{_escaped(source)}' as source (read_only)")
            connection.execute(f"create schema if not exists {target_schema}")
            tables = connection.execute(
                "select table_name from duckdb_tables()"
                " where database_name = 'source' and schema_name = ? order by all",
                [source_schema],
            ).fetchall()
            for (name,) in tables:
                connection.execute(
                    f'create table {target_schema}."{name}" as'
                    f' select * from source.{source_schema}."{name}" order by all'
                )
            connection.execute("detach source")
            return len(tables)
    except duckdb.Error as error:
        raise LeadmartError(
            f"what earlier builds remember cannot be carried on ({first_line(error)})",
            where=str(source),
            mend="delete the file to begin anew",
        ) from None


def _escaped(path: Path) -> str:
    return str(path).replace("'", "''")
