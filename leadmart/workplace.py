"""Where a run works, before anything of it is published."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Workplace:
    """The folders of a run under way."""

    root: Path

    @property
    def release(self) -> Path:
        """What will be published."""
        return self.root / "release"

    @property
    def database(self) -> Path:
        """The database that will be published."""
        return self.release / "leadmart.duckdb"

    @property
    def work(self) -> Path:
        """The database of the private layers."""
        return self.root / "work.duckdb"

    @property
    def target(self) -> Path:
        """dbt's artifacts."""
        return self.root / "target"

    @property
    def logs(self) -> Path:
        """dbt's log."""
        return self.root / "logs"

    @property
    def spill(self) -> Path:
        """Where the database puts what does not fit into memory."""
        return self.root / "spill"

    @property
    def inputs(self) -> Path:
        """Files rewritten for the load."""
        return self.root / "inputs"

    @property
    def seeds(self) -> Path:
        """The project's seeds with the company's own rules over them, where it has any."""
        return self.root / "seeds"

    def create(self) -> Workplace:
        """Makes the folders, for this user only."""
        for path in (self.root, self.release, self.logs, self.spill, self.inputs):
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self
