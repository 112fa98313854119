"""Names that every engine takes."""

from __future__ import annotations

from pathlib import Path

import yaml

PROJECT = Path(__file__).parents[2]
# PostgreSQL cuts longer names, and dbt refuses them.
LONGEST = 63


def test_names_are_short_enough_for_postgresql() -> None:
    names = [path.stem for kind in ("models", "seeds", "snapshots") for path in files(kind)]
    for path in PROJECT.glob("models/**/*.yml"):
        declared = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        names += [test["name"] for test in declared.get("unit_tests") or []]
    assert len(names) > len(list(files("models")))
    assert [name for name in names if len(name) > LONGEST] == []


def files(folder: str) -> list[Path]:
    return [path for suffix in ("sql", "csv") for path in PROJECT.glob(f"{folder}/**/*.{suffix}")]
