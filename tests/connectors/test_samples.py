"""Public rows of real systems go through their connectors; every one of them is accounted for.

They lie beside the project and are no part of it: without them, these tests are skipped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from leadmart.intake.systems import read_systems
from tests.compiled import ROOT, Compiled, run
from tests.connectors.loaded import loaded
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
    given = {declared.schema: loaded(str(folder), declared, tmp_path)}
    assert any(given[declared.schema].values())
    models = [one for one in compiled(VARIABLES).models if ".connectors." in one.name]
    with run(models, {}, systems=given) as connection:
        rows = connection.execute(
            "select source_table, input, sum(rows_delivered), sum(rows_given + rows_left_out) "
            f"from work.connectors.{system}__rows group by all"
        ).fetchall()
    assert sum(row[2] for row in rows)
    assert not [row for row in rows if row[2] != row[3]]
