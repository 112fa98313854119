-- One row is how many deals were open at any time in a period, for one value of one dimension.
{%- set dimensions = dimensions_of('deals', ['competitor', 'lost_reason']) %}
with

-- open: created by the period's end and not closed before it began
open_deals as (
    select
        periods.period_grain,
        periods.period_start,
        {{ qualified(dimensions, 'deals') }},
        case when deals.is_won and deals.closed_on <= periods.period_end then 1 else 0 end as is_won
    from {{ ref('fct_deals') }} as deals
    inner join {{ ref('int_periods') }} as periods
        on
            deals.created_on <= periods.period_end
            and (deals.is_open or deals.closed_on >= periods.period_start)
)

{{ by_period(
    'open_deals',
    dimensions=dimensions,
    counts={'open_deals': 'count(*)', 'open_deals_won': 'sum(open_deals.is_won)'},
    has_periods=true,
) }}
