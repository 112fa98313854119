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
# How dbt calls the file.
PARTIAL_PARSE = "partial_parse.msgpack"

_FOLDERS = ("models", "macros", "tests", "snapshots")
_FILES = ("dbt_project.yml", "profiles.yml")
_READ = (".sql", ".yml", ".yaml", ".md", ".csv")
_READERS = ("dbt-core", "dbt-adapters", "dbt-common", "dbt-duckdb")


class Parse:
    """What dbt reads of the project in one build, and what it read of it before."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._name = _name_of_all_read(plan)
        self._parsed = plan.workplace.target / PARTIAL_PARSE

    @property
    def exact(self) -> Path | None:
        """What dbt read of this very project before, if that was kept.

        Never on Spark, where tables of a run have names of their own.
        """
        kept = self._place
        return kept if kept is not None and kept.exists() and not self._plan.on_spark else None

    def take_up(self) -> None:
        """Gives dbt what it read of the project as it was; it reads anew what has changed since."""
        older = self._all_kept()
        if older and self.exact is None:
            self._parsed.parent.mkdir(mode=0o700, exist_ok=True)
            shutil.copyfile(older[0], self._parsed)

    def keep(self) -> None:
        """Keeps what dbt read, after a build that was accepted, and nothing that it read before.

        Not of a project that was changed meanwhile: nobody knows what of it dbt read.
        """
        kept = self._place
        if kept is None or not self._parsed.exists():
            return
        if _name_of_all_read(self._plan) != self._name:
            return
        self._parsed.chmod(0o600)
        os.replace(self._parsed, kept)
        for older in self._all_kept():
            if older != kept:
                older.unlink()

    @property
    def _place(self) -> Path | None:
        cache, kind = self._plan.cache, self._plan.input_kind
        return None if cache is None else cache / f".{kind}_{self._name}_{PARTIAL_PARSE}"

    def _all_kept(self) -> list[Path]:
        cache, kind = self._plan.cache, self._plan.input_kind
        return [] if cache is None else sorted(cache.glob(f".{kind}_*{PARTIAL_PARSE}"))


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
