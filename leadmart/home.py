"""A home, the folder that releases are published in, and what lies there.

<home>/current -> releases/<id>    what everybody reads; changed by one rename
<home>/releases/<id>/              complete, audited, read-only
<home>/runs/<id>/                  what a run leaves behind: its log and its nodes
<home>/history/<id>/               what builds remember (see history.py)
<home>/spark/                      what Spark keeps, where it builds (see building/spark/run.py)
<home>/runs.jsonl                  one line a run
<home>/.building/                  the run under way; whatever lies there is unfinished
<home>/.*_partial_parse.msgpack    what dbt read of the project, named after all that it reads
<home>/.lock                       held by the run under way and by its child
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from leadmart.errors import REFUSED, LeadmartError

DATABASE = "leadmart.duckdb"


MANIFEST = "manifest.json"


_RELEASE_ID = re.compile(r"[0-9]{8}T[0-9]{6}Z-[0-9a-f]{6}")


@dataclass(frozen=True)
class Home:
    """The folder that releases are published in."""

    root: Path

    @property
    def current(self) -> Path:
        """The link that everybody reads."""
        return self.root / "current"

    @property
    def releases(self) -> Path:
        """Where releases lie."""
        return self.root / "releases"

    @property
    def building(self) -> Path:
        """Where the run under way works."""
        return self.root / ".building"

    @property
    def runs(self) -> Path:
        """What runs left behind."""
        return self.root / "runs"

    @property
    def history(self) -> Path:
        """What builds remember."""
        return self.root / "history"

    @property
    def spark(self) -> Path:
        """What Spark keeps between runs, where it builds."""
        return self.root / "spark"

    @property
    def journal(self) -> Path:
        """One line a run."""
        return self.root / "runs.jsonl"

    @property
    def lock(self) -> Path:
        """The file whose lock means that a run is under way."""
        return self.root / ".lock"

    def release(self, release_id: str) -> Path:
        """The folder of a release; refuses what is no release id."""
        return self.releases / checked_id(release_id)


@dataclass(frozen=True)
class Release:
    """A release that lies in a home."""

    release_id: str
    path: Path
    manifest: dict[str, Any]


def checked_id(text: str) -> str:
    """A release id, before it becomes part of a path."""
    if not _RELEASE_ID.fullmatch(text):
        raise LeadmartError(
            "not a release id", where=repr(text)[:60], mend="see `status` for the ids", code=REFUSED
        )
    return text


def list_releases(home: Home) -> list[Release]:
    """The complete releases, oldest first."""
    found = []
    for path in release_folders(home.releases):
        manifest = read_manifest(path)
        if manifest is not None:
            found.append(Release(path.name, path, manifest))
    return found


def read_manifest(release: Path) -> dict[str, Any] | None:
    """What a release says of itself; nothing if it cannot be read."""
    try:
        manifest = json.loads((release / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return manifest if isinstance(manifest, dict) else None


def current_id(home: Home) -> str | None:
    """The id of what is published."""
    try:
        name = Path(os.readlink(home.current)).name
    except OSError:
        return None
    return name if _RELEASE_ID.fullmatch(name) else None


def release_folders(folder: Path) -> list[Path]:
    """The folders within a folder that are named after releases, oldest first."""
    try:
        paths = sorted(folder.iterdir())
    except OSError:
        return []
    return [path for path in paths if _RELEASE_ID.fullmatch(path.name) and path.is_dir()]
