-- Under every model and dimension a period's credit is its leads, its won deals and its revenue,
-- to the last digit.
with

facts as (
    select 'lead' as conversion_type, created_on as event_on, cast(0 as decimal(18, 4)) as revenue_amount
    from {{ ref('fct_leads') }}
    union all
    select 'deal_won' as conversion_type, closed_on as event_on, revenue_amount
    from {{ ref('fct_deals') }}
    where is_won
),

expected as (
    select
        facts.conversion_type,
        date_periods.period_grain,
        date_periods.period_start,
        count(*) as conversions,
        coalesce(sum(facts.revenue_amount), 0) as revenue
    from facts
    inner join {{ ref('int_date_periods') }} as date_periods
        on facts.event_on = date_periods.date_day
    where date_periods.period_grain in ('month', 'quarter', 'year', 'all_time')
    group by facts.conversion_type, date_periods.period_grain, date_periods.period_start
),

views as (
    select conversion_type, model, dimension
    from {{ ref('attribution') }}
    group by conversion_type, model, dimension
),

credited as (
    select
        model,
        dimension,
        conversion_type,
        period_grain,
        period_start,
        sum(conversions_credited) as conversions,
        sum(revenue_credited) as revenue
    from {{ ref('attribution') }}
    group by model, dimension, conversion_type, period_grain, period_start
),

wanted as (
    select views.model, views.dimension, expected.*
    from expected
    inner join views
        on expected.conversion_type = views.conversion_type
)

select *
from wanted
full outer join credited using (model, dimension, conversion_type, period_grain, period_start)
where
    wanted.conversions is distinct from credited.conversions
    or wanted.revenue is distinct from credited.revenue
