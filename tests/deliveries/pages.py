"""A made-up delivery as a release: audited, and with its pages, workbook and reports drawn."""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from leadmart.errors import LeadmartError
from leadmart.home import DATABASE, MANIFEST, Home
from leadmart.pages import dashboard
from leadmart.pages.digest import facts, pages
from leadmart.pages.workbook import write_workbook
from leadmart.reading import open_shut
from leadmart.release.audit import Expectations, audit
from tests.compiled import ROOT, Workbench
from tests.deliveries.made_up import Made
from tests.deliveries.proof import Finding

_RELEASE = "20260701T050000Z-abcdef"


def draw(bench: Workbench, made: Made, settings: Mapping[str, Any], folder: Path) -> list[Finding]:
    """What stops the release of a delivery that the bench holds, or a page of it.

    folder: an empty one, in which the release is laid down.
    """
    home = Home(folder)
    release = home.release(_RELEASE)
    release.mkdir(parents=True)
    home.current.symlink_to(release)
    database = release / DATABASE
    tables = _export(bench, database, made, str(settings["as_of"]))
    manifest = {"as_of": settings["as_of"], "settings": dict(settings), "release_id": _RELEASE}
    (release / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    rows = {name: len(rows) for name, rows in made.delivery.items()}
    problems = audit(database, Expectations(_RELEASE, tables, rows)).problems
    plan: Any = SimpleNamespace(
        as_of=date.fromisoformat(str(settings["as_of"])),
        settings=SimpleNamespace(variables={}, project=ROOT),
        variables=dict(settings),
        workplace=SimpleNamespace(release=release, database=database),
    )
    found = [Finding("the audit stops it", problem) for problem in problems]
    with open_shut(database) as connection:
        found += _attempt("dashboard", lambda: dashboard.write(plan, connection))
        found += _attempt("workbook", lambda: write_workbook(plan, connection))
    for period in facts.PERIODS:
        found += _attempt(f"report of {period}", partial(_report, home, folder, period))
    return found


def _report(home: Home, folder: Path, period: str) -> None:
    report = facts.read_report(home, period, None)
    pages.write(folder, report, pages.as_message(report))


def _attempt(page: str, make: Callable[[], object]) -> list[Finding]:
    try:
        make()
    except LeadmartError as error:
        return [Finding(f"{page} cannot be drawn", error.problems[0])]
    except Exception as error:  # whatever it is, it is what is looked for
        frame = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{type(error).__name__} in {Path(frame.filename).name}, {frame.name}"
        return [Finding(f"{page} cannot be drawn: {place}", str(error))]
    return []


def _export(bench: Workbench, database: Path, made: Made, as_of: str) -> list[str]:
    """The public tables in a file of their own, stamped as a build stamps it; their names."""
    connection = bench.connection
    inputs = json.dumps({name: {"rows": len(rows)} for name, rows in made.delivery.items()})
    connection.execute(f"attach '{database}' as release")
    try:
        connection.execute("copy from database leadmart to release")
        connection.execute(
            "create macro release.quality.release() as table select"
            f" '{_RELEASE}' as release_id, '2026-07-01T05:00:00+00:00' as built_at,"
            f" '{as_of}' as as_of, null as git_commit, 'made up' as input_location,"
            f" '{inputs}' as inputs, '{{}}' as versions"
        )
    finally:
        connection.execute("detach release")
    public = [one.name.partition(".") for one in bench.project.models if one.kind == "table"]
    return [name for place, _, name in public if place == "leadmart"]
