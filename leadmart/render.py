"""What people look at: every page and file of a release that is made from its audited database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from leadmart.errors import LeadmartError, first_line
from leadmart.reading import open_shut

if TYPE_CHECKING:
    import duckdb

    from leadmart.build import Plan
    from leadmart.progress import Step

    # Writes one page or file into plan.workplace.release; gives what the step says of it.
    Writer = Callable[[Plan, duckdb.DuckDBPyConnection], str]


def render(plan: Plan, step: Step) -> None:
    """Writes the pages and files of a release beside its database, one writer after the other."""
    import duckdb

    said: list[str] = []
    # The pages hold what the database holds: nothing else of this machine is in reach.
    with open_shut(plan.workplace.database) as connection:
        for name, write in _writers():
            step.update(name)
            try:
                said.append(write(plan, connection))
            except duckdb.Error as error:
                raise LeadmartError(
                    f"cannot be written ({first_line(error)})", where=name, mend="build again"
                ) from error
    step.detail = ", ".join(said)


def _writers() -> Iterator[tuple[str, Writer]]:
    """Each page or file with what writes it: a line here is a file in every release."""
    from leadmart import dashboard, docs
    from leadmart.workbook import write_workbook

    yield dashboard.FILE, dashboard.write
    yield "workbook", write_workbook
    yield "docs", docs.write_page
