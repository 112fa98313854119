"""What people look at: every page and file of a release that is made from its audited database.

None of them decides about the release: the tables have passed their audit. A page that cannot be
drawn is replaced by one that says so, and the run warns.
"""

from __future__ import annotations

import html
import shutil
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from leadmart.errors import LeadmartError, first_line, one_line
from leadmart.reading import open_shut
from leadmart.release.publish import Missing

if TYPE_CHECKING:
    import duckdb

    from leadmart.building.plan import Plan
    from leadmart.progress import Step

    # Writes one page or file into plan.workplace.release; gives what the step says of it.
    Writer = Callable[[Plan, duckdb.DuckDBPyConnection], str]

_APOLOGY = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Leadmart: this page could not be drawn</title>
<h1>This page could not be drawn</h1>
<p>The tables of this release are complete and audited: <code>leadmart.duckdb</code> and
<code>parquet/</code> hold them. Only this page is missing.</p>
<p>{reason}</p>
</html>
"""


def render(plan: Plan, step: Step) -> list[Missing]:
    """Writes the pages and files of a release beside its database, one writer after the other.

    Gives those that could not be made: the release is published all the same.
    """
    said: list[str] = []
    missing: list[Missing] = []
    for file, write in _writers():
        step.update(file)
        try:
            # The pages hold what the database holds: nothing else of this machine is in reach.
            with open_shut(plan.workplace.database) as connection:
                said.append(write(plan, connection))
        except Exception as error:  # whatever it is, a page is no reason to hold back the tables
            missing.append(_missing(file, error))
            _apologise(plan.workplace.release / file, missing[-1])
    step.detail = ", ".join(said + [f"no {one.file}" for one in missing])
    return missing


def keep_traces(missing: list[Missing], folder: Path) -> None:
    """Keeps where in the code pages failed with the run's log, for whoever mends it."""
    if missing:
        folder.mkdir(mode=0o750, parents=True, exist_ok=True)
        text = "\n".join(f"{one.file}: {one.reason}\n{one.trace}" for one in missing)
        (folder / "render.log").write_text(text, encoding="utf-8")


def _writers() -> Iterator[tuple[str, Writer]]:
    """Each page or file with what writes it: a line here is a file in every release."""
    from leadmart.pages import dashboard, docs, superset, workbook

    yield dashboard.FILE, dashboard.write
    yield workbook.WORKBOOK, workbook.write_workbook
    yield docs.PAGE, docs.write_page
    yield superset.FILE, superset.write_superset


def _missing(file: str, error: Exception) -> Missing:
    """Why a page is missing, without a value of any row."""
    import duckdb

    frames = traceback.extract_tb(error.__traceback__)
    reason = type(error).__name__
    if isinstance(error, LeadmartError):
        reason = error.problems[0]
    elif isinstance(error, duckdb.Error):
        reason = first_line(error)
    elif isinstance(error, OSError) and error.strerror:
        reason = error.strerror
    elif frames:
        reason = f"{reason} in {Path(frames[-1].filename).name}, line {frames[-1].lineno}"
    return Missing(file, one_line(reason), "".join(traceback.format_list(frames)))


def _apologise(path: Path, missing: Missing) -> None:
    """Puts a page that says so in the place of one that could not be drawn; a half is no page."""
    try:
        if path.is_dir():
            shutil.rmtree(path)
        path.unlink(missing_ok=True)
        if path.suffix == ".html":
            path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
            text = _APOLOGY.format(reason=html.escape(missing.reason))
            path.write_text(text, encoding="utf-8", newline="\n")
    except OSError:
        # Then there is no page at all, which the manifest says as well.
        path.unlink(missing_ok=True)
