"""Whether a release's superset.zip does in a real Superset what it should.

    python3.11 -m venv .venv-superset
    .venv-superset/bin/pip install --require-hashes -r requirements-superset.txt
    .venv-superset/bin/python tools/check_superset.py warehouse

A new Superset, in a folder that is thrown away, imports the dashboard twice over, which must leave
one of everything. Then each chart is asked for its data, and must give what DuckDB gives of the
same question: as many rows of a table, the same sums of everything else.
"""

from __future__ import annotations

import argparse
import logging
import os
import secrets
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import yaml

FILE = "superset.zip"
USER = "someone"
# What differs in the last digits of doubles is the order that they were added in.
ALIKE = 1e-9


def start(folder: Path) -> Any:
    """A new Superset in a folder, with a user who may do everything."""
    password = secrets.token_hex(16)
    settings = {
        "SECRET_KEY": secrets.token_hex(32),
        "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder / 'superset.db'}",
        "WTF_CSRF_ENABLED": False,
        "TALISMAN_ENABLED": False,
    }
    lines = [f"{name} = {value!r}" for name, value in settings.items()]
    (folder / "superset_config.py").write_text("\n".join(lines), encoding="utf-8")
    os.environ["SUPERSET_CONFIG_PATH"] = str(folder / "superset_config.py")
    os.environ["SUPERSET_HOME"] = str(folder)

    from superset.app import create_app

    app = create_app()
    logging.disable(logging.WARNING)
    with app.app_context():
        from flask_migrate import upgrade
        from superset.extensions import appbuilder

        upgrade(directory=str(Path(sys.modules["superset"].__file__).parent / "migrations"))
        appbuilder.add_permissions(update_perms=True)
        appbuilder.sm.sync_role_definitions()
        admin = appbuilder.sm.find_role("Admin")
        appbuilder.sm.add_user(USER, "Some", "One", "someone@company.example", admin, password)
    client = app.test_client()
    said = {"username": USER, "password": password, "provider": "db"}
    token = client.post("/api/v1/security/login", json=said).json["access_token"]
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client


def load(client: Any, bundle: Path) -> None:
    """Imports the dashboard; stops with what Superset says if it does not take it."""
    with bundle.open("rb") as stream:
        answer = client.post(
            "/api/v1/dashboard/import/", data={"formData": (stream, FILE), "overwrite": "true"}
        )
    if answer.status_code != 200:
        sys.exit(f"the import failed: {answer.get_data(as_text=True)[:2000]}")


def listed(client: Any, what: str) -> list[dict[str, Any]]:
    """All charts, datasets, dashboards or databases that Superset has."""
    answer = client.get(f"/api/v1/{what}/?q=(page_size:100)")
    return list(answer.json["result"])


def rows_of(client: Any, dataset: int, query: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What a query of a chart gives."""
    body = {
        "datasource": {"id": dataset, "type": "table"},
        "queries": [{**query, "row_limit": 10000}],
        "result_format": "json",
        "result_type": "full",
    }
    answer = client.post("/api/v1/chart/data", json=body)
    if answer.status_code != 200:
        sys.exit(f"a chart failed: {answer.get_data(as_text=True)[:2000]}")
    return list(answer.json["result"][0]["data"])


@dataclass(frozen=True)
class Asked:
    """A chart's own query, and what DuckDB gives of its question."""

    title: str
    dataset: str
    columns: list[str]
    metrics: list[dict[str, Any]]
    expected: list[float]

    def shown(self, rows: list[dict[str, Any]]) -> list[float]:
        """The same of what Superset gives."""
        if not self.metrics:
            return [float(len(rows))]
        return [sum(float(row[one["label"]] or 0) for row in rows) for one in self.metrics]


def ask(bundle: Path, release: Path) -> list[Asked]:
    """What the charts ask: read before Superset opens the release, in its own way."""
    with zipfile.ZipFile(bundle) as archive:
        parts = {name: yaml.safe_load(archive.read(name)) for name in archive.namelist()}
    datasets = {part["uuid"]: part for name, part in parts.items() if "/datasets/" in name}
    asked = []
    with duckdb.connect(str(release / "leadmart.duckdb"), read_only=True) as connection:
        for name, chart in sorted(parts.items()):
            if "/charts/" not in name:
                continue
            dataset, drawn = datasets[chart["dataset_uuid"]], chart["params"]
            single = [drawn["metric"]] if "metric" in drawn else []
            metrics = drawn.get("metrics", single)
            columns = [drawn["x_axis"]] if "x_axis" in drawn else []
            for key in ("all_columns", "groupby", "groupbyRows", "groupbyColumns"):
                columns += drawn.get(key, [])
            wanted = [f"cast(sum({one['label']}) as double)" for one in metrics] or ["count(*)"]
            found = connection.execute(f"select {', '.join(wanted)} from ({dataset['sql']})")
            expected = [float(value) for value in found.fetchone() or ()]
            title, table = chart["slice_name"], dataset["table_name"]
            asked.append(Asked(title, table, columns, metrics, expected))
    return asked


def differences(client: Any, asked: list[Asked]) -> list[str]:
    """What each chart shows otherwise than DuckDB answers its question."""
    ids = {one["table_name"]: one["id"] for one in listed(client, "dataset")}
    found = []
    for one in asked:
        query = {"columns": one.columns, "metrics": one.metrics}
        shown = one.shown(rows_of(client, ids[one.dataset], query))
        pairs = zip(shown, one.expected, strict=True)
        alike = all(abs(a - b) <= ALIKE * max(1.0, abs(b)) for a, b in pairs)
        print(f"{'alike  ' if alike else 'differs'} {one.title} {shown}")
        if not alike:
            found.append(f"{one.title}: {shown} for {one.expected}")
    return found


def main() -> int:
    """Imports the current release's dashboard into a new Superset; fails where it differs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("home", type=Path, help="a home with a release, such as warehouse")
    release = parser.parse_args().home.absolute() / "current"
    bundle = release / FILE
    asked = ask(bundle, release)
    with tempfile.TemporaryDirectory(prefix="leadmart-superset-") as folder:
        client = start(Path(folder))
        for _ in range(2):
            load(client, bundle)
        counts = {what: len(listed(client, what)) for what in ("database", "dashboard")}
        counts |= {what: len(listed(client, what)) for what in ("dataset", "chart")}
        print(f"imported: {counts}")
        found = differences(client, asked)
    twice = counts != {"database": 1, "dashboard": 1, "dataset": 10, "chart": 10}
    print("\n".join(found) or "all charts are alike")
    return 1 if found or twice else 0


if __name__ == "__main__":
    sys.exit(main())
