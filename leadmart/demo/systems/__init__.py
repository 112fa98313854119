"""The demo company as the systems have it that it would use, each as its loaders deliver it.

A module per system says what of the company the system can carry (`carried`: rows of the contract,
as its connector should give them), and how it stands in the system's tables (`tables`).
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

from leadmart.demo import DEFAULT_SEED, write_demo_data
from leadmart.demo.systems import (
    ga4,
    google_ads,
    hubspot,
    linkedin_ads,
    mailchimp,
    meta_ads,
    salesforce,
    stripe,
)
from leadmart.errors import REFUSED, LeadmartError
from leadmart.intake.company import nearest
from leadmart.intake.systems import read_systems
from leadmart.settings import PROJECT

# Rows of texts: of inputs by their names, or of a system's tables by theirs.
Rows = dict[str, list[dict[str, str]]]

SYSTEMS: Mapping[str, ModuleType] = {
    "ga4": ga4,
    "google_ads": google_ads,
    "hubspot": hubspot,
    "linkedin_ads": linkedin_ads,
    "mailchimp": mailchimp,
    "meta_ads": meta_ads,
    "salesforce": salesforce,
    "stripe": stripe,
}


def checked_system(text: str) -> tuple[str, str]:
    """A system and its loader out of `system:loader`; refuses what there is no connector for."""
    system, _, loader = text.partition(":")
    declared = read_systems(PROJECT)
    there = [one.key for loaders in declared.values() for one in loaders.values()]
    if text not in there:
        raise LeadmartError(
            f"there is no {text}",
            where="--as",
            mend=nearest(text, there),
            code=REFUSED,
        )
    return system, loader


def write_as(directory: Path, system: str, loader: str, seed: int = DEFAULT_SEED) -> dict[str, int]:
    """Writes the demo company in a system's tables, a CSV file each; returns the rows of each.

    Raises OSError if the directory cannot be written.
    """
    carried: Rows = SYSTEMS[system].carried(demo_inputs(seed), loader)
    tables: Rows = SYSTEMS[system].tables(carried, loader)
    write_tables(directory, tables)
    return {name: len(rows) for name, rows in tables.items()}


def write_tables(directory: Path, tables: Rows) -> None:
    """Writes tables into a directory, a CSV file each."""
    directory.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        with (directory / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]) if rows else [], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


def demo_inputs(seed: int = DEFAULT_SEED) -> Rows:
    """The demo company in the contract's shape, as texts."""
    with tempfile.TemporaryDirectory(prefix="leadmart-demo-") as folder:
        write_demo_data(Path(folder), seed)
        return {path.stem: _read(path) for path in sorted(Path(folder).glob("*.csv"))}


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
