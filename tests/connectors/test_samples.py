"""Public rows of real systems go through their connectors; every one of them is accounted for.

They lie beside the project and are no part of it: without them, these tests are skipped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import duckdb
import pytest

from leadmart.intake.company import Company, Source
from leadmart.intake.load_systems import load_system
from leadmart.intake.systems import SOURCE_NAME, System, read_systems
from tests.compiled import ROOT, Compiled, run
from tests.connectors.test_connectors import VARIABLES

SYSTEMS = read_systems(ROOT)
# Folders that are not called as the system is.
_CALLED = {"facebook_ads": "meta_ads", "linkedin": "linkedin_ads", "ga4_export": "ga4"}
_BESIDE = [one / "shared" / "samples" for one in ROOT.parents]
_SAMPLES = next((one for one in _BESIDE if one.is_dir()), None)
DELIVERED = {
    f"{system} {loader.name}": (folder, system, loader.name)
    for loader in sorted(_SAMPLES.iterdir() if _SAMPLES else ())
    if loader.is_dir()
    for folder in sorted(loader.iterdir())
    if loader.name in SYSTEMS.get(system := _CALLED.get(folder.name, folder.name), {})
}


@pytest.mark.skipif(not DELIVERED, reason="the samples are not beside the project")
@pytest.mark.parametrize("name", list(DELIVERED))
def test_samples_go_through_and_every_row_is_accounted_for(
    name: str, tmp_path: Path, compiled: Callable[[Mapping[str, str]], Compiled]
) -> None:
    folder, system, loader = DELIVERED[name]
    declared = SYSTEMS[system][loader]
    given = {declared.schema: _loaded(folder, declared, tmp_path)}
    assert any(given[declared.schema].values())
    models = [one for one in compiled(VARIABLES).models if ".connectors." in one.name]
    with run(models, {}, systems=given) as connection:
        rows = connection.execute(
            "select source_table, input, sum(rows_delivered), sum(rows_given + rows_left_out) "
            f"from work.connectors.{system}__rows group by all"
        ).fetchall()
    assert sum(row[2] for row in rows)
    assert not [row for row in rows if row[2] != row[3]]


def _loaded(folder: Path, system: System, scratch: Path) -> dict[str, list[dict[str, str | None]]]:
    """A folder's rows as the runner loads them; raises what it would refuse them for."""
    source = Source(at=str(folder), where="source 1", system=system.system, loader=system.loader)
    company = Company(folder / "company.yml", sources=(source,))
    with duckdb.connect() as connection:
        load_system(connection, company, source, system, scratch, ROOT)
        found = {}
        for name, table in system.tables.items():
            columns = (*table.column_names, SOURCE_NAME)
            rows = connection.execute(
                f"select {', '.join(columns)} from {system.schema}.{name}"
            ).fetchall()
            found[name] = [dict(zip(columns, row, strict=True)) for row in rows]
        return found
