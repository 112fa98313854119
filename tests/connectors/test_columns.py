"""Columns of systems' tables that turn up or go between releases are told, and stop nothing."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from leadmart.home import Home
from leadmart.intake.company import read_company
from leadmart.intake.contract import read_contract
from leadmart.intake.load import take_in
from leadmart.intake.loaded import Loaded
from leadmart.intake.location import Location, locate
from leadmart.intake.systems import read_systems
from leadmart.release.publish import check_columns
from leadmart.settings import PROJECT, read_settings
from leadmart.workplace import Workplace

RELEASE = "20260501T000000Z-abcdef"
CONTACT = {"id": "1", "property_createdate": "2026-05-01T10:00:00", "property_email": "a@b.example"}


def delivered(folder: Path, contact: dict[str, str], beside: str = "") -> tuple[Location, Loaded]:
    """A delivery of HubSpot, as the runner takes it in; beside: what else the company file says."""
    place = folder / "in"
    place.mkdir(exist_ok=True)
    (place / "contact.csv").write_text(f"{','.join(contact)}\n{','.join(contact.values())}\n")
    path = folder / "company.yml"
    path.write_text("sources:\n  - {system: hubspot, loader: fivetran, at: in}\n" + beside)
    company = read_company(path, read_contract(PROJECT), read_systems(PROJECT))
    location = locate(None, PROJECT, company)
    workplace = Workplace(folder / "work" / str(len(list(folder.glob("work/*"))))).create()
    return location, take_in(location, workplace, read_settings())


def published(folder: Path, location: Location, loaded: Loaded) -> Home:
    """A home whose last release was made of a delivery."""
    home = Home(folder / "home")
    release = home.releases / RELEASE
    release.mkdir(parents=True)
    manifest = {
        "release_id": RELEASE,
        "input": {"location": location.shown},
        "inputs": {name: asdict(one) for name, one in loaded.places.items()},
    }
    (release / "manifest.json").write_text(json.dumps(manifest))
    return home


@pytest.mark.parametrize(
    ("before", "now", "lines"),
    [
        ({}, {}, []),
        (
            {},
            {"property_own_word": "x", "property_industry": "y"},
            [
                "hubspot.contact: property_industry, property_own_word new since release {}, "
                "and not read"
            ],
        ),
        (
            {},
            {"property_jobtitle": "CEO", "property_own_word": "x"},
            [
                "hubspot.contact: property_jobtitle new since release {}, and read",
                "hubspot.contact: property_own_word new since release {}, and not read",
            ],
        ),
        (
            {"property_jobtitle": "CEO", "property_own_word": "x", "Property_FirstName": "A"},
            {"property_firstname": "A"},
            [
                "hubspot.contact: property_jobtitle is gone since release {}: without it there is "
                "no the part of the lead score that titles give"
            ],
        ),
    ],
)
def test_columns_that_turn_up_or_go_are_told(
    before: dict[str, str], now: dict[str, str], lines: list[str], tmp_path: Path
) -> None:
    location, loaded = delivered(tmp_path, {**CONTACT, **before})
    home = published(tmp_path, location, loaded)
    location, loaded = delivered(tmp_path, {**CONTACT, **now})
    found = check_columns(home, location, loaded, PROJECT)
    assert found == [line.format(RELEASE) for line in lines]


def test_without_a_release_there_is_nothing_to_tell(tmp_path: Path) -> None:
    location, loaded = delivered(tmp_path, CONTACT)
    assert loaded.systems["hubspot.contact"].columns == tuple(sorted(CONTACT))
    assert not check_columns(Home(tmp_path / "home"), location, loaded, PROJECT)


def test_a_dimension_of_a_column_that_no_connector_gives_says_what_to_do(tmp_path: Path) -> None:
    dimensions = "dimensions:\n  - {name: region, from: leads.property_region}\n"
    _, loaded = delivered(tmp_path, {**CONTACT, "property_region": "North"}, dimensions)
    assert (
        "region: no connector gives leads.property_region, so it is unknown; let a view of the "
        "system's table call it as a column that the connector reads"
    ) in loaded.warnings
