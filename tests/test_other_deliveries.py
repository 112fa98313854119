"""What the models make of the miniature company when it delivers something else."""

from __future__ import annotations

import csv
import io
import re

import pytest

from leadmart.needs import is_met, read_needs
from tests.compiled import (
    MINIATURE_VARIABLES,
    ROOT,
    Compiled,
    compile_project,
    failures,
    miniature_inputs,
    run,
)

NEEDS = read_needs(ROOT)
INPUTS = sorted(miniature_inputs())


def needed_together() -> set[frozenset[str]]:
    """Each pair of inputs that some metric names both of."""
    named = [re.findall(r"[a-z_]+", expression) for expression in NEEDS.values()]
    return {frozenset((one, other)) for inputs in named for one in inputs for other in inputs}


def groups_to_leave_out() -> list[list[str]]:
    """Every input in one of a few groups, of which no metric needs two.

    Leaving out each input by itself takes a run for each. Inputs that no metric needs together can
    be left out together: what is then missing is missing for one of them alone.
    """
    together = needed_together()
    groups: list[list[str]] = []
    for name in INPUTS:
        for group in groups:
            if not any(frozenset((name, other)) in together for other in group):
                group.append(name)
                break
        else:
            groups.append([name])
    return groups


DELIVERIES = {
    "everything": set(INPUTS),
    **{f"{name} alone": {name} for name in INPUTS},
    **{f"without {group[0]}": set(INPUTS) - set(group) for group in groups_to_leave_out()},
}

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
def project(tmp_path_factory: pytest.TempPathFactory) -> Compiled:
    return compile_project("*", tmp_path_factory.mktemp("compiled"), MINIATURE_VARIABLES)


def test_every_input_is_left_out_by_some_delivery() -> None:
    assert set(INPUTS) == {name for group in groups_to_leave_out() for name in group}


@pytest.mark.parametrize("delivery", DELIVERIES)
def test_a_delivery_is_published_and_gives_the_metrics_that_it_suffices_for(
    delivery: str, project: Compiled
) -> None:
    there = DELIVERIES[delivery]
    with run(project.models, miniature_inputs(set(INPUTS) - there)) as connection:
        rows = connection.execute("select distinct metric from metrics.metric_values").fetchall()
        assert failures(connection, project.tests) == {}
    expected = {metric for metric, expression in NEEDS.items() if is_met(expression, there)}
    assert {metric for (metric,) in rows} == expected
    assert delivery != "everything" or expected == set(NEEDS)


def renamed(text: str) -> str:
    """A file in which some values take the reserved name."""
    rows = list(csv.DictReader(io.StringIO(text)))
    for column, value, delivered, _ in RESERVED.values():
        for row in rows:
            if row.get(column) == value:
                row[column] = delivered
    lines = io.StringIO()
    writer = csv.DictWriter(lines, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return lines.getvalue()


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
