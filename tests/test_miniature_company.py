"""The miniature company: every number of the build against the table worked out by hand.

`tests/miniature/README.md` says who the company is, `tests/miniature/expected.csv` holds each
expected number with its working.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pytest

from tests.compiled import MINIATURE_VARIABLES, Compiled, miniature_inputs, run

ROOT = Path(__file__).resolve().parents[1]
EXPECTED = ROOT / "tests" / "miniature" / "expected.csv"
# In place of a value: there must be no row; there may be a row, but it counts nothing.
ABSENT = "absent"
NOTHING = "nothing"
RELATIVE_TOLERANCE = 1e-9

COMMON = ("channel", "campaign", "segment", "program", "target_account")
WEBSITE = (*COMMON, "page", "utm_source", "utm_medium", "visitor_type")
# Posts and ads have no account, so no segment and no target list.
POSTS = ("channel", "campaign", "program", "network")
ADS = ("channel", "campaign", "program", "platform", "ad")
# What is spent has no account, so what it costs per lead or customer has none either.
SPENT = ("channel", "campaign", "program")
# Who reacts to an ad has a company.
INTERACTIONS = (*COMMON, "platform", "ad")
OUTCOMES = (*COMMON, "competitor", "owner", "lost_reason", "icp", "source_owner")
COVERAGE = (*COMMON, "source_owner", "owner", "icp")
OPEN = (*COMMON, "stage", "owner")
# What the two subjects with the most metrics know beside that, looked at in some of them.
DEALS = (*COMMON, "icp", "source_owner", "owner", "deal_type")
LEADS = (*COMMON, "icp", "country", "lead_source", "job_level")

# What each key of the catalogue must be sliced by, beside total.
DIMENSIONS: dict[str, tuple[str, ...]] = {
    "sessions": WEBSITE,
    "visitors": WEBSITE,
    "page_views": WEBSITE,
    "bounce_rate": WEBSITE,
    "social_engagements": POSTS,
    "social_engagement_rate": POSTS,
    "social_website_sessions": (*COMMON, "network"),
    "leads_per_thousand_impressions": SPENT,
    "email_open_rate": COMMON,
    "email_click_through_rate": COMMON,
    "email_forwards": COMMON,
    "email_forward_rate": COMMON,
    # A subscription names neither a campaign nor a lead.
    "subscriber_growth_rate": ("channel",),
    "leads": LEADS,
    "mqls": COMMON,
    "sqls": COMMON,
    "cost_per_lead": SPENT,
    "cost_per_mql": SPENT,
    "cost_per_sql": SPENT,
    "lead_value": COMMON,
    "qualified_lead_share": COMMON,
    "average_response_minutes": COMMON,
    "median_response_minutes": COMMON,
    "response_within_target_share": COMMON,
    "inbound_outcome_rate": COMMON,
    "meetings_booked": COMMON,
    "meetings_attended": COMMON,
    "demos_booked": COMMON,
    "demos_attended": COMMON,
    "meeting_attendance_rate": COMMON,
    "expected_sqos": COMMON,
    "sqos": COMMON,
    "cost_per_sqo": SPENT,
    "average_deal_size": (*COMMON, "source_owner"),
    "deals_won": DEALS,
    "revenue": DEALS,
    "conversion_rate": COMMON,
    "customer_acquisition_cost": SPENT,
    "average_revenue_per_customer": COMMON,
    "average_customer_lifetime_years": COMMON,
    "customer_lifetime_value": COMMON,
    "customer_lifetime_value_arpc": COMMON,
    "mrr": COMMON,
    "new_mrr": COMMON,
    "expansion_mrr": COMMON,
    "contraction_mrr": COMMON,
    "churned_mrr": COMMON,
    "reactivated_mrr": COMMON,
    "return_on_investment": SPENT,
    "ad_impressions": ADS,
    "ad_spend": ADS,
    "new_visitor_share": WEBSITE,
    "returning_visitor_share": WEBSITE,
    "pages_per_session": WEBSITE,
    "average_session_minutes": WEBSITE,
    "engaged_session_rate": WEBSITE,
    "visit_to_lead_rate": WEBSITE,
    "scroll_depth_25": (*WEBSITE, "ad_click"),
    "scroll_depth_50": (*WEBSITE, "ad_click"),
    "scroll_depth_75": (*WEBSITE, "ad_click"),
    "scroll_depth_100": (*WEBSITE, "ad_click"),
    "social_click_through_rate": POSTS,
    "social_conversion_rate": (*COMMON, "network"),
    "ad_clicks": ADS,
    "ad_conversions": ADS,
    "click_through_rate": ADS,
    "cost_per_click": ADS,
    "cost_per_thousand_impressions": ADS,
    "cost_per_ad_conversion": ADS,
    "return_on_ad_spend": SPENT,
    "ad_interactions": INTERACTIONS,
    "icp_interaction_share": INTERACTIONS,
    "target_account_interaction_share": INTERACTIONS,
    "email_delivery_rate": COMMON,
    "email_bounce_rate": COMMON,
    "email_reply_rate": COMMON,
    "email_unsubscribe_rate": COMMON,
    "lead_to_mql_rate": COMMON,
    "mql_to_sql_rate": COMMON,
    "icp_lead_share": COMMON,
    "target_account_lead_share": COMMON,
    "chatbot_conversations": COMMON,
    "chatbot_leads": COMMON,
    "chatbot_orders": COMMON,
    "chatbot_appointments": COMMON,
    "chatbot_form_fills": COMMON,
    "chatbot_lead_rate": COMMON,
    "chatbot_deflection_rate": COMMON,
    "content_conversion_rate": (*COMMON, "content_offer"),
    "content_lead_to_customer_rate": COMMON,
    "organic_sessions": COMMON,
    "organic_leads": COMMON,
    "average_keyword_position": ("keyword",),
    "keywords_in_top_3": ("keyword",),
    "keywords_in_top_10": ("keyword",),
    "meeting_to_opportunity_rate": COMMON,
    "icp_meeting_share": COMMON,
    "target_account_meeting_share": COMMON,
    "opportunities": COMMON,
    "pipeline_created": COMMON,
    "marketing_sourced_opportunities": COMMON,
    "marketing_sourced_pipeline": COMMON,
    "marketing_pipeline_share": COMMON,
    "average_contract_value": (*COMMON, "source_owner"),
    "pipeline_coverage_at_start": COVERAGE,
    "pipeline_coverage": COVERAGE,
    "pipeline_coverage_next_quarter": COVERAGE,
    "win_rate": OUTCOMES,
    "close_rate": OUTCOMES,
    "cohort_conversion_rate": COMMON,
    "marketing_sourced_revenue": COMMON,
    "marketing_revenue_share": COMMON,
    "marketing_opportunities_won": COMMON,
    # Of the slices, only this one has a target.
    "revenue_target_attainment": ("channel",),
    "average_sales_cycle_days": COMMON,
    "median_sales_cycle_days": COMMON,
    "demo_request_to_schedule_days": COMMON,
    "demo_schedule_to_attendance_days": COMMON,
    "demo_attendance_to_opportunity_days": COMMON,
    "demo_request_to_opportunity_days": COMMON,
    "pipeline_velocity": COMMON,
    "average_time_in_stage_days": (*COMMON, "stage"),
    "median_time_in_stage_days": (*COMMON, "stage"),
    "average_lead_to_customer_days": COMMON,
    "median_lead_to_customer_days": COMMON,
    "self_reported_lead_share": (*COMMON, "self_reported_source"),
    "self_reported_revenue": (*COMMON, "self_reported_source"),
    "fully_loaded_customer_acquisition_cost": SPENT,
    "ltv_to_cac": SPENT,
    "cac_payback_months": SPENT,
    "open_deals": OPEN,
    "open_pipeline": OPEN,
    "weighted_pipeline": OPEN,
    "average_open_deal_age_days": OPEN,
    "opportunity_win_rate": (*COMMON, "source_owner"),
    "pipeline_to_spend": ("channel", "campaign", "program"),
    "lead_to_opportunity_rate": COMMON,
    "mql_to_opportunity_rate": COMMON,
    "disqualified_leads": (*COMMON, "reason"),
}

# These are whole numbers and must be exact, to the bit.
COUNTS = frozenset(
    {
        "sessions",
        "visitors",
        "page_views",
        "social_engagements",
        "social_website_sessions",
        "email_forwards",
        "leads",
        "mqls",
        "sqls",
        "meetings_booked",
        "meetings_attended",
        "demos_booked",
        "demos_attended",
        "sqos",
        "deals_won",
        "ad_impressions",
        "ad_clicks",
        "ad_conversions",
        "ad_interactions",
        "chatbot_conversations",
        "chatbot_leads",
        "chatbot_orders",
        "chatbot_appointments",
        "chatbot_form_fills",
        "organic_sessions",
        "organic_leads",
        "keywords_in_top_3",
        "keywords_in_top_10",
        "opportunities",
        "marketing_sourced_opportunities",
        "marketing_opportunities_won",
        "open_deals",
        "disqualified_leads",
    }
)


class Key(NamedTuple):
    """What a number stands under."""

    metric: str
    period_grain: str
    period_start: str
    dimension: str
    dimension_value: str


class Parts(NamedTuple):
    """A number and what it is made of; None is NULL."""

    numerator: float | None
    denominator: float | None
    value: float | None


class Expectation(NamedTuple):
    """One line of the table: what a number is, or the word that says that there is none."""

    key: Key
    wanted: Parts | str
    working: str


def read_number(text: str) -> float | None:
    """A cell of the table; an empty one is NULL."""
    return float(text) if text else None


def read_expectation(row: dict[str, str]) -> Expectation:
    """One line of the table."""
    key = Key(*(row[name] for name in Key._fields))
    if row["value"] in (ABSENT, NOTHING):
        return Expectation(key, row["value"], row["working"])
    parts = Parts(*(read_number(row[name]) for name in Parts._fields))
    return Expectation(key, parts, row["working"])


def read_expectations(path: Path = EXPECTED) -> list[Expectation]:
    """The whole table."""
    with path.open(encoding="utf-8", newline="") as lines:
        return [read_expectation(row) for row in csv.DictReader(lines)]


EXPECTATIONS = read_expectations()


@pytest.fixture(scope="session")
def found(
    miniature_home: Path, compiled: Callable[[Mapping[str, Any]], Compiled]
) -> dict[Key, Parts]:
    """Every row of `metrics.metric_values` of the miniature company.

    A release keeps the days of few dimensions by default: those of the others are of a build in
    memory that keeps more.
    """
    with run(compiled(MINIATURE_VARIABLES).models, miniature_inputs()) as connection:
        more_days = values_of(connection)
    database = miniature_home / "current" / "leadmart.duckdb"
    with duckdb.connect(str(database), read_only=True) as connection:
        released = values_of(connection)
    assert released.keys() < more_days.keys()
    return more_days | released


def values_of(connection: duckdb.DuckDBPyConnection) -> dict[Key, Parts]:
    """Every row of `metrics.metric_values`."""
    rows = connection.execute(
        """
        select
            metric, period_grain, cast(period_start as varchar), dimension, dimension_value,
            numerator, denominator, value
        from metrics.metric_values
        """
    ).fetchall()
    return {Key(*row[:5]): Parts(*row[5:]) for row in rows}


def is_same(expected: float | None, actual: float | None, exact: bool) -> bool:
    """Whether two numbers are the same; NULL only equals NULL."""
    if expected is None or actual is None:
        return expected is actual
    return (
        expected == actual if exact else math.isclose(expected, actual, rel_tol=RELATIVE_TOLERANCE)
    )


def counts_nothing(actual: Parts) -> bool:
    """Whether a row is there only because its subject had other events: 0, or 0 of 0."""
    return not actual.numerator and not actual.denominator and not actual.value


def is_right(expectation: Expectation, actual: Parts | None) -> bool:
    """Whether what was found is what was worked out."""
    if expectation.wanted == ABSENT:
        return actual is None
    if expectation.wanted == NOTHING:
        return actual is None or counts_nothing(actual)
    if actual is None:
        return False
    exact = expectation.key.metric in COUNTS
    pairs = zip(expectation.wanted, actual, strict=True)
    return all(is_same(wanted, got, exact) for wanted, got in pairs)


def describe(key: Key, wanted: Parts | str, actual: Parts | None) -> str:
    """A line that says what is wrong."""
    where = f"{key.period_grain} {key.period_start} {key.dimension}={key.dimension_value}"
    expected = wanted if isinstance(wanted, str) else tuple(wanted)
    return f"{where}: expected {expected}, found {tuple(actual) if actual else ABSENT}"


def complain(wrong: list[str]) -> str:
    """A failure's message."""
    return "\n".join([f"{len(wrong)} wrong", *wrong])


@pytest.mark.parametrize("metric", DIMENSIONS)
def test_metric_is_what_was_worked_out_by_hand(metric: str, found: dict[Key, Parts]) -> None:
    wrong = [
        f"{describe(one.key, one.wanted, found.get(one.key))} — {one.working}"
        for one in EXPECTATIONS
        if one.key.metric == metric and not is_right(one, found.get(one.key))
    ]
    assert not wrong, complain(wrong)


@pytest.mark.parametrize("metric", DIMENSIONS)
def test_quarter_has_nothing_beside_what_was_worked_out(
    metric: str, found: dict[Key, Parts]
) -> None:
    worked_out = {one.key for one in EXPECTATIONS}
    beside = [
        describe(key, ABSENT, actual)
        for key, actual in found.items()
        if key.metric == metric
        and (key.period_grain, key.period_start) == ("quarter", "2026-01-01")
        and key.dimension in ("total", *DIMENSIONS[metric])
        and key not in worked_out
        and not counts_nothing(actual)
    ]
    assert not beside, complain(beside)


@pytest.mark.parametrize("metric", DIMENSIONS)
def test_table_has_the_metric_in_each_of_its_dimensions(metric: str) -> None:
    dimensions = {
        one.key.dimension
        for one in EXPECTATIONS
        if one.key.metric == metric and isinstance(one.wanted, Parts)
    }
    assert dimensions == {"total", *DIMENSIONS[metric]}


def test_table_has_every_metric(found: dict[Key, Parts]) -> None:
    assert {key.metric for key in found} <= set(DIMENSIONS)


def test_table_has_each_key_once_and_says_how_each_number_came_about() -> None:
    keys = [one.key for one in EXPECTATIONS]
    assert len(keys) == len(set(keys))
    assert {key.metric for key in keys} == set(DIMENSIONS)
    assert all(one.working for one in EXPECTATIONS)


def test_table_says_what_must_not_be_there() -> None:
    words = [one.wanted for one in EXPECTATIONS if isinstance(one.wanted, str)]
    assert {ABSENT, NOTHING} == set(words)
