-- One row is how many leads said what brought them, of all leads of a period, for one value of
-- one dimension.
{%- set dimensions = dimensions_of('leads') %}
with

date_periods as (
    select * from {{ ref('int_counted_periods') }}
),

events as (
    select
        created_on as event_on,
        {{ dimensions | join(', ') }},
        self_reported_source,
        count(*) as leads,
        sum(case when self_reported_source <> 'unknown' then 1 else 0 end) as self_reporting_leads
    from {{ ref('fct_leads') }}
    group by created_on, {{ dimensions | join(', ') }}, self_reported_source
),

counted as (
    {{ by_period(
        'events',
        dimensions=dimensions + ['self_reported_source'],
        counts={
            'leads': 'sum(events.leads)',
            'self_reporting_leads': 'sum(events.self_reporting_leads)',
        },
    ) }}
),

totals as (
    select * from counted where dimension = 'total'
)

-- of a source's leads all say so: they are compared with all leads of the period
select
    counted.period_grain,
    counted.period_start,
    counted.dimension,
    counted.dimension_value,
    counted.self_reporting_leads,
    case when counted.dimension = 'self_reported_source' then totals.leads else counted.leads end as leads
from counted
inner join totals
    on counted.period_grain = totals.period_grain and counted.period_start = totals.period_start
where counted.dimension <> 'self_reported_source' or counted.dimension_value <> 'unknown'
