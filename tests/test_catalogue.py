"""The list of metrics in the docs, the catalogue and the models: none missing, none extra."""

from __future__ import annotations

import csv
import re
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


def _listed() -> list[str]:
    return re.findall(r"^\* `([a-z_0-9]+)`$", (PROJECT / "docs/metrics.md").read_text(), re.M)


def _catalogued() -> list[dict[str, str]]:
    with (PROJECT / "seeds/reference/metric_definitions.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _modelled() -> dict[str, Path]:
    """Metric → the model that computes it, read from the models as written."""
    return {
        metric: path
        for path in (PROJECT / "models/metrics").rglob("*.sql")
        for metric in re.findall(
            r"metric_(?:value_)?columns\(\s*'([a-z_0-9]+)'", path.read_text(encoding="utf-8")
        )
    }


def test_no_key_stands_twice() -> None:
    assert len(_listed()) == len(set(_listed()))
    assert len(_catalogued()) == len({row["metric"] for row in _catalogued()})


def test_the_docs_list_what_the_catalogue_defines() -> None:
    assert set(_listed()) == {row["metric"] for row in _catalogued()}


def test_every_metric_has_a_model_and_every_model_metrics_of_the_catalogue() -> None:
    assert set(_modelled()) == {row["metric"] for row in _catalogued()}


def test_a_metric_stands_in_the_folder_of_its_area() -> None:
    folders = {metric: path.parent.name for metric, path in _modelled().items()}
    assert folders == {row["metric"]: row["area"] for row in _catalogued()}
