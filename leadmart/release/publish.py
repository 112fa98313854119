"""Publishing: a built database becomes a release, and the release becomes the current one."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from leadmart.building.build import read_artifact
from leadmart.building.children import child_environment
from leadmart.building.plan import Built, Plan
from leadmart.errors import LeadmartError, first_line, one_line, some_of
from leadmart.home import MANIFEST, Home, current_id, list_releases
from leadmart.intake.loaded import Loaded, LoadedInput
from leadmart.intake.location import Location
from leadmart.intake.systems import read_systems
from leadmart.release import comments, keys, releases
from leadmart.release.audit import Table
from leadmart.settings import Settings
from leadmart.signals import undisturbed
from leadmart.workplace import Workplace

_VERSIONED = ("dbt-core", "dbt-duckdb", "duckdb")
# With fewer rows before, an input that shrinks or grows tells nothing.
_ROWS_TO_JUDGE_BY = 20
_NAMES_SHOWN = 6
# Four million rows took 110 while they were built, a hundred million 360: these were spilled.
_BYTES_A_ROW = 400


@dataclass(frozen=True)
class Missing:
    """A page or file that could not be made."""

    file: str
    reason: str
    # Where in the code, for whoever mends it; without values.
    trace: str


def stamp(plan: Plan, loaded: Loaded) -> None:
    """Writes into the database what it is (`from quality.release()`), keys, and what columns mean.

    Then it is closed for good.
    """
    import duckdb

    database = plan.workplace.database
    facts = _stamped_facts(plan, loaded)
    columns = ", ".join(f"{_literal(value)} as {name}" for name, value in facts.items())
    try:
        with duckdb.connect(str(database)) as connection:
            connection.execute("create schema if not exists quality")
            connection.execute(
                f"create or replace macro quality.release() as table select {columns}"
            )
            manifest = read_artifact(plan, "manifest.json")
            keys.write_keys(connection, manifest)
            comments.write_comments(connection, manifest)
            connection.execute("force checkpoint")
    except duckdb.Error as error:
        raise LeadmartError(
            f"cannot be stamped ({first_line(error)})", where=database.name, mend="build again"
        ) from None
    left = [path.name for path in database.parent.glob(f"{database.name}.*")]
    if left:
        raise LeadmartError(f"{left[0]} is left beside it", where=database.name, mend="build again")


def export_parquet(workplace: Workplace, tables: list[Table]) -> None:
    """Every table as parquet/<schema>/<table>.parquet."""
    import duckdb

    try:
        with duckdb.connect(str(workplace.database), read_only=True) as connection:
            for table in tables:
                schema, _, name = table.name.partition(".")
                path = workplace.release / "parquet" / schema / f"{name}.parquet"
                path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
                connection.execute(
                    f'copy "{schema}"."{name}" to {_literal(str(path))}'
                    " (format parquet, compression zstd)"
                )
    except duckdb.Error as error:
        raise LeadmartError(
            f"cannot be exported ({first_line(error)})", where="parquet", mend="free some disk"
        ) from None


def write_manifest(
    plan: Plan,
    built: Built,
    loaded: Loaded,
    tables: list[Table],
    warnings: list[str],
    missing: Sequence[Missing] = (),
) -> None:
    """What a release holds and what it was made of, with the hash of every file."""
    release = plan.workplace.release
    manifest = {
        "release_id": plan.run_id,
        "engine": plan.settings.target,
        "built_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "as_of": plan.as_of.isoformat(),
        "input": {"kind": plan.location.kind, "location": plan.location.shown},
        "inputs": {name: asdict(one) for name, one in loaded.places.items()},
        "rows_delivered": loaded.rows,
        **_said_by_company(plan, loaded),
        "settings": {**plan.settings.variables, **plan.variables},
        "git": git_state(plan.settings.project),
        "versions": {**versions(), **_engine_versions(plan)},
        "dbt": {"invocation_id": built.invocation_id, "nodes": _counts(built)},
        "tables": {
            table.name: {
                "rows": table.rows,
                "content_hash": table.content_hash,
                "columns": table.columns,
            }
            for table in tables
        },
        "files": {
            str(path.relative_to(release)): {"bytes": path.stat().st_size, "sha256": _sha256(path)}
            for path in _files(release)
        },
        "missing_pages": {one.file: one.reason for one in missing},
        "warnings": warnings,
    }
    path = release / MANIFEST
    path.write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def publish(home: Home, plan: Plan, warn: Callable[[str], None] = print) -> None:
    """Seals what was built, moves it among the releases and flips `current` to it."""
    seal(plan.workplace.release)
    release = home.release(plan.run_id)
    lock = -1 if plan.lock is None else plan.lock
    with (
        names_ready(home, plan.settings, plan.run_id, plan.on_spark, lock, warn) as moved,
        undisturbed(),
    ):
        os.rename(plan.workplace.release, release)
        releases.sync(home.releases)
        try:
            with moved():
                releases.flip_and_check(home, plan.run_id)
        except LeadmartError:
            releases.remove_release(home, plan.run_id)
            raise


def roll_back(
    home: Home,
    settings: Settings,
    release_id: str | None,
    lock: int,
    warn: Callable[[str], None] = print,
) -> tuple[str | None, str]:
    """Makes another release the current one: the one named, else the one before.

    Gives the ids of the release that was current and of the one that is.
    """
    from leadmart.building.spark import run as spark

    before = current_id(home)
    target = releases.rollback_target(home, release_id)
    on_spark = spark.is_built_here(home, target)
    with names_ready(home, settings, target, on_spark, lock, warn) as moved, undisturbed(), moved():
        releases.flip_and_check(home, target)
    return before, target


def names_ready(
    home: Home,
    settings: Settings,
    release_id: str,
    on_spark: bool,
    lock: int,
    warn: Callable[[str], None],
) -> AbstractContextManager[Callable[[], AbstractContextManager[None]]]:
    """Readies the names by which an engine of its own shows a release; DuckDB has none."""
    if not on_spark:
        return nullcontext(nullcontext)
    from leadmart.building.spark import run as spark

    spark.check_ready()
    return spark.renaming(home, settings, release_id, lock, warn)


def seal(release: Path) -> None:
    """Has the disk hold every file of a release, and nobody change one."""
    for path in _files(release):
        path.chmod(0o440)
        releases.sync(path)
    for folder, _, _ in os.walk(release, topdown=False):
        os.chmod(folder, 0o750)
        releases.sync(Path(folder))


# Before a build -------------------------------------------------------------------------------


def check_disk(home: Home, minimum_mb: int, input_bytes: int) -> None:
    """Refuses to start where a build would run out of disk."""
    published = current_id(home)
    last = sum(path.stat().st_size for path in _files(home.release(published))) if published else 0
    needed = max(minimum_mb * 1_000_000, 2 * last + 4 * input_bytes)
    free = shutil.disk_usage(home.root).free
    if free < needed:
        raise LeadmartError(
            f"{free // 1_000_000} MB of disk are free, a build needs {needed // 1_000_000}",
            where=str(home.root),
            mend="free some, or choose another --home",
        )


def foresee_disk(home: Home, rows: int) -> list[str]:
    """A line where the disk may not do for so many rows; they surely need some 110 bytes each."""
    needed, free = rows * _BYTES_A_ROW, shutil.disk_usage(home.root).free
    if free >= needed:
        return []
    what = f"{rows:,} rows may take {needed // 1_000_000:,} MB of disk while they are built"
    return [f"{home.root}: {what}, and {free // 1_000_000:,} are free"]


def check_versions(project: Path, severity: str) -> list[str]:
    """What is installed but not as the lock file names it. Refuses another minor version.

    severity: strict, or warn to try another version.
    """
    locked = dict(_locked_versions(project / "requirements.txt"))
    differing = {
        name: version
        for name, version in versions().items()
        if name in locked and version != locked[name]
    }
    lines = [f"{name} is {found}, locked is {locked[name]}" for name, found in differing.items()]
    far = [name for name, found in differing.items() if _minor(found) != _minor(locked[name])]
    if far and severity == "strict":
        raise LeadmartError(
            "; ".join(lines), mend="pip install --require-hashes -r requirements.txt"
        )
    return lines


def check_volumes(home: Home, location: Location, loaded: Loaded, allowed: bool) -> list[str]:
    """Refuses a delivery far smaller or larger than the last one published from the same place.

    -90 % or +500 % of an input's rows is a broken export more often than news. Of an input that had
    few rows nothing can be told: a second month may well bring ten times those of the first.
    """
    last = _last_of(home, location)
    if last is None:
        return []
    changes = []
    for name in sorted({*last["inputs"], *loaded.places}):
        before = last["inputs"].get(name, {}).get("rows", 0)
        now = loaded.places[name].rows if name in loaded.places else 0
        shrunk, grown = now <= 0.1 * before, now >= 6 * before
        if before >= _ROWS_TO_JUDGE_BY and (shrunk or grown):
            changes.append(f"{name}: {before} rows in release {last['release_id']}, {now} now")
    if changes and not allowed:
        mend = "check the export, or say --allow-volume-change"
        raise LeadmartError.of([f"{change}; {mend}" for change in changes], 1)
    return changes


def check_columns(home: Home, location: Location, loaded: Loaded, project: Path) -> list[str]:
    """What columns the tables of systems have gained and lost since the last release, a line each.

    A new one is no error: nobody reads it yet. Nor is one that is gone, but for what it costs.
    """
    # Who has no systems need not read what they declare.
    last = _last_of(home, location) if loaded.systems else None
    if last is None:
        return []
    declared = {
        f"{system.system}.{table.name}": table
        for loaders in read_systems(project).values()
        for system in loaders.values()
        if system.key in loaded.connected
        for table in system.tables.values()
    }
    lines: list[str] = []
    for name, one in sorted(loaded.systems.items()):
        before = {*last["inputs"].get(name, {}).get("columns", ())}
        now = {*one.columns}
        if not before or before == now:
            continue
        table = declared[name]
        since = f"since release {last['release_id']}"
        unread = [each for each in sorted(now - before) if not table.columns_under([each])]
        read = [each for each in sorted(now - before) if each not in unread]
        if read:
            lines.append(f"{name}: {some_of(read, _NAMES_SHOWN)} new {since}, and read")
        if unread:
            lines.append(f"{name}: {some_of(unread, _NAMES_SHOWN)} new {since}, and not read")
        there = table.columns_under(now)
        for column in table.columns_under(before):
            if column not in there:
                cost = f": without it there is no {column.costs}" if column.costs else ""
                lines.append(f"{name}: {column.name} is gone {since}{cost}")
    return [one_line(line) for line in lines]


def _last_of(home: Home, location: Location) -> dict[str, Any] | None:
    """The manifest of the last release that was made of a place."""
    return next(
        (
            release.manifest
            for release in reversed(list_releases(home))
            if release.manifest.get("input", {}).get("location") == location.shown
        ),
        None,
    )


# Facts ----------------------------------------------------------------------------------------


def _said_by_company(plan: Plan, loaded: Loaded) -> dict[str, Any]:
    """The company file without passwords, what each source gave, and its rules that counted."""
    company = plan.location.company
    if company is None:
        return {}
    return {
        "company": {"file": str(company.path), "sha256": company.sha256, "says": company.says},
        "sources": [asdict(one) for one in loaded.given],
        "rules": {table: asdict(one) for table, one in plan.rules.items()},
    }


def _stamped_facts(plan: Plan, loaded: Loaded) -> dict[str, Any]:
    """What a database says of itself."""
    return {
        "release_id": plan.run_id,
        "built_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "as_of": plan.as_of.isoformat(),
        "git_commit": git_state(plan.settings.project)["commit"],
        "input_location": plan.location.shown,
        "inputs": json.dumps({name: _short(one) for name, one in loaded.places.items()}),
        "versions": json.dumps(versions()),
    }


def versions() -> dict[str, str]:
    """The versions that decide what a build brings."""
    found = {name: metadata.version(name) for name in _VERSIONED}
    return {"python": platform.python_version(), **found}


def _engine_versions(plan: Plan) -> dict[str, str]:
    if not plan.on_spark:
        return {}
    from leadmart.building.spark import run as spark

    return spark.versions()


def git_state(project: Path) -> dict[str, Any]:
    """The commit that the project is at, and whether it was changed since; None where unknown."""
    commit = _git(project, "rev-parse", "HEAD")
    changed = _git(project, "status", "--porcelain") if commit else None
    return {"commit": commit, "changed": None if changed is None else bool(changed)}


def _git(project: Path, *arguments: str) -> str | None:
    try:
        finished = subprocess.run(
            ["git", "-C", str(project), *arguments],
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=10,
            env=child_environment() | {"GIT_OPTIONAL_LOCKS": "0"},
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return finished.stdout.strip() if finished.returncode == 0 else None


def _locked_versions(lock: Path) -> Iterator[tuple[str, str]]:
    try:
        lines = lock.read_text(encoding="utf-8").splitlines()
    except OSError:
        return
    for line in lines:
        name, equals, rest = line.partition("==")
        if equals and not line.startswith((" ", "#")):
            yield name.strip(), rest.split()[0]


def _minor(version: str) -> list[str]:
    return version.split(".")[:2]


def _counts(built: Built) -> dict[str, int]:
    counts: dict[str, int] = {}
    for node in built.nodes:
        kind = node.unique_id.partition(".")[0]
        counts[kind] = counts.get(kind, 0) + 1
    return counts


def _short(one: LoadedInput) -> dict[str, Any]:
    return {"rows": one.rows, "hash": one.sha256 or one.content_hash}


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _literal(value: object) -> str:
    return "null" if value is None else "'" + str(value).replace("'", "''") + "'"
