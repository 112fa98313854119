"""The check: what a build would accept and refuse, found out in a place that is deleted after."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from leadmart.building import judging
from leadmart.building.plan import Plan
from leadmart.errors import REFUSED, LeadmartError
from leadmart.home import Home
from leadmart.intake import load, rules
from leadmart.intake.company import Company
from leadmart.intake.loaded import Loaded
from leadmart.intake.location import Location, locate
from leadmart.pages import report
from leadmart.paths import checked_path
from leadmart.progress import Progress
from leadmart.release import publish
from leadmart.run import Record
from leadmart.settings import Settings, check_project
from leadmart.workplace import Workplace

# What a check reads.
MODELS = (
    "reconciliation",
    "rejected_rows",
    "flags",
    "unknown_values",
    "completeness",
    "freshness",
)


def check(
    settings: Settings,
    input_: str | None,
    company: Company | None,
    progress: Progress,
    record: Record,
) -> None:
    """Takes the inputs in, has their rows judged, and says what came of it; raises on refusal."""
    check_project(settings)
    folder = Path(tempfile.mkdtemp(prefix="leadmart-check-"))
    try:
        checked_path(folder, "TMPDIR", ("DuckDB",))
        found = _judge(settings, input_, company, progress, Workplace(folder).create())
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    record |= report.check_record(found)
    for line in found.slips:
        progress.warn(line)
    report.show_check(found, progress.console)
    if found.refusals:
        raise LeadmartError.of(found.refusals, REFUSED)


def _judge(
    settings: Settings,
    input_: str | None,
    company: Company | None,
    progress: Progress,
    workplace: Workplace,
) -> report.CheckReport:
    location = locate(input_, settings.project, company)
    own_rules = rules.lay_out(company, settings.project, workplace.seeds)
    with progress.step("check inputs") as step:
        loaded = load.take_in(location, workplace, settings)
        step.detail = str(loaded)
    changed = publish.check_columns(Home(settings.home), location, loaded, settings.project)
    for line in (*(company.warnings if company else ()), *loaded.warnings, *changed):
        progress.warn(line)
    plan = Plan(
        run_id="check",
        settings=settings,
        workplace=workplace,
        location=location,
        as_of=load.decide_as_of(settings, location),
        inferred=load.decide_currency(settings, loaded) | load.decide_systems(loaded),
        rules=own_rules,
    )
    with progress.step("judge rows") as step:
        step.detail = f"{judging.judge_rows(plan, step, MODELS)} tables"
    maximum = float(settings.variables["maximum_rejected_share"])
    found = report.read_check(workplace.database, loaded, location, settings.project, maximum)
    found.refusals.extend(_volume_problems(Home(settings.home), location, loaded))
    return found


def _volume_problems(home: Home, location: Location, loaded: Loaded) -> list[str]:
    """Why a build would take a delivery for a broken export, beside the last one it published."""
    try:
        publish.check_volumes(home, location, loaded, allowed=False)
    except LeadmartError as error:
        return error.problems
    return []
