-- What leads say and what was tracked, unknown included, is all leads, pipeline and revenue of
-- the period.
with

said as (
    select
        period_grain,
        period_start,
        sum(leads) as leads,
        sum(opportunities) as opportunities,
        sum(deals_won) as deals_won,
        sum(pipeline_amount) as pipeline_created,
        sum(revenue_amount) as revenue
    from {{ ref('self_reported_sources') }}
    group by period_grain, period_start
),

metric_values as (
    select
        period_grain,
        period_start,
        coalesce(sum(case when metric = 'leads' then value end), 0) as leads,
        coalesce(sum(case when metric = 'opportunities' then value end), 0) as opportunities,
        coalesce(sum(case when metric = 'deals_won' then value end), 0) as deals_won,
        coalesce(sum(case when metric = 'pipeline_created' then value end), 0) as pipeline_created,
        coalesce(sum(case when metric = 'revenue' then value end), 0) as revenue
    from {{ ref('metric_values') }}
    where
        metric in ('leads', 'opportunities', 'deals_won', 'pipeline_created', 'revenue')
        and dimension = 'total'
        and period_grain in ('month', 'quarter', 'year', 'all_time')
    group by period_grain, period_start
)

select
    period_grain,
    period_start
from said
full outer join metric_values using (period_grain, period_start)
-- a period in which deals were only lost has a row of metrics that counts nothing
where
    coalesce(said.leads, 0) <> coalesce(metric_values.leads, 0)
    or coalesce(said.opportunities, 0) <> coalesce(metric_values.opportunities, 0)
    or coalesce(said.deals_won, 0) <> coalesce(metric_values.deals_won, 0)
    -- one value each, rounded once: equal as doubles
    or cast(coalesce(said.pipeline_created, 0) as {{ type_double() }}) <> coalesce(metric_values.pipeline_created, 0)
    or cast(coalesce(said.revenue, 0) as {{ type_double() }}) <> coalesce(metric_values.revenue, 0)
