"""MetricFlow's own command on a published release, read-only; nobody is told.

    python tools/mf.py query --metrics cost_per_lead --group-by metric_time__quarter,channel

It reads `warehouse/current`; the environment's LEADMART_RELEASE names another release's folder.
MetricFlow asks the package index for newer versions of itself at every call and has no setting
against it, so that its command is started from here. See docs/semantic_layer.md.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
DEFINITIONS = PROJECT / "target" / "semantic_manifest.json"
ENVIRONMENT = {
    "LEADMART_TARGET": "release",
    "DBT_PROJECT_DIR": str(PROJECT),
    "DBT_PROFILES_DIR": str(PROJECT),
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    "DO_NOT_TRACK": "1",
}


def main() -> int:
    """Runs the command; exit code 2 where something is missing, else MetricFlow's own."""
    release = Path(os.environ.get("LEADMART_RELEASE", PROJECT / "warehouse" / "current")).resolve()
    os.environ |= {**ENVIRONMENT, "LEADMART_RELEASE": str(release)}
    # dbt and MetricFlow keep their files below the folder they are started in.
    os.chdir(PROJECT)
    if not (release / "leadmart.duckdb").is_file():
        return refuse(f"{release}: no release; publish one with: python orchestrate.py")
    try:
        from dbt_metricflow.cli import main as metricflow
    except ImportError:
        extra = "pip install --require-hashes -r requirements-semantic.txt"
        return refuse(f"MetricFlow is not installed; install it with: {extra}")
    own = own_dimensions(release)
    if not are_definitions_read(own):
        read_definitions(own)
    metricflow.UpdateChecker.check = lambda *_: None
    metricflow.cli(prog_name="tools/mf.py")
    return 0


def refuse(problem: str) -> int:
    """Says in one line what is wrong and what to do."""
    print(f"error: {problem}", file=sys.stderr)
    return 2


def own_dimensions(release: Path) -> list[dict[str, str]]:
    """The dimensions of the company's own that a release was built with."""
    manifest = json.loads((release / "manifest.json").read_text(encoding="utf-8"))
    own: list[dict[str, str]] = manifest["settings"].get("own_dimensions", [])
    return own


def are_definitions_read(own: list[dict[str, str]]) -> bool:
    """Whether what dbt read of the project's YAML last is what stands there now, for the same
    own dimensions."""
    if not DEFINITIONS.exists():
        return False
    models = json.loads(DEFINITIONS.read_text(encoding="utf-8"))["semantic_models"]
    read = {
        one["name"]
        for model in models
        for one in model["dimensions"]
        if one["name"].startswith("own_")
    }
    if read != {f"own_{one['name']}" for one in own if one["input"] != "ad_spend"}:
        return False
    files = [PROJECT / "dbt_project.yml", *(PROJECT / "models").rglob("*.yml")]
    return DEFINITIONS.stat().st_mtime > max(path.stat().st_mtime for path in files)


def read_definitions(own: list[dict[str, str]]) -> None:
    """Has dbt read the project; it writes what MetricFlow reads."""
    # In a process of its own: MetricFlow starts dbt once more. Reading needs no database, so that
    # the default target's cache serves.
    environment = {name: value for name, value in os.environ.items() if name != "LEADMART_TARGET"}
    command = [sys.executable, "-c", "from dbt.cli.main import cli; cli()", "--quiet", "parse"]
    command += ["--vars", json.dumps({"own_dimensions": own})]
    subprocess.run(command, check=True, env=environment, stdin=subprocess.DEVNULL)


if __name__ == "__main__":
    sys.exit(main())
