"""Every delivery within the contract is published, or refused for a reason that is true.

A fixed number of them, always the same; `python -m tests.deliveries` builds thousands.
"""

from __future__ import annotations

import itertools
import tempfile
from pathlib import Path

import pytest

from tests.compiled import miniature_inputs
from tests.extras import needs

needs("hypothesis")

from tests.deliveries.explore import (  # noqa: E402
    COMPANIES,
    Found,
    calendar_of,
    explore,
    in_words,
    made_small,
    workbench,
)
from tests.deliveries.large import LARGE  # noqa: E402
from tests.deliveries.made_up import Habits, Made, Maker  # noqa: E402
from tests.deliveries.pages import draw  # noqa: E402
from tests.deliveries.proof import Finding, prove  # noqa: E402

DELIVERIES = 25
# Of so many deliveries one is drawn, too: that takes longer than all of its models.
DRAWN_ONE_OF = 4
# Public tables that a made-up delivery fills on average; most companies bring few inputs.
TABLES_FILLED = 60

_found: dict[str, Found] = {}


# Of the scope of the module, so that one company's tests follow each other on its workbench.
@pytest.mark.parametrize("company", COMPANIES, scope="module")
def test_whatever_is_delivered_is_published_or_rightly_refused(company: str, shared: Path) -> None:
    bench = workbench(company, shared)
    turns = itertools.count()

    def also(made: Made) -> list[Finding]:
        if next(turns) % DRAWN_ONE_OF:
            return []
        with tempfile.TemporaryDirectory() as folder:
            return draw(bench, made, COMPANIES[company], Path(folder))

    found = _found[company] = explore(company, bench, DELIVERIES, also=also)
    assert found.deliveries == DELIVERIES
    assert not found.times, "\n".join(
        f"{times} times {found.smallest[kind][1]}\n{in_words(made_small(found, kind, shared))}"
        for kind, times in found.times.most_common(3)
    )


@pytest.mark.parametrize("company", COMPANIES, scope="module")
def test_the_miniature_company_may_choose_any_settings(company: str, shared: Path) -> None:
    bench = workbench(company, shared)
    bench.deliver(miniature_inputs())
    assert not bench.failures()


@pytest.mark.parametrize("name", LARGE)
def test_one_thing_many_times_over_is_published(name: str, shared: Path) -> None:
    company = "as it comes"
    bench = workbench(company, shared)
    made = Made(LARGE[name](), True, name)
    assert not prove(bench, made, COMPANIES[company])
    with tempfile.TemporaryDirectory() as folder:
        assert not draw(bench, made, COMPANIES[company], Path(folder))


def test_what_is_made_up_reaches_the_models() -> None:
    if not _found:
        pytest.skip("counted over the deliveries of the other tests")
    filled = sum((one.filled for one in _found.values()), start=type(Found().filled)())
    count = sum(one.deliveries for one in _found.values())
    public = {name: times for name, times in filled.items() if name.startswith("leadmart.")}
    seldom = sorted(public.items(), key=lambda one: one[1])
    assert sum(public.values()) / count > TABLES_FILLED, seldom


def test_an_expected_revenue_below_0_is_published(shared: Path) -> None:
    as_of, month = calendar_of("New York")
    habits = Habits(
        seed=3152417855,
        as_of=as_of,
        fiscal_year_start_month=month,
        subjects=3,
        columns="all",
        days="wide",
        amounts="plain",
        texts="odd",
        currencies="none",
        gaps=40,
        repeats=4,
        faults=0,
    )
    bench = workbench("New York", shared)
    bench.deliver({"deals": Maker(habits, "deals", 26).rows()})
    below = "select count(*) from insights.pipeline_outlook where expected_value < 0"
    assert bench.connection.execute(below).fetchall() > [(0,)]
    assert bench.failures() == {}


def test_a_target_of_all_time_before_anything_happened_is_published(shared: Path) -> None:
    bench = workbench("as it comes", shared)
    row = {"metric": "revenue", "period_grain": "all_time", "period_start": "2026-06-30"}
    bench.deliver({"targets": [row | {"target": "100"}]})
    assert bench.failures() == {}


def test_counts_that_doubles_cannot_add_up_are_published(shared: Path) -> None:
    """A sum of months, each of them a double, is not always the double of the whole."""
    bench = workbench("as it comes", shared)
    days = {"2025-02-02": "1000001100033", "2025-03-03": "1900001", "2026-06-30": "1"}
    row = {"platform": "google", "campaign_id": "C1", "spend": "1", "currency": "USD"}
    bench.deliver({"ad_spend": [row | {"date_day": day, "conversions": days[day]} for day in days]})
    assert bench.failures() == {}
