"""Rows judged as a build would judge them, by the project's own models, in DuckDB alone.

In: what was loaded. Out: some models and all that they are made of, in the run's two databases.
"""

from __future__ import annotations

from leadmart.building import positions
from leadmart.building.build import without_rows
from leadmart.building.plan import Plan
from leadmart.building.rendering import Project
from leadmart.errors import LeadmartError, one_line
from leadmart.intake.loaded import limits_of
from leadmart.intake.sql import literal
from leadmart.progress import Step


def judge_rows(plan: Plan, step: Step, names: tuple[str, ...]) -> int:
    """Makes some models of what was loaded; gives how many relations that took.

    Raises LeadmartError with the model that cannot be made.
    """
    import duckdb

    project = plan.settings.project
    seeds = plan.workplace.seeds if plan.rules else project / "seeds"
    models = Project(project, seeds, plan.variables)
    rendered = models.render(names)
    limits = limits_of(plan.workplace, plan.settings)
    with duckdb.connect(str(plan.workplace.database), config=limits) as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(f"attach {literal(str(plan.workplace.work))} as work")
        for place, one in enumerate(rendered):
            step.update(f"{place} of {len(rendered)}: {one.name}")
            connection.execute(f"create schema if not exists {one.schema}")
            try:
                connection.execute(f"create {one.kind} {one.relation} as {one.query}")
            except duckdb.Error as error:
                message = without_rows(one_line(str(error)))[:300]
                raise LeadmartError(f"cannot be made: {message}", where=one.name) from None
        positions.note(connection, models)
    return len(rendered)
