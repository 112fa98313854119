"""Metrics for an agent: which there are, what they mean, how they stand, what moved them.

Every row is one of a published table, unchanged: nothing is computed here.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from leadmart.agents.asked import Asked
from leadmart.errors import REFUSED, LeadmartError, refuse_unknown

TOTAL = "total"


def metrics(asked: Asked, area: str | None, words: str | None) -> dict[str, Any]:
    """The metrics of an area whose name or meaning holds some words; whether they have values."""
    _known_area(asked, area)
    return asked.answer(
        """
        select metric, name, area, meaning, unit, better, dimensions,
            exists (
                select 1 from metrics.metric_values
                where metric_values.metric = metric_catalog.metric
                    and dimension = 'total' and value is not null
            ) as has_values
        from metrics.metric_catalog
        where area = coalesce(?, area)
            and contains(lower(metric || ' ' || name || ' ' || meaning), lower(coalesce(?, '')))
        order by area, metric
        """,
        [area, words],
    )


def metric(asked: Asked, key: str) -> dict[str, Any]:
    """All that the catalogue says of a metric, and which periods and dimensions have values."""
    _known_metric(asked, key)
    [said] = asked.answer("select * from metrics.metric_catalog where metric = ?", [key])["rows"]
    return asked.answer(
        """
        select period_grain, dimension, count(distinct dimension_value) as dimension_values,
            min(period_start) as first_period, max(period_start) as last_period
        from metrics.metric_values
        where metric = ?
        group by all
        order by all
        """,
        [key],
        metric=said,
    )


def dimension_values(asked: Asked, dimension: str, words: str | None, limit: int) -> dict[str, Any]:
    """The values of a dimension that hold some words."""
    refuse_unknown(dimension, _dimensions(asked), "dimension")
    return asked.answer(
        """
        select distinct dimension_value
        from metrics.metric_values
        where dimension = ? and contains(lower(dimension_value), lower(coalesce(?, '')))
        order by 1
        """,
        [dimension, words],
        limit,
    )


def values(
    asked: Asked,
    key: str,
    grain: str,
    dimension: str,
    dimension_value: str | None,
    first: date | None,
    last: date | None,
    limit: int,
) -> dict[str, Any]:
    """A metric's values by period, the latest first, with whether the period is still running."""
    _known_metric(asked, key)
    _known_dimension(asked, key, grain, dimension)
    _known_value(asked, dimension, dimension_value)
    return asked.answer(
        """
        select
            metric_values.period_start,
            scorecard.period_end,
            scorecard.is_running,
            metric_values.dimension,
            metric_values.dimension_value,
            metric_values.numerator,
            metric_values.denominator,
            metric_values.value
        from metrics.metric_values
        inner join insights.scorecard
            using (metric, period_grain, period_start, dimension, dimension_value)
        where metric = $key and period_grain = $grain and dimension = $dimension
            and dimension_value = coalesce($value, dimension_value)
            and period_start between coalesce($first, date '0001-01-01')
                and coalesce($last, date '9999-12-31')
        order by period_start desc, metric_values.value desc nulls last, dimension_value
        """,
        {
            "key": key,
            "grain": grain,
            "dimension": dimension,
            "value": dimension_value,
            "first": first,
            "last": last,
        },
        limit,
        metric=_meaning(asked, key),
    )


def scorecard(
    asked: Asked,
    keys: list[str] | None,
    area: str | None,
    grain: str,
    start: date | None,
    dimension: str,
    dimension_value: str | None,
    limit: int,
) -> dict[str, Any]:
    """How metrics stood in a period: value, target, status, the period before, last year."""
    for key in keys or ():
        _known_metric(asked, key)
    _known_area(asked, area)
    refuse_unknown(dimension, [TOTAL, *_dimensions(asked)], "dimension")
    _known_value(asked, dimension, dimension_value)
    return asked.answer(
        """
        select metric_catalog.name, metric_catalog.unit, metric_catalog.better, scorecard.*
        from insights.scorecard
        inner join metrics.metric_catalog using (metric)
        where period_grain = $grain and period_start = $start and dimension = $dimension
            and dimension_value = coalesce($value, dimension_value)
            and area = coalesce($area, area)
            and ($keys is null or list_contains($keys, metric))
        order by area, metric, scorecard.value desc nulls last, dimension_value
        """,
        {
            "grain": grain,
            "start": _period(asked, grain, start),
            "dimension": dimension,
            "value": dimension_value,
            "area": area,
            "keys": keys,
        },
        limit,
    )


def change_drivers(
    asked: Asked, key: str, grain: str, start: date | None, dimension: str | None, limit: int
) -> dict[str, Any]:
    """What the values of dimensions did to the change of a ratio, the largest effects first."""
    _known_metric(asked, key)
    return asked.answer(
        """
        select * exclude (metric, period_grain)
        from insights.change_drivers
        where metric = $key and period_grain = $grain and period_start = $start
            and dimension = coalesce($dimension, dimension)
        order by dimension, abs(mix_effect + rate_effect) desc, dimension_value
        """,
        {
            "key": key,
            "grain": grain,
            "start": _period(asked, grain, start),
            "dimension": dimension,
        },
        limit,
        metric=_meaning(asked, key),
    )


def anomalies(asked: Asked, limit: int) -> dict[str, Any]:
    """What lies outside what its own history makes likely, the farthest first."""
    return asked.answer(
        """
        select * from insights.anomalies
        order by abs(score) desc, metric, period_grain, dimension, dimension_value
        """,
        limit=limit,
    )


def funnel(
    asked: Asked, grain: str, start: date | None, dimension: str, dimension_value: str | None
) -> dict[str, Any]:
    """Who entered each stage of the funnel in a period, and what became of them."""
    known = [one for (one,) in asked.rows("select distinct dimension from insights.funnel")]
    refuse_unknown(dimension, sorted({TOTAL, *known}), "dimension of the funnel")
    _known_value(asked, dimension, dimension_value)
    return asked.answer(
        """
        select * from insights.funnel
        where period_grain = $grain and period_start = $start and dimension = $dimension
            and dimension_value = coalesce($value, dimension_value)
        order by dimension_value, stage_number
        """,
        {
            "grain": grain,
            "start": _period(asked, grain, start),
            "dimension": dimension,
            "value": dimension_value,
        },
    )


def attribution(
    asked: Asked,
    model: str,
    conversion: str,
    grain: str,
    start: date | None,
    dimension: str,
    limit: int,
) -> dict[str, Any]:
    """What each channel or campaign is credited with under a model of attribution."""
    known = [one for (one,) in asked.rows("select distinct dimension from insights.attribution")]
    refuse_unknown(dimension, sorted({"channel", "campaign", *known}), "dimension of attribution")
    return asked.answer(
        """
        select * from insights.attribution
        where model = $model and conversion_type = $conversion and period_grain = $grain
            and period_start = $start and dimension = $dimension
        order by revenue_credited desc, conversions_credited desc, dimension_value
        """,
        {
            "model": model,
            "conversion": conversion,
            "grain": grain,
            "start": _period(asked, grain, start),
            "dimension": dimension,
        },
        limit,
    )


def _meaning(asked: Asked, key: str) -> dict[str, Any]:
    """What a reader of values must know of their metric."""
    names = ("metric", "name", "unit", "formula", "better", "null_rule", "is_additive")
    [row] = asked.rows(
        f"select {', '.join(names)} from metrics.metric_catalog where metric = ?", [key]
    )
    return dict(zip(names, row, strict=True))


def _period(asked: Asked, grain: str, start: date | None) -> date:
    """The first day of the period that a day lies in; without one, of the last that is over.

    Where none is over, of the one that runs.
    """
    if start is not None:
        sign, order = "<=", "period_start desc"
    else:
        sign, order = "is distinct from", "is_running, period_start desc"
    rows = asked.rows(
        f"""
        select period_start
        from insights.scorecard
        where period_grain = ? and dimension = 'total' and period_start {sign} cast(? as date)
            and (? is null or period_end >= cast(? as date))
        group by period_start, is_running
        order by {order}
        limit 1
        """,
        [grain, start, start, start],
    )
    if not rows:
        raise LeadmartError(
            f"there is no {grain} of {start}" if start else f"there is no {grain}",
            mend="see explain_metric for the periods that have values",
            code=REFUSED,
        )
    found: date = rows[0][0]
    return found


def _dimensions(asked: Asked) -> list[str]:
    """Every dimension that a metric has values by."""
    rows = asked.rows("select dimensions from metrics.metric_catalog")
    return sorted({word for (words,) in rows for word in words.split()})


def _known_metric(asked: Asked, key: str) -> None:
    keys = [one for (one,) in asked.rows("select metric from metrics.metric_catalog order by 1")]
    refuse_unknown(key, keys, "metric")


def _known_area(asked: Asked, area: str | None) -> None:
    if area is not None:
        areas = asked.rows("select distinct area from metrics.metric_catalog order by 1")
        refuse_unknown(area, [one for (one,) in areas], "area")


def _known_dimension(asked: Asked, key: str, grain: str, dimension: str) -> None:
    """Whether a metric has values by a dimension in periods of a grain, or why not."""
    [(dimensions, of_days)] = asked.rows(
        "select dimensions, day_dimensions from metrics.metric_catalog where metric = ?", [key]
    )
    refuse_unknown(dimension, [TOTAL, *dimensions.split()], f"dimension of {key}")
    if grain == "day" and dimension not in (TOTAL, *of_days.split()):
        raise LeadmartError(
            f"{key} is not kept by day for {dimension}, which has many values",
            mend="ask by week",
            code=REFUSED,
        )


def _known_value(asked: Asked, dimension: str, value: str | None) -> None:
    """Whether a dimension has a value at all: a value that is misspelled has no rows either."""
    if value is None:
        return
    rows = asked.rows(
        """
        select distinct dimension_value from metrics.metric_values
        where dimension = ? order by 1
        """,
        [dimension],
    )
    refuse_unknown(value, [one for (one,) in rows], dimension)
