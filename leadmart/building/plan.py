"""What a run is asked to build, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from leadmart.intake.location import Location
from leadmart.intake.rules import OwnRules
from leadmart.settings import Settings, Value
from leadmart.workplace import Workplace

# The layers that are published; every other schema lives in the work database.
PUBLIC_SCHEMAS = ("core", "insights", "measures", "metrics", "quality")


@dataclass(frozen=True)
class Plan:
    """What dbt is asked to build."""

    run_id: str
    settings: Settings
    workplace: Workplace
    location: Location
    as_of: date
    # Decided by the delivery, not by the command line.
    inferred: dict[str, Value] = field(default_factory=dict)
    lock: int | None = None
    # Where dbt's reading of the project is kept from run to run.
    cache: Path | None = None
    # The company's own rules by their table; the seeds with them lie in the workplace.
    rules: Mapping[str, OwnRules] = field(default_factory=dict)

    @property
    def input_kind(self) -> str:
        """What dbt calls the way in."""
        return "demo" if self.location.kind == "demo" else "delivered"

    @property
    def is_as_shipped(self) -> bool:
        """Whether nothing is said but what the project says itself: unit tests prove that alone."""
        own = self.settings.said & set(self.settings.variables)
        return self.input_kind == "demo" and self.location.company is None and not own

    @property
    def on_spark(self) -> bool:
        """Whether Spark builds, not DuckDB."""
        return self.settings.target == "spark"

    @property
    def variables(self) -> dict[str, Any]:
        """The variables that dbt is told: validated values only."""
        company = self.location.company
        own: dict[str, Any] = {}
        if company is not None and company.dimensions:
            named = ("name", "input", "column")
            own["own_dimensions"] = [
                {name: getattr(one, name) for name in named} for one in company.dimensions
            ]
        said = {
            name: self.settings.variables[name]
            for name in sorted(self.settings.said)
            if name in self.settings.variables
        }
        return {
            "input_kind": self.input_kind,
            "as_of": self.as_of.isoformat(),
            **self.inferred,
            **said,
            **own,
        }


@dataclass(frozen=True)
class Node:
    """What came of a node of dbt's graph."""

    unique_id: str
    status: str
    seconds: float


@dataclass(frozen=True)
class Built:
    """What a build brought."""

    invocation_id: str
    nodes: tuple[Node, ...]
    tables: tuple[str, ...]
