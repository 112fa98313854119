-- One row is the open pipeline of a quarter or year as it stood at its start and end, and of the
-- next one, for one value of one dimension.
{%- set dimensions = dimensions_of('deals') %}
with

periods as (
    select
        period_grain,
        period_start,
        period_end,
        {{ next_period_start('period_grain', 'period_start', 1) }} as next_start,
        {{ next_period_start('period_grain', 'period_start', 2) }} as next_end
    from {{ ref('int_periods') }}
    where period_grain in ('quarter', 'year')
),

states as (
    select * from {{ ref('int_deal_states') }}
),

seen as (
    select
        periods.period_grain,
        periods.period_start,
        {{ qualified(dimensions, 'states') }},
        case
            when states.seen_on = periods.period_start - 1
                and states.expected_close_on >= periods.period_start and states.expected_close_on < periods.next_start
                then states.amount
        end as pipeline_at_start,
        case
            when states.seen_on = periods.period_end
                and states.expected_close_on >= periods.period_start and states.expected_close_on < periods.next_start
                then states.amount
        end as pipeline_at_end,
        case
            when states.seen_on = periods.period_end
                and states.expected_close_on >= periods.next_start and states.expected_close_on < periods.next_end
                then states.amount
        end as pipeline_of_next
    from periods
    inner join states
        on states.seen_on = periods.period_start - 1 or states.seen_on = periods.period_end
)

{{ by_period(
    'seen',
    dimensions=dimensions,
    amounts={
        'pipeline_at_start': 'coalesce(sum(seen.pipeline_at_start), 0)',
        'pipeline_at_end': 'coalesce(sum(seen.pipeline_at_end), 0)',
        'pipeline_of_next': 'coalesce(sum(seen.pipeline_of_next), 0)',
    },
    has_periods=true,
) }}
