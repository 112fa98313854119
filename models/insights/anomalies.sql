-- One row is a value of the last complete day, week or month that lies outside what its own history
-- makes likely.
with

-- what a month of leads becomes later cannot be held against months that had more time
kinds as (
    select * from {{ ref('int_metric_kinds') }} where not is_maturing
),

periods as (
    select
        period_grain,
        period_start,
        row_number() over (partition by period_grain order by period_start desc) - 1 as periods_ago
    from {{ ref('int_comparison_periods') }}
    where period_grain in ('day', 'week', 'month') and not is_running
),

-- the last complete period and the twelve it is compared with: days with the same days of the week
compared_periods as (
    select
        period_grain,
        period_start,
        periods_ago = 0 as is_last
    from periods
    where
        (period_grain = 'day' and periods_ago <= 84 and mod(periods_ago, 7) = 0)
        or (period_grain <> 'day' and periods_ago <= 12)
),

measured as (
    select metric_values.*
    from {{ ref('metric_values') }} as metric_values
    inner join kinds
        on metric_values.metric = kinds.metric
    where
        metric_values.period_grain in ('day', 'week', 'month')
        and metric_values.dimension in (
            'total', 'channel', 'campaign', 'segment', 'program', 'target_account'
            {%- for dimension in own_dimensions() %}, '{{ dimension.name }}'{% endfor %}
        )
),

series as (
    select
        metric,
        period_grain,
        dimension,
        dimension_value,
        min(period_start) as first_period_start
    from measured
    group by metric, period_grain, dimension, dimension_value
),

-- every period since the first; a sum without a row is 0, a ratio without one is not known
filled as (
    select
        series.metric,
        series.period_grain,
        series.dimension,
        series.dimension_value,
        compared_periods.period_start,
        compared_periods.is_last,
        measured.denominator,
        case
            when kinds.is_additive then coalesce(measured.value, 0)
            else measured.value
        end as value
    from series
    inner join kinds
        on series.metric = kinds.metric
    inner join compared_periods
        on
            series.period_grain = compared_periods.period_grain
            and series.first_period_start <= compared_periods.period_start
    left join measured
        on
            series.metric = measured.metric
            and series.period_grain = measured.period_grain
            and series.dimension = measured.dimension
            and series.dimension_value = measured.dimension_value
            and compared_periods.period_start = measured.period_start
),

medians as (
    select
        metric,
        period_grain,
        dimension,
        dimension_value,
        count(*) as history_count,
        {{ percentile('value', 0.5) }} as median_value
    from filled
    where not is_last and value is not null
    group by metric, period_grain, dimension, dimension_value
    having count(*) >= 6
),

deviations as (
    select
        filled.metric,
        filled.period_grain,
        filled.dimension,
        filled.dimension_value,
        medians.history_count,
        medians.median_value,
        min(filled.value) as lowest_value,
        max(filled.value) as highest_value,
        {{ percentile('abs(filled.value - medians.median_value)', 0.5) }} as median_deviation,
        -- of decimals, because a sum of doubles depends on their order
        {{ safe_divide(
            'sum(cast(abs(filled.value - medians.median_value) as decimal(38, 8)))',
            'count(*)',
        ) }} as mean_deviation
    from filled
    inner join medians
        on
            filled.metric = medians.metric
            and filled.period_grain = medians.period_grain
            and filled.dimension = medians.dimension
            and filled.dimension_value = medians.dimension_value
    where not filled.is_last and filled.value is not null
    group by
        filled.metric, filled.period_grain, filled.dimension, filled.dimension_value,
        medians.history_count, medians.median_value
),

-- how far values stray: never less than chance alone makes so few events stray
spreads as (
    select
        filled.metric,
        filled.period_grain,
        filled.period_start,
        filled.dimension,
        filled.dimension_value,
        filled.value,
        deviations.median_value,
        deviations.history_count,
        deviations.lowest_value >= 0 and filled.value >= 0 as is_never_negative,
        deviations.highest_value <= 0 and filled.value <= 0 as is_never_positive,
        kinds.is_proportion,
        kinds.better,
        greatest(
            -- as standard deviations of a normal distribution; the mean where most are the same
            case
                when deviations.median_deviation > 0 then 1.4826 * deviations.median_deviation
                else 1.2533 * deviations.mean_deviation
            end,
            0.05 * abs(deviations.median_value),
            case
                when kinds.is_proportion
                    then {{ proportion_noise('deviations.median_value', 'filled.denominator') }}
                when filled.denominator is not null
                    then {{ safe_divide(
                        'abs(deviations.median_value)', 'sqrt(greatest(filled.denominator, 1))'
                    ) }}
                when kinds.unit = 'count' then sqrt(greatest(deviations.median_value, 1))
                else 0
            end
        ) as spread
    from filled
    inner join deviations
        on
            filled.metric = deviations.metric
            and filled.period_grain = deviations.period_grain
            and filled.dimension = deviations.dimension
            and filled.dimension_value = deviations.dimension_value
    inner join kinds
        on filled.metric = kinds.metric
    where
        filled.is_last and filled.value is not null
        -- money and ratios that are mostly 0 come from rare events, no anomaly when they come
        and (deviations.median_value <> 0 or kinds.is_proportion or kinds.unit = 'count')
),

bounded as (
    select
        *,
        {{ safe_divide('value - median_value', 'spread') }} as score,
        median_value - {{ var('anomaly_threshold') }} * spread as lower_bound,
        median_value + {{ var('anomaly_threshold') }} * spread as upper_bound
    from spreads
)

select
    metric,
    {{ period_keys() }},
    value,
    median_value as expected_value,
    case when is_never_negative then greatest(lower_bound, 0) else lower_bound end as expected_low,
    case
        when is_proportion then least(upper_bound, 1)
        when is_never_positive then least(upper_bound, 0)
        else upper_bound
    end as expected_high,
    score,
    cast(history_count as bigint) as history_count,
    case when score > 0 then 'above' else 'below' end as deviation,
    case
        when better not in ('up', 'down') then 'neutral'
        when (score > 0) = (better = 'up') then 'better'
        else 'worse'
    end as meaning
from bounded
where abs(score) > {{ var('anomaly_threshold') }}
