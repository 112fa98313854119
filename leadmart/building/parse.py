"""What dbt read of the project, kept from run to run: reading takes longer than many a build.

Kept is one file for each way in, in the home, named after all that dbt reads: where that is the
same, dbt is handed what it read before; where it is not, dbt reads what has changed.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from leadmart.building.plan import Plan

# The variables that decide what dbt reads of the project; all others stand in queries alone.
READ_BY = ("input_kind", "systems", "own_dimensions")

_PARSED = "partial_parse.msgpack"
_FOLDERS = ("models", "macros", "tests", "snapshots")
_FILES = ("dbt_project.yml", "profiles.yml")
_READ = (".sql", ".yml", ".yaml", ".md", ".csv")
_READERS = ("dbt-core", "dbt-adapters", "dbt-common", "dbt-duckdb")


def exact(plan: Plan) -> Path | None:
    """What dbt read of this very project before, if that was kept.

    Never on Spark, where tables of a run have names of their own.
    """
    kept = _place(plan)
    return kept if kept is not None and kept.exists() and not plan.on_spark else None


def take_up(plan: Plan) -> None:
    """Gives dbt what it read of the project as it was; it reads anew what has changed since."""
    older = _all_kept(plan)
    if older and exact(plan) is None:
        plan.workplace.target.mkdir(mode=0o700, exist_ok=True)
        shutil.copyfile(older[0], plan.workplace.target / _PARSED)


def keep(plan: Plan) -> None:
    """Keeps what dbt read, after a build that was accepted, and nothing that it read before."""
    kept, parsed = _place(plan), plan.workplace.target / _PARSED
    if kept is None or not parsed.exists():
        return
    parsed.chmod(0o600)
    os.replace(parsed, kept)
    for older in _all_kept(plan):
        if older != kept:
            older.unlink()


def _place(plan: Plan) -> Path | None:
    if plan.cache is None:
        return None
    return plan.cache / f".{plan.input_kind}_{_name_of_all_read(plan)}_{_PARSED}"


def _all_kept(plan: Plan) -> list[Path]:
    return [] if plan.cache is None else sorted(plan.cache.glob(f".{plan.input_kind}_*{_PARSED}"))


def _name_of_all_read(plan: Plan) -> str:
    """A name that differs wherever dbt would read something else."""
    project = plan.settings.project
    seeds = plan.workplace.seeds if plan.rules else project / "seeds"
    said = {
        "project": str(project),
        "seeds": str(seeds),
        "target": plan.settings.target,
        "variables": {name: plan.variables.get(name) for name in READ_BY},
        "readers": {name: metadata.version(name) for name in _READERS},
        "python": sys.version,
    }
    read = hashlib.sha256(json.dumps(said, sort_keys=True).encode())
    for path in _files(project, seeds):
        read.update(f"\0{path}\0{path.stat().st_size}\0".encode())
        read.update(path.read_bytes())
    return read.hexdigest()[:16]


def _files(project: Path, seeds: Path) -> Iterator[Path]:
    yield from (project / name for name in _FILES)
    for folder in (*(project / name for name in _FOLDERS), seeds):
        yield from sorted(path for path in folder.rglob("*") if path.suffix in _READ)
