"""Settings: what each takes, and that every build goes through at both ends of its range."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from leadmart.errors import REFUSED, LeadmartError
from leadmart.settings import (
    RULES,
    RUNNER_DEFAULTS,
    Value,
    check_project,
    declared_variables,
    demo_as_of,
    read_settings,
)
from tests.compiled import (
    MINIATURE_VARIABLES,
    ROOT,
    Compiled,
    compile_project,
    failures,
    miniature_inputs,
    run,
)

MEANING = {
    name: value
    for name, value in declared_variables(ROOT).items()
    if name not in ("input_kind", "as_of", "systems")
}
DEFAULTS = {**MEANING, **RUNNER_DEFAULTS}
ENDS = {name: rule.ends for name, rule in RULES.items() if rule.ends}
RANGES = {name: ends for name, ends in ENDS.items() if not isinstance(ends[0], str)}

# The first and the last zone to see a day end.
ZONES = ("Etc/GMT+12", "Pacific/Kiritimati")
# A delivery may hold more invalid rows than none, and only the runner knows its own settings.
NOT_BUILT_AT_ENDS = {"maximum_rejected_share", *RUNNER_DEFAULTS}


def test_every_setting_has_its_rule() -> None:
    assert set(RULES) == set(DEFAULTS)
    check_project(read_settings())


def test_the_page_of_settings_is_complete_and_true() -> None:
    text = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| `(.+?)` \| (.+?) \| (.+?) \|$", text, re.MULTILINE)
    assert [(name, default, takes) for name, default, takes, _ in rows] == [
        (name, str(default), RULES[name].takes) for name, default in DEFAULTS.items()
    ]


@pytest.mark.parametrize(("name", "end"), [(name, end) for name in ENDS for end in ENDS[name]])
def test_an_end_is_taken(name: str, end: Value) -> None:
    settings = read_settings(assignments=[f"{name}={end}"])
    assert {**settings.variables, **settings.runner}[name] == end


@pytest.mark.parametrize("name", RANGES)
@pytest.mark.parametrize("beyond", ["-1", "low", "high", "1e3", "1_0", "", " 1", "१", "{{ 1 }}"])
def test_beyond_an_end_is_refused_with_the_settings_name(name: str, beyond: str) -> None:
    low, high = RANGES[name]
    value = {"low": f"{float(low) - 0.1}", "high": f"{int(high) + 1}"}.get(beyond, beyond)
    with pytest.raises(LeadmartError) as caught:
        read_settings(assignments=[f"{name}={value}"])
    assert caught.value.code == REFUSED
    takes = RULES[name].takes
    assert caught.value.problems == [f"--set {name}: the value is refused; give {takes}"]


@pytest.mark.parametrize("day", ["2002-01-01", "2199-12-31"])
def test_a_build_sees_up_to_a_day(day: str) -> None:
    assert read_settings(as_of=day).as_of == date.fromisoformat(day)


@pytest.mark.parametrize("day", ["2001-12-31", "2200-01-01"])
def test_a_day_that_no_build_sees_up_to_is_refused(day: str) -> None:
    with pytest.raises(LeadmartError, match="--as-of: out of range; give a date from 2002-01-01"):
        read_settings(as_of=day)


@pytest.mark.parametrize("size", ["1MB", "999MB", "0GB", "10000GB", "4", "4gb", "-4GB", "4.5GB"])
def test_a_size_that_no_build_fits_into_is_refused(size: str) -> None:
    with pytest.raises(LeadmartError, match="--set memory_limit: the value is refused"):
        read_settings(assignments=[f"memory_limit={size}"])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("attribution_half_life_days", 0),
        ("reporting_currency", False),
        ("near_target_band", "{{ 1 }}"),
        ("a_company_own", -1),
    ],
)
def test_what_the_project_file_says_keeps_the_same_rules(name: str, value: Value) -> None:
    settings = read_settings()
    changed = replace(settings, defaults={**settings.defaults, name: value})
    with pytest.raises(LeadmartError) as caught:
        check_project(changed)
    assert caught.value.code == REFUSED
    assert f"dbt_project.yml: {name}: the value is refused; give " in str(caught.value)


def test_the_demos_date_is_named_where_it_stands() -> None:
    settings = read_settings()
    changed = replace(settings, defaults={**settings.defaults, "as_of": "30/06/2026"})
    with pytest.raises(LeadmartError, match=r"dbt_project\.yml: as_of: not a date"):
        demo_as_of(changed)


def at_the_ends(end: int) -> dict[str, Any]:
    """The miniature company's variables with every setting at one of its ends."""
    at_end = {name: str(ends[end]) for name, ends in ENDS.items() if name not in NOT_BUILT_AT_ENDS}
    return {**MINIATURE_VARIABLES, **at_end, "business_timezone": ZONES[end]}


@pytest.mark.parametrize("end", [0, -1], ids=["lowest", "highest"])
def test_a_build_goes_through_at_the_ends(
    end: int, compiled: Callable[[Mapping[str, Any]], Compiled]
) -> None:
    project = compiled(at_the_ends(end))
    # Its targets are of quarters that begin in January.
    with run(project.models, miniature_inputs({"targets"})) as connection:
        assert failures(connection, project.tests) == {}
        assert connection.execute("select count(*) from metrics.metric_values").fetchone() != (0,)


def test_what_dbt_read_with_other_settings_is_compiled_as_if_it_read_it_anew(
    compiled: Callable[[Mapping[str, Any]], Compiled], tmp_path: Path
) -> None:
    """Which is how all tests that need another setting get at its queries."""
    compiled(MINIATURE_VARIABLES)
    variables = at_the_ends(-1)
    assert by_name(compiled(variables)) == by_name(compile_project(tmp_path, variables))


def by_name(project: Compiled) -> Compiled:
    """The project's queries by name: dbt orders them by what it read first."""
    models = sorted(project.models, key=lambda model: model.name)
    tests = sorted(project.tests, key=lambda test: test.name)
    return replace(project, models=models, tests=tests)


@pytest.mark.parametrize("pattern", ["none", "ID[0-9]+", "(?i)(ann|bob) [a-z]+", "Müller-[A-Z]{2}"])
def test_a_pattern_to_mask_is_taken(pattern: str) -> None:
    settings = read_settings(assignments=[f"mask_pattern={pattern}"])
    assert settings.variables["mask_pattern"] == pattern


@pytest.mark.parametrize(
    "pattern",
    ["", "a*", "it's", 'a"b', r"\d+", "(a", "[a", "{{ 1 }}", "{% x %}", "a\nb", "x" * 201],
)
def test_a_pattern_that_breaks_out_or_masks_everything_is_refused(pattern: str) -> None:
    with pytest.raises(LeadmartError, match="--set mask_pattern: the value is refused"):
        read_settings(assignments=[f"mask_pattern={pattern}"])
