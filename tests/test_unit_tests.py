"""dbt's unit tests, all at once: builds of a release do not run them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_every_unit_test_runs_and_passes(tmp_path: Path) -> None:
    """On tables without rows: a unit test brings its own, and asks the tables for types alone."""
    program = "import sys; from dbt.cli.main import cli; sys.argv[0] = 'dbt'; cli()"
    arguments = ["build", "--empty", "--exclude-resource-type", "test", "--no-partial-parse"]
    finished = subprocess.run(
        [sys.executable, "-c", program, *arguments, "--quiet", "--log-path", str(tmp_path)],
        cwd=ROOT,
        env={
            **os.environ,
            "DBT_TARGET_PATH": str(tmp_path / "target"),
            "LEADMART_TARGET": "duckdb",
            "LEADMART_DATABASE": str(tmp_path / "leadmart.duckdb"),
            "LEADMART_WORK_DATABASE": str(tmp_path / "work.duckdb"),
            "LEADMART_SPILL_DIRECTORY": str(tmp_path / "spill"),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, (finished.stdout + finished.stderr)[-4000:]
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
