-- One row is what leads say brought them and the channel that was tracked, in a month, quarter,
-- year or all time.
with

leads as (
    select * from {{ ref('fct_leads') }}
),

deals as (
    select
        deals.*,
        coalesce(leads.self_reported_source, 'unknown') as self_reported_source
    from {{ ref('fct_deals') }} as deals
    left join leads
        on deals.first_lead_id = leads.lead_id
),

events as (
    select
        created_on as event_on,
        self_reported_source,
        channel,
        1 as leads,
        0 as opportunities,
        0 as pipeline_amount,
        0 as deals_won,
        0 as revenue_amount
    from leads
    union all
    select
        created_on as event_on,
        self_reported_source,
        channel,
        0 as leads,
        1 as opportunities,
        pipeline_amount,
        0 as deals_won,
        0 as revenue_amount
    from deals
    union all
    select
        closed_on as event_on,
        self_reported_source,
        channel,
        0 as leads,
        0 as opportunities,
        0 as pipeline_amount,
        1 as deals_won,
        revenue_amount
    from deals
    where is_won
)

select
    date_periods.period_grain,
    date_periods.period_start,
    events.self_reported_source,
    events.channel,
    cast(sum(events.leads) as bigint) as leads,
    cast(sum(events.opportunities) as bigint) as opportunities,
    cast(sum(events.deals_won) as bigint) as deals_won,
    cast(coalesce(sum(events.pipeline_amount), 0) as decimal(38, 4)) as pipeline_amount,
    cast(coalesce(sum(events.revenue_amount), 0) as decimal(38, 4)) as revenue_amount
from events
inner join {{ ref('int_date_periods') }} as date_periods
    on events.event_on = date_periods.date_day and date_periods.period_grain in ('month', 'quarter', 'year', 'all_time')
group by date_periods.period_grain, date_periods.period_start, events.self_reported_source, events.channel
