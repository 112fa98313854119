"""What the models make of the miniature company when it delivers something else."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import duckdb
import pytest

from leadmart.intake.contract import read_contract
from leadmart.intake.needs import is_met, read_needs
from tests.compiled import (
    MINIATURE_VARIABLES,
    ROOT,
    Compiled,
    Workbench,
    miniature_inputs,
    run,
)

NEEDS = read_needs(ROOT)
INPUTS = sorted(miniature_inputs())
CONTRACT = read_contract(ROOT)


def filled_columns() -> list[str]:
    """The optional columns in which the miniature company says something, as `input.column`.

    But for what tells one row from another: `updated_at`, and a target's dimension.
    """
    filled = []
    for name, path in miniature_inputs().items():
        rows = list(csv.DictReader(path.open(encoding="utf-8", newline="")))
        optional = set(CONTRACT[name].column_names) - set(CONTRACT[name].required_columns)
        optional -= {"updated_at", "dimension", "dimension_value"}
        filled += [
            f"{name}.{column}"
            for column in CONTRACT[name].column_names
            if column in optional and any(row.get(column) for row in rows)
        ]
    return filled


def groups_to_leave_out(names: Iterable[str], pattern: str) -> list[list[str]]:
    """Every name in one of a few groups, of which no metric needs two.

    Leaving out each by itself takes a run for each. Those that no metric needs together can be left
    out together: what is then missing is missing for one of them alone.
    """
    named = [re.findall(pattern, expression) for expression in NEEDS.values()]
    together = {frozenset((one, other)) for them in named for one in them for other in them}
    groups: list[list[str]] = []
    for name in names:
        for group in groups:
            if not any(frozenset((name, other)) in together for other in group):
                group.append(name)
                break
        else:
            groups.append([name])
    return groups


INPUT_GROUPS = groups_to_leave_out(INPUTS, r"\b(?<![.])[a-z_]+")
DELIVERIES = {
    "everything": set(INPUTS),
    **{f"{name} alone": {name} for name in INPUTS},
    **{f"without {group[0]}": set(INPUTS) - set(group) for group in INPUT_GROUPS},
}
COLUMNS = filled_columns()
NAMED = [name for name in COLUMNS if any(name in needed for needed in NEEDS.values())]
COLUMN_GROUPS = {
    f"without {group[0]}": group for group in groups_to_leave_out(NAMED, r"[a-z_]+[.][a-z_]+")
}
# What nothing tells apart from nothing: without a last day, and without a price of 0, no
# subscription ended; organic search is one of the channels that the other columns would name.
MAY_BE_ZERO = {"churned_mrr", "reactivated_mrr", "organic_leads"}

# A value that is delivered → the same company with one that takes the reserved name, in each column
# that holds it; and what must stand in its place in the dimension.
RESERVED = {
    "segment": ("segment", "enterprise", "all", "(all)"),
    "campaign": ("campaign_id", "C1", "ALL", "(ALL)"),
    "competitor": ("competitor", "Other Co", "All", "(All)"),
    "owner": ("owner", "seller_1", " all ", "(all)"),
    "lost_reason": ("lost_reason", "price", "all", "(all)"),
    "ad": ("ad_id", "AD1", "all", "(all)"),
    "keyword": ("keyword", "lead cost", "ALL", "(all)"),
    "self_reported_source": ("self_reported_source", "podcast", "All", "(all)"),
    "page": ("landing_page", "/blog", "all?name=value", "(all)"),
}
Rows = set[tuple[object, ...]]


@pytest.fixture(scope="module")
def project(compiled: Callable[[Mapping[str, Any]], Compiled]) -> Compiled:
    return compiled(MINIATURE_VARIABLES)


@pytest.fixture(scope="module")
def bench(project: Compiled) -> Workbench:
    """Where one delivery after the other is built and tested."""
    return Workbench(project)


@pytest.fixture(scope="module")
def usual(bench: Workbench) -> dict[str, bool]:
    """The metrics of the miniature company, and which of them are more than nothing."""
    bench.deliver(miniature_inputs())
    return counted(bench.connection)


def test_every_input_is_left_out_by_some_delivery() -> None:
    assert set(INPUTS) == {name for group in INPUT_GROUPS for name in group}


@pytest.mark.parametrize("delivery", DELIVERIES)
def test_a_delivery_is_published_and_gives_the_metrics_that_it_suffices_for(
    delivery: str, bench: Workbench
) -> None:
    there = DELIVERIES[delivery]
    bench.deliver(miniature_inputs(set(INPUTS) - there))
    rows = bench.connection.execute("select distinct metric from metrics.metric_values").fetchall()
    assert bench.failures() == {}
    there |= {column for column in COLUMNS if column.partition(".")[0] in there}
    expected = {metric for metric, expression in NEEDS.items() if is_met(expression, there)}
    assert {metric for (metric,) in rows} == expected
    assert delivery != "everything" or expected == set(NEEDS)


def without_columns(names: Iterable[str]) -> dict[str, str]:
    """The miniature company, some of whose columns say nothing."""
    files = {}
    for name, path in miniature_inputs().items():
        rows = list(csv.DictReader(path.open(encoding="utf-8", newline="")))
        emptied = {column: "" for column in rows[0] if f"{name}.{column}" in set(names)}
        files[name] = as_csv([{**row, **emptied} for row in rows])
    return files


def as_csv(rows: list[dict[str, str]]) -> str:
    """Rows as the text of a file."""
    lines = io.StringIO()
    writer = csv.DictWriter(lines, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return lines.getvalue()


def counted(connection: duckdb.DuckDBPyConnection) -> dict[str, bool]:
    """The metrics that have a value in total, and whether any of them is more than nothing."""
    rows = connection.execute(
        "select metric, bool_or(value <> 0) from metrics.metric_values"
        " where dimension = 'total' group by metric having count(value) > 0"
    ).fetchall()
    return dict(rows)


@pytest.mark.parametrize("delivery", COLUMN_GROUPS)
def test_what_nobody_tells_is_not_counted_as_nothing(
    delivery: str, bench: Workbench, usual: dict[str, bool]
) -> None:
    left_out = COLUMN_GROUPS[delivery]
    there = {*INPUTS, *COLUMNS} - set(left_out)
    if "deals.stage" in there:
        # The miniature's stages say won and lost.
        there.add("deals.is_won")
    bench.deliver(without_columns(left_out))
    rows = bench.connection.execute("select distinct metric from metrics.metric_values").fetchall()
    expected = {metric for metric, expression in NEEDS.items() if is_met(expression, there)}
    assert {metric for (metric,) in rows} == expected
    found = counted(bench.connection)
    assert {metric for metric in found if usual[metric] and not found[metric]} <= MAY_BE_ZERO
    assert bench.failures() == {}


def test_columns_that_no_metric_names_take_no_metric_away(
    bench: Workbench, usual: dict[str, bool]
) -> None:
    taken = {}
    for name in INPUTS:
        columns = [one for one in COLUMNS if one not in NAMED and one.startswith(f"{name}.")]
        bench.deliver(without_columns(columns))
        found = counted(bench.connection)
        of_nothing = {metric for metric in found if usual[metric] and not found[metric]}
        if found.keys() != usual.keys() or not of_nothing <= MAY_BE_ZERO or bench.failures():
            taken[name] = (usual.keys() - found.keys(), of_nothing, bench.failures())
    assert taken == {}


def renamed(text: str) -> str:
    """A file in which some values take the reserved name."""
    rows = list(csv.DictReader(io.StringIO(text)))
    for column, value, delivered, _ in RESERVED.values():
        for row in rows:
            if row.get(column) == value:
                row[column] = delivered
    return as_csv(rows)


def values_of(project: Compiled, inputs: dict[str, str]) -> Rows:
    """All metric values."""
    with run(project.models, inputs) as connection:
        return set(connection.execute("select * from metrics.metric_values").fetchall())


def test_a_value_called_all_is_not_taken_for_the_total(project: Compiled) -> None:
    files = {name: path.read_text(encoding="utf-8") for name, path in miniature_inputs().items()}
    usual = values_of(project, files)
    found = values_of(project, {name: renamed(text) for name, text in files.items()})
    expected = set()
    for metric, grain, start, dimension, value, *parts in usual:
        _, before, _, after = RESERVED.get(dimension, ("", None, "", value))
        expected.add((metric, grain, start, dimension, after if value == before else value, *parts))
    assert {row[3] for row in expected ^ usual} == set(RESERVED)
    assert found == expected
