"""What the page shows of a release is what the tables say, however much or little they hold."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import duckdb
import pytest

from leadmart.pages.dashboard import page, selection
from leadmart.reading import table_names


def unpack(packed: list[Any], length: int) -> dict[int, dict[str, Any]]:
    """A series as the page's script reads it: by period, its value, parts and neighbours."""
    first, numerators, *rest = packed
    denominators, values, targets, status, before, _, pace = [*rest, *[0] * (7 - len(rest))]
    found: dict[int, dict[str, Any]] = {}
    for i, numerator in enumerate(numerators):
        denominator = denominators[i] if denominators else None
        if values:
            value = values[i]
        elif numerator is None or denominator == 0:
            value = None
        else:
            value = numerator if denominator is None else numerator / denominator
        target = targets[i] if isinstance(targets, list) else targets or None
        found[first + i] = {"value": value, "n": numerator, "d": denominator, "target": target}
        found[first + i]["status"] = status[i] if status else "-"
    for index, point in found.items():
        own = found.get(index - 1, {}).get("value")
        point["before"] = before[index] if before and index in before else own
        point |= {"pace": point["target"], "expected": None, "low": None, "high": None}
    if pace:
        found[max(found)] |= dict(zip(("pace", "expected", "low", "high"), pace, strict=True))
    return found


def rows_of(tables: duckdb.DuckDBPyConnection, metric: str, grain: str) -> list[tuple[Any, ...]]:
    return tables.execute(
        """
        select
            dimension, dimension_value, period_start, card.value, numerator, denominator, target,
            previous_value,
            -- what is open has no pace: the page says so by its list of what is open
            case when is_open and not is_running then target else pace_target end,
            expected_value, expected_low, expected_high
        from insights.scorecard as card
        join metrics.metric_values
            using (metric, period_grain, period_start, dimension, dimension_value)
        where metric = ? and period_grain = ?
        """,
        [metric, grain],
    ).fetchall()


@pytest.mark.parametrize("grain", selection.PERIODS)
def test_every_number_of_the_whole_company_is_the_scorecards(
    grain: str, selected: dict[str, Any], tables: duckdb.DuckDBPyConnection
) -> None:
    starts = selected["periods"][grain]["starts"]
    compared = 0
    for metric in selected["series"]:
        series = selected["series"][metric].get(grain, {}).get("total")
        points = unpack(series[0][1:], len(starts)) if series else {}
        for row in rows_of(tables, metric, grain):
            dimension, _, start, value, n, d, target, before, *pace = row
            if dimension != "total" or start.isoformat() not in starts:
                continue
            point = points.get(starts.index(start.isoformat()))
            if point is None:
                assert value is None
                continue
            stated = {"value": value, "n": n, "d": d, "target": target, "before": before}
            stated |= dict(zip(("pace", "expected", "low", "high"), pace, strict=True))
            for name, wanted in stated.items():
                assert is_close(point[name], wanted), (metric, grain, start, name)
            compared += 1
    assert compared > 100 or grain in ("year", "all_time")


def test_every_number_of_a_filters_value_is_the_scorecards(
    selected: dict[str, Any], tables: duckdb.DuckDBPyConnection
) -> None:
    starts = selected["periods"]["month"]["starts"]
    first = len(starts) - selection.PERIODS["month"][1]
    compared = 0
    for metric in ("leads", "win_rate", "sessions", "cost_per_lead"):
        of_metric = selected["series"][metric]["month"]
        for dimension, value_name, start, value, n, d, *_ in rows_of(tables, metric, "month"):
            one = selected["dimensions"].get(dimension)
            if one is None or value is None or not one["is_filter"]:
                continue
            if value_name not in one["values"] or start.isoformat() not in starts[max(0, first) :]:
                continue
            position = one["values"].index(value_name)
            packed = next(packed for at, *packed in of_metric[dimension] if at == position)
            point = unpack(packed, len(starts))[starts.index(start.isoformat())]
            assert is_close(point["value"], value)
            assert is_close(point["n"], n)
            assert is_close(point["d"], d)
            compared += 1
    assert compared > 50


def is_close(found: Any, wanted: Any) -> bool:
    if found is None or wanted is None:
        return found is wanted
    return math.isclose(found, wanted, rel_tol=1e-7, abs_tol=1e-12)


def test_drivers_and_their_rest_add_up_to_the_change(
    selected: dict[str, Any], tables: duckdb.DuckDBPyConnection
) -> None:
    compared = 0
    for metric, by_grain in selected["drivers"].items():
        for grain, by_period in by_grain.items():
            for start, by_dimension in by_period.items():
                for dimension, rows in by_dimension.items():
                    (change,) = tables.execute(
                        """
                        select sum(mix_effect + rate_effect) from insights.change_drivers
                        where metric = ? and period_grain = ? and period_start = ?
                            and dimension = ?
                        """,
                        [metric, grain, start, dimension],
                    ).fetchall()[0]
                    told = sum(mix + rate for *_, mix, rate in rows)
                    size = sum(abs(mix) + abs(rate) for *_, mix, rate in rows)
                    # Each effect is told in nine digits.
                    assert abs(told - change) <= 1e-7 * size + 1e-12
                    compared += 1
    assert compared > 20


def test_attribution_credits_what_the_table_credits(
    selected: dict[str, Any], tables: duckdb.DuckDBPyConnection
) -> None:
    of = selected["attribution"]
    compared = 0
    for kind, by_grain in of["rows"].items():
        for grain, by_period in by_grain.items():
            for start, by_dimension in by_period.items():
                for name, per_model in by_dimension.get("channel", {"values": []})["values"]:
                    for model, credit in zip(of["models"], per_model, strict=True):
                        found = tables.execute(
                            """
                            select conversions_credited, revenue_credited
                            from insights.attribution
                            where conversion_type = ? and period_grain = ? and period_start = ?
                                and dimension = 'channel' and dimension_value = ? and model = ?
                            """,
                            [kind, grain, start, name, model],
                        ).fetchall()
                        assert [*map(bool, [found])] == [credit is not None]
                        if credit:
                            assert float(found[0][1] or 0) == pytest.approx(
                                credit[1] or 0, rel=1e-6
                            )
                            compared += 1
    assert compared > 20


def test_cohorts_are_the_tables(
    selected: dict[str, Any], tables: duckdb.DuckDBPyConnection
) -> None:
    rows = tables.execute(
        """
        select
            dimension, dimension_value, lead_month, months_since, leads, is_running, mqls, sqls,
            opportunities, customers
        from insights.cohorts
        """
    ).fetchall()
    wanted = {row[:4]: row[4:] for row in rows}
    last = max(row[2] for row in rows)
    compared = 0
    for dimension, by_position in selected["cohorts"].items():
        for position, cohorts in by_position.items():
            values = selected["dimensions"].get(dimension, {}).get("values", ["all"])
            for start, leads, runs, cells in cohorts:
                for months_since, counts in enumerate(cells):
                    key = (dimension, values[position], date.fromisoformat(start), months_since)
                    is_running = runs and months_since == len(cells) - 1
                    assert wanted[key] == (leads, is_running, *counts)
                    compared += 1
    [*_, newest] = selected["cohorts"]["total"][0]
    assert newest[0] == str(last)
    assert {"total", "channel", "segment"} <= selected["cohorts"].keys()
    assert compared > 20


def test_movements_of_the_pipeline_are_the_tables(
    selected: dict[str, Any], tables: duckdb.DuckDBPyConnection
) -> None:
    names, rows = selected["movements"]["names"], selected["movements"]["rows"]
    assert (names[0], names[-1]) == ("opening", "closing")
    told = {
        (grain, dimension, position, start, scope, names[movement]): numbers
        for grain, of_grain in rows.items()
        for dimension, of_dimension in of_grain.items()
        for position, of_value in of_dimension.items()
        for start, of_period in of_value.items()
        for scope, movements in of_period.items()
        for movement, *numbers in movements
    }
    positions = {
        (dimension, value): position
        for dimension, one in selected["dimensions"].items()
        for position, value in enumerate(one["values"])
    } | {("total", "all"): 0}
    stored = {
        (grain, dimension, positions.get((dimension, value)), start.isoformat(), *of): numbers
        for grain, dimension, value, start, *of, numbers in tables.execute(
            """
            select period_grain, dimension, dimension_value, period_start, scope, movement,
                [deals, deal_change, amount]
            from insights.pipeline_movements
            """
        ).fetchall()
    }
    assert {dimension for _, dimension, *_ in told} >= {"total", "segment", "channel"}
    assert told == {key: pytest.approx(stored[key]) for key in told}


def test_what_each_value_cost_and_brought_is_the_tables(
    selected: dict[str, Any], tables: duckdb.DuckDBPyConnection
) -> None:
    of = selected["performance"]
    compared = 0
    for grain, by_dimension in of["grains"].items():
        for dimension, numbers in by_dimension.items():
            values = of["dimensions"].get(dimension, {"values": ["all"]})["values"]
            for kind, prefix in (("rows", ""), ("before", "previous_")):
                columns = ", ".join(f"{prefix}{measure}" for measure in of["measures"])
                for index, position, *told in numbers[kind]:
                    key = [grain, selected["periods"][grain]["starts"][index], dimension]
                    (found,) = tables.execute(
                        f"""
                        select {columns} from insights.performance
                        where period_grain = ? and period_start = ? and dimension = ?
                            and dimension_value = ?
                        """,
                        [*key, values[position]],
                    ).fetchall()
                    assert all(map(is_close, told, found)), (key, values[position], told, found)
                    compared += 1
            for index, position, measure, target in numbers["targets"]:
                column = of["measures"][measure]
                start = selected["periods"][grain]["starts"][index]
                found = tables.execute(
                    f"""
                    select target_{column} from insights.performance where period_grain = ?
                        and period_start = ? and dimension = ? and dimension_value = ?
                    """,
                    [grain, start, dimension, values[position]],
                ).fetchall()
                assert found == [(target,)]
    assert compared > 200


def test_accounts_and_calls_are_the_tables(
    selected: dict[str, Any], tables: duckdb.DuckDBPyConnection
) -> None:
    stored = tables.execute(
        """
        select account_id, stage from insights.account_engagement
        where target_account = 'yes' or open_deals > 0
        """
    ).fetchall()
    accounts = selected["accounts"]
    assert len(stored) > 3
    assert {row["account_id"]: row["stage"] for row in accounts["rows"]} == {
        row[0]: row[1] for row in stored
    }
    (listed,) = tables.execute(
        "select count(*) from insights.account_engagement where target_account = 'yes'"
    ).fetchone()  # type: ignore[misc]
    assert accounts["target_list"]["accounts"] == listed
    assert [row["lead_id"] for row in selected["calls"]["rows"]] == [
        lead
        for (lead,) in tables.execute(
            "select lead_id from insights.call_list order by place"
        ).fetchall()
    ]


def test_budgets_are_the_table(selected: dict[str, Any], tables: duckdb.DuckDBPyConnection) -> None:
    stored = tables.execute(
        """
        select campaign_id, budget_number, status, spent_share
        from insights.campaign_budgets
        where budget_amount is not null
        """
    ).fetchall()
    rows = selected["lists"]["budgets"]["rows"]
    assert len(stored) > 1
    assert {
        (row["campaign_id"], row["budget_number"]): (row["status"], row["spent_share"])
        for row in rows
    } == {tuple(key): (status, pytest.approx(share)) for *key, status, share in stored}


def test_a_release_from_before_accounts_has_none(tables: duckdb.DuckDBPyConnection) -> None:
    there = table_names(tables) - {"insights.account_engagement", "insights.call_list"}
    assert not selection._accounts(tables, there)["is_there"]


def test_thousands_of_campaigns_are_added_up_as_others(
    emptied: duckdb.DuckDBPyConnection,
) -> None:
    add_leads(emptied, "total", "all", 1)
    emptied.execute(
        """
        insert into insights.performance by name
        select
            'month' as period_grain, date '2026-03-01' as period_start, 'campaign' as dimension,
            'c' || number as dimension_value, date '2026-03-31' as period_end,
            false as is_running, number as leads, 10 as marketing_spend,
            10 / number as cost_per_lead
        from range(1, 5001) as numbers(number)
        """
    )
    found = selection.select(emptied, "EUR")["performance"]
    campaigns = found["dimensions"]["campaign"]
    kept = selection.VALUES_PER_TABLE
    assert len(campaigns["values"]) == kept
    assert campaigns["values"][0] == "c5000"
    assert campaigns["left_out"] == 5000 - kept
    rows = {row[1]: row[2:] for row in found["grains"]["month"]["campaign"]["rows"]}
    of = {measure: i for i, measure in enumerate(found["measures"])}
    others = sum(range(1, 5001 - kept))
    assert rows[-1][of["leads"]] == others
    assert rows[-1][of["cost_per_lead"]] == pytest.approx((5000 - kept) * 10 / others)
    assert rows[-1][of["return_on_ad_spend"]] is None
    assert len(page.pack(found)) < 40_000


def test_anomalies_are_those_of_what_can_be_chosen(
    selected: dict[str, Any], tables: duckdb.DuckDBPyConnection
) -> None:
    told = selected["lists"]["anomalies"]
    (every,) = tables.execute(
        "select count(*) from insights.anomalies where period_grain <> 'day'"
    ).fetchall()[0]
    assert len(told["rows"]) + told["left_out"] == every
    for row in told["rows"]:
        values = selected["dimensions"].get(row["dimension"], {"values": ["all"]})["values"]
        assert row["dimension_value"] in values


def test_headlines_hold_the_companys_own_targets_alone(
    selected: dict[str, Any], tables: duckdb.DuckDBPyConnection
) -> None:
    told = 0
    for grain, by_period in selected["headlines"].items():
        for index, sentences in by_period.items():
            start = selected["periods"][grain]["starts"][index]
            said = "".join(text for text, _, _ in sentences[0])
            own = {
                metric: (value, target)
                for metric, value, target in tables.execute(
                    """
                    select metric, value, coalesce(pace_target, target) from insights.scorecard
                    where dimension = 'total' and target_source = 'company' and target > 0
                        and period_grain = ? and period_start = ?
                    """,
                    [grain, start],
                ).fetchall()
            }
            if "target" not in said and "pace" not in said:
                continue
            named = [metric for _, metric, _ in sentences[0] if metric]
            assert {*named} <= own.keys()
            value, target = own[named[0]]
            if "times" in said.split(",")[0]:
                assert value > 1.9 * target
            elif "short" in said.split(",")[0] or "behind" in said.split(",")[0]:
                assert value < target
            told += 1
    assert told > 3


def test_a_release_of_an_earlier_version_has_headlines_without_causes(
    emptied: duckdb.DuckDBPyConnection,
) -> None:
    add_leads(emptied, "total", "all", 7)
    emptied.execute("drop table insights.performance")
    emptied.execute("drop table insights.cohorts")
    lacking = ("pace_target", "expected_value", "expected_low", "expected_high")
    for column in (*lacking, "ripeness", "is_open"):
        emptied.execute(f"alter table insights.scorecard drop column {column}")
    found = selection.select(emptied, "EUR")
    assert found["performance"]["dimensions"] == {}
    assert found["open"] == {}
    assert found["cohorts"] == {}
    assert found["headlines"]["month"] == {
        0: [[["7 leads", "leads", False], [", and nothing before to hold against.", None, False]]]
    }


def test_wrong_tags_are_those_of_the_audit_with_campaigns_by_name(
    selected: dict[str, Any], tables: duckdb.DuckDBPyConnection
) -> None:
    stored = tables.execute(
        "select finding, subject, campaign, sessions, leads from insights.utm_audit"
    ).fetchall()
    names = dict(
        tables.execute("select campaign_id, campaign_name from core.dim_campaigns").fetchall()
    )
    shown = [
        (row["finding"], row["subject"], row["campaign"], row["sessions"], row["leads"])
        for row in selected["lists"]["utm_audit"]["rows"]
    ]
    assert shown
    wanted = [(one, what, names.get(id_) or id_, *counts) for one, what, id_, *counts in stored]
    assert sorted(shown, key=str) == sorted(wanted, key=str)


def test_the_same_release_gives_the_same_selection(
    selected: dict[str, Any], tables: duckdb.DuckDBPyConnection
) -> None:
    assert selection.select(tables, "USD") == selected


# Databases that hold little -----------------------------------------------------------------------


def test_empty_tables_give_a_page_without_numbers(emptied: duckdb.DuckDBPyConnection) -> None:
    found = selection.select(emptied, "EUR")
    assert found["periods"] == {}
    assert found["series"] == {}
    assert found["release"]["currency"] == "EUR"
    assert len(found["metrics"]) > 100


def test_optional_tables_may_be_absent(emptied: duckdb.DuckDBPyConnection) -> None:
    tables = emptied.execute(
        """
        select schema_name || '.' || table_name from duckdb_tables()
        where database_name = current_database()
        """
    ).fetchall()
    for (name,) in tables:
        if name not in selection.NEEDED:
            emptied.execute(f"drop table {name}")
    assert selection.is_possible(emptied)
    found = selection.select(emptied, "EUR")
    assert not found["lists"]["reconciliation"]["is_there"]
    assert found["attribution"]["models"] == []
    emptied.execute("drop table metrics.metric_catalog")
    assert not selection.is_possible(emptied)


def test_of_many_values_the_largest_are_kept_and_the_rest_counted(
    emptied: duckdb.DuckDBPyConnection,
) -> None:
    many = selection.VALUES_PER_DIMENSION + 30
    for number in range(many):
        add_leads(emptied, "campaign", f"c{number:03}", number)
    add_leads(emptied, "total", "all", 1)
    campaigns = selection.select(emptied, "EUR")["dimensions"]["campaign"]
    largest = [f"c{number:03}" for number in range(many - 1, 29, -1)]
    assert campaigns["values"] == largest
    assert campaigns["left_out"] == 30


def test_a_companys_own_dimension_is_a_filter_like_the_others(
    emptied: duckdb.DuckDBPyConnection,
) -> None:
    emptied.execute("alter table core.fct_leads add column own_industry varchar")
    for number in range(selection.VALUES_PER_DIMENSION):
        add_leads(emptied, "industry", f"i{number}", number)
    add_leads(emptied, "total", "all", 1)
    emptied.execute(
        """
        insert into insights.attribution by name
        select
            'linear' as model, 'lead' as conversion_type, period_grain, period_start,
            'industry' as dimension, 'i1' as dimension_value, 1 as conversions_credited,
            0 as revenue_credited
        from metrics.metric_values where dimension = 'total'
        """
    )
    found = selection.select(emptied, "EUR")
    assert found["own_dimensions"] == ["industry"]
    assert found["dimensions"]["industry"]["is_filter"]
    assert len(found["dimensions"]["industry"]["values"]) == selection.VALUES_PER_DIMENSION
    (of_leads,) = found["attribution"]["rows"]["lead"].values()
    (of_period,) = of_leads.values()
    assert of_period["industry"]["values"] == [("i1", [[1, 0]])]


def test_campaigns_of_one_name_keep_their_ids(emptied: duckdb.DuckDBPyConnection) -> None:
    emptied.execute(
        """
        insert into core.dim_campaigns by name
        from (values ('1', 'Spring'), ('2', 'Spring'), ('3', 'Autumn'))
            as named(campaign_id, campaign_name)
        """
    )
    for number in range(1, 5):
        add_leads(emptied, "campaign", str(number), 10 - number)
    add_leads(emptied, "total", "all", 1)
    names = selection.select(emptied, "EUR")["dimensions"]["campaign"]["names"]
    assert names == ["Spring (1)", "Spring (2)", "Autumn", "4"]


def add_leads(
    connection: duckdb.DuckDBPyConnection, dimension: str, value: str, leads: int
) -> None:
    key = ["leads", "month", date(2026, 3, 1), dimension, value]
    connection.execute(
        """
        insert into metrics.metric_values
        (metric, period_grain, period_start, dimension, dimension_value, numerator, value)
        values (?, ?, ?, ?, ?, ?, ?)
        """,
        [*key, leads, leads],
    )
    connection.execute(
        """
        insert into insights.scorecard
        (
            metric, period_grain, period_start, dimension, dimension_value, value, period_end,
            is_running
        )
        values (?, ?, ?, ?, ?, ?, date '2026-03-31', false)
        """,
        [*key, leads],
    )
