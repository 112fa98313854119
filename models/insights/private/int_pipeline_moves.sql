-- One row is a kind of movement of the open pipeline in a period and scope, for one value of one dimension.
{%- set dimensions = dimensions_of('deals') %}
with

pipeline_periods as (
    select * from {{ ref('int_pipeline_periods') }}
),

versions as (
    select
        deal_id,
        {{ dimensions | join(', ') }},
        from_on,
        to_on,
        ended_as,
        -- as the metric open_pipeline adds it up: without an amount a deal counts, and 0 is added
        coalesce(amount, 0) as amount,
        {{ fiscal_start('quarter', 'expected_close_on') }} as expected_quarter,
        {{ fiscal_start('year', 'expected_close_on') }} as expected_year
    from {{ ref('int_deal_versions') }}
),

followed as (
    select
        *,
        lag(to_on) over by_day as to_on_before,
        lag(amount) over by_day as amount_before,
        lag(expected_quarter) over by_day as quarter_before,
        lag(expected_year) over by_day as year_before
    from versions
    window by_day as (partition by deal_id order by from_on nulls last)
),

-- a deal comes, changes and goes
steps as (
    select
        {{ dimensions | join(', ') }},
        from_on as event_on,
        case
            when to_on_before is null then 'created'
            when to_on_before < from_on then 'reopened'
            else 'changed'
        end as step,
        amount_before,
        quarter_before,
        year_before,
        amount as amount_after,
        expected_quarter as quarter_after,
        expected_year as year_after
    from followed
    union all
    select
        {{ dimensions | join(', ') }},
        to_on as event_on,
        ended_as as step,
        amount as amount_before,
        expected_quarter as quarter_before,
        expected_year as year_before,
        null as amount_after,
        null as quarter_after,
        null as year_after
    from versions
    where ended_as is not null
),

steps_in_periods as (
    select
        steps.*,
        pipeline_periods.period_grain,
        pipeline_periods.period_start,
        pipeline_periods.expected_from,
        case
            when pipeline_periods.period_grain = 'year' then steps.year_before
            else steps.quarter_before
        end as expected_before,
        case
            when pipeline_periods.period_grain = 'year' then steps.year_after
            else steps.quarter_after
        end as expected_after
    from steps
    inner join {{ ref('int_date_periods') }} as date_periods
        on steps.event_on = date_periods.date_day
    inner join pipeline_periods
        on
            date_periods.period_grain = pipeline_periods.period_grain
            and date_periods.period_start = pipeline_periods.period_start
),

in_scopes as (
    select
        *,
        'all' as scope,
        step not in ('created', 'reopened') as was_in,
        step in ('created', 'reopened', 'changed') as is_in
    from steps_in_periods
    union all
    select
        *,
        'expected' as scope,
        step not in ('created', 'reopened') and coalesce(expected_before = expected_from, false) as was_in,
        step in ('created', 'reopened', 'changed') and coalesce(expected_after = expected_from, false) as is_in
    from steps_in_periods
),

first_periods as (
    select
        period_grain,
        expected_from,
        min(period_start) as period_start
    from pipeline_periods
    group by period_grain, expected_from
),

moves as (
    select
        {{ dimensions | join(', ') }},
        period_grain,
        period_start,
        scope,
        case
            when step <> 'changed' then step
            when was_in and is_in and amount_after > amount_before then 'grown'
            when was_in and is_in then 'shrunk'
            when was_in then 'pushed_out'
            when expected_before < expected_from then 'slipped_in'
            else 'pulled_in'
        end as movement,
        case when is_in then 1 else 0 end - case when was_in then 1 else 0 end as deal_change,
        case when is_in then amount_after else 0 end - case when was_in then amount_before else 0 end as amount
    from in_scopes
    where was_in <> is_in or was_in and amount_before <> amount_after
    union all
    -- what is expected in a quarter when its first period begins was expected so before
    select
        {{ qualified(dimensions, 'versions') }},
        first_periods.period_grain,
        first_periods.period_start,
        'expected' as scope,
        'carried' as movement,
        1 as deal_change,
        versions.amount
    from versions
    inner join first_periods
        on
            first_periods.expected_from
            = case when first_periods.period_grain = 'year' then versions.expected_year else versions.expected_quarter end
            and versions.from_on < first_periods.period_start
            and coalesce(versions.to_on >= first_periods.period_start, true)
)

{{ by_period(
    'moves',
    dimensions=dimensions,
    counts={'deals': 'count(*)', 'deal_change': 'sum(moves.deal_change)'},
    amounts={'amount': 'sum(moves.amount)'},
    has_periods=true,
    more_keys=['scope', 'movement'],
) }}
