"""dbt's unit tests, all at once: builds of a release do not run them."""

from __future__ import annotations

import json
from pathlib import Path

from tests.compiled import ROOT, run_dbt


def test_every_unit_test_runs_and_passes(tmp_path: Path) -> None:
    """On tables without rows: a unit test brings its own, and asks the tables for types alone."""
    run_dbt(["build", "--empty", "--exclude-resource-type", "test", "--no-partial-parse"], tmp_path)
    declared = json.loads((tmp_path / "target" / "manifest.json").read_text())["unit_tests"]
    results = json.loads((tmp_path / "target" / "run_results.json").read_text())["results"]
    passed = {one["unique_id"] for one in results if one["status"] == "pass"}
    assert passed == declared.keys()
    written = sum(
        text.count("\n    model: ")
        for path in (ROOT / "models").rglob("_*unit_tests*.yml")
        if (text := path.read_text(encoding="utf-8"))
    )
    assert len(passed) == written > 0
