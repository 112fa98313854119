"""The headline says what is true of any company, and nothing that chance may have done."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from leadmart.pages.headline import COUNTS, METRICS, Measured, Part, as_text, headline

NAMES = {
    "revenue": "Revenue won", "leads": "Leads", "mqls": "MQLs", "deals_won": "Deals won",
    "opportunities": "Opportunities", "cost_per_lead": "Cost per lead (CPL)",
    "close_rate": "Win rate",
}  # fmt: skip
MINUS = "\N{MINUS SIGN}"


def measured(metric: str, value: float | None, **facts: Any) -> Measured:
    """A metric as it stood, its pace the whole target unless said otherwise."""
    empty: dict[str, Any] = dict.fromkeys(("target", "pace_target", "low", "high", "previous"))
    facts.setdefault("pace_target", facts.get("target"))
    return Measured(
        metric, NAMES[metric], metric == "close_rate", metric.startswith("cost"), value,
        **(empty | facts),
    )  # fmt: skip


def said(
    *those: Measured,
    parts: Mapping[tuple[str, str], Iterable[Part]] | None = None,
    is_running: bool = False,
    before: str = "May 2026",
) -> str:
    """The headline of metrics, as text."""
    found = headline(
        {one.metric: one for one in those}, parts or {}, is_running=is_running, before=before
    )
    assert len(found) <= 2
    return as_text(found)


@pytest.mark.parametrize(
    ("value", "target", "words"),
    [
        (210, 100, "Revenue won 2.1 times target."),
        (195, 100, "Revenue won 2.0 times target."),
        (194, 100, "Revenue won 94 % above target."),
        (2345, 100, "Revenue won 23 times target."),
        (100.4, 100, "Revenue won on target."),
        (93, 100, "Revenue won 7 % short of target."),
        (0, 100, "Revenue won 100 % short of target."),
        (-20, 100, "Revenue won 120 % short of target."),
        (5, 0, ""),
        (5, -1, ""),
        (None, 100, ""),
        (math.nan, 100, ""),
    ],
)
def test_a_value_is_held_against_its_target(value: float | None, target: float, words: str) -> None:
    assert said(measured("revenue", value, target=target)) == words


def test_the_first_is_what_matters_most_and_the_second_what_misses() -> None:
    those = [
        measured("mqls", 10, target=20),
        measured("leads", 93, target=100),
        measured("opportunities", 30, target=10),
        measured("revenue", 210, target=100),
    ]
    assert said(*those) == "Revenue won 2.1 times target, leads 7 % short of target."
    assert said(*those[:1]) == "MQLs 50 % short of target."
    assert said(those[3], measured("cost_per_lead", 130, target=100)) == (
        "Revenue won 2.1 times target, cost per lead 30 % above target."
    )
    assert said(measured("cost_per_lead", 70, target=100)) == "Cost per lead 30 % below target."


def test_a_running_period_speaks_by_pace() -> None:
    leads = measured("leads", 30, target=100, pace_target=40)
    assert said(leads, is_running=True) == "Leads 25 % behind pace."
    ahead = replace(leads, value=84)
    assert said(ahead, is_running=True) == "Leads 2.1 times what its pace asks for."
    assert said(replace(leads, value=40), is_running=True) == "Leads at pace."
    cost = measured("cost_per_lead", 120, target=100)
    assert said(cost, is_running=True) == "Cost per lead 20 % above target so far."
    # Nobody can say yet.
    assert said(replace(leads, pace_target=None), is_running=True) == (
        "30 leads, and nothing before to hold against."
    )


def test_a_share_within_its_interval_is_not_told() -> None:
    rate = measured("close_rate", 0.2, target=0.25, low=0.1, high=0.3)
    assert said(rate) == ""
    assert said(replace(rate, high=0.22)) == "Win rate 5.0 points below target."


def test_without_targets_only_what_moved_beyond_chance_is_told() -> None:
    assert said(measured("leads", 150, previous=100)) == "Leads 50 % more than in May 2026."
    assert said(measured("leads", 110, previous=100)) == (
        "The change of leads against May 2026 may be chance."
    )
    assert said(measured("leads", 100, previous=100)) == "Leads as many as in May 2026."
    assert said(measured("leads", 9, previous=0)) == "Leads more than in May 2026."
    assert said(measured("leads", 0, previous=9)) == "Leads 100 % fewer than in May 2026."
    assert said(measured("revenue", 150, previous=1)) == ""


def test_a_first_period_says_what_there_is() -> None:
    assert said(measured("leads", 1)) == "1 lead, and nothing before to hold against."
    assert said(measured("leads", 0)) == "No leads, and nothing before to hold against."
    assert said(measured("leads", 1234)) == "1,234 leads, and nothing before to hold against."
    assert said(measured("leads", None)) == ""
    assert said() == ""
    # Of all time there is nothing before.
    assert said(measured("leads", 7), before="") == "7 leads."


def test_the_part_that_moved_most_in_that_direction_is_named() -> None:
    parts = {
        ("leads", "channel"): [Part("paid_social", 20, 51), Part("email", 90, 30)],
        ("leads", "segment"): [Part("enterprise", 3, 40)],
    }
    leads = measured("leads", 93, target=100)
    assert said(leads, parts=parts) == (
        "Leads 7 % short of target."
        f" The largest fall against May 2026: paid social, {MINUS}31 leads."
    )
    # Above its target, the rise is told.
    assert said(replace(leads, value=120), parts=parts) == (
        "Leads 20 % above target. The largest rise against May 2026: email, +60 leads."
    )
    # Costs are higher where there are fewer leads.
    cost = measured("cost_per_lead", 120, target=100)
    assert said(cost, replace(leads, target=None), parts=parts).endswith(f"{MINUS}31 leads.")


def test_no_part_is_blamed_for_what_chance_does_or_nobody_knows() -> None:
    leads = measured("leads", 93, target=100)
    alone = "Leads 7 % short of target."
    assert said(leads, parts={("leads", "channel"): [Part("email", 20, 31)]}) == alone
    assert said(leads, parts={("leads", "channel"): [Part("email", 90, 20)]}) == alone
    unknown = [Part("unknown", 1, 90), Part("email", 20, 60)]
    assert said(leads, parts={("leads", "channel"): unknown}) == alone
    assert said(leads, parts={("leads", "channel"): []}) == alone
    assert said(measured("close_rate", 0.2, target=0.4, low=0.1, high=0.3)) == (
        "Win rate 20.0 points below target."
    )


@pytest.mark.parametrize("value", [None, 0.0, 1.0, 1e15, -1.0, math.inf, math.nan])
@pytest.mark.parametrize("other", [None, 0.0, 1.0, 3e-9, 1e15])
@pytest.mark.parametrize("is_running", [False, True])
def test_any_numbers_make_at_most_two_plain_sentences(
    value: float | None, other: float | None, is_running: bool
) -> None:
    those = [
        measured(metric, value, target=other, previous=other, low=other, high=other)
        for metric in NAMES
    ]
    parts = {
        (count, "channel"): [Part("x", value if value and math.isfinite(value) else 0, other or 0)]
        for count in COUNTS
    }
    text = said(*those, parts=parts, is_running=is_running)
    assert "nan" not in text.lower().split() and "None" not in text
    assert not text or text.endswith(".")


def test_names_of_a_delivery_are_one_line_of_text() -> None:
    parts = {("leads", "channel"): [Part("paid\n<b>\u202e" + "x" * 200, 20, 90)]}
    text = said(measured("leads", 93, target=100), parts=parts)
    assert "\n" not in text and "\u202e" not in text and len(text) < 250


def test_what_may_make_a_headline_is_counted_or_in_the_catalogue() -> None:
    assert {*COUNTS} <= {*METRICS}
