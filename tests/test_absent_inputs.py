"""A metric has rows if, and only if, the inputs are there that the catalogue says it needs.

Leaving out each of 25 inputs by itself takes 25 builds. Inputs that no metric needs together can
be left out together: what is then missing is missing for one of them alone.
"""

from __future__ import annotations

import re

import pytest

from leadmart.needs import is_met, read_needs
from tests.compiled import (
    MINIATURE_VARIABLES,
    ROOT,
    Statement,
    compile_models,
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
    """Every input in one of a few groups, of which no metric needs two."""
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
    "leads alone": {"leads"},
    **{f"without {group[0]}": set(INPUTS) - set(group) for group in groups_to_leave_out()},
}


@pytest.fixture(scope="module")
def statements(tmp_path_factory: pytest.TempPathFactory) -> list[Statement]:
    folder = tmp_path_factory.mktemp("compiled")
    return compile_models("+metric_values", folder, MINIATURE_VARIABLES)


def test_every_input_is_left_out_by_some_delivery() -> None:
    assert set(INPUTS) == {name for group in groups_to_leave_out() for name in group}


@pytest.mark.parametrize("delivery", DELIVERIES)
def test_a_metric_has_rows_iff_what_it_needs_is_there(
    delivery: str, statements: list[Statement]
) -> None:
    there = DELIVERIES[delivery]
    with run(statements, miniature_inputs(set(INPUTS) - there)) as connection:
        rows = connection.execute("select distinct metric from metrics.metric_values").fetchall()
    expected = {metric for metric, expression in NEEDS.items() if is_met(expression, there)}
    assert {metric for (metric,) in rows} == expected
    assert delivery != "everything" or expected == set(NEEDS)
