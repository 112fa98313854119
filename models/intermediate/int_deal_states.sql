-- One row is a deal that was open at the end of a day that pipeline coverage looks back to, as it
-- stood then.
{%- set dimensions = common_dimensions() + ['source_owner', 'owner', 'icp'] %}
with

-- the day before a quarter or year began, and its last day (the as-of date while it runs)
seen_days as (
    select period_start - 1 as seen_on from {{ ref('int_periods') }} where period_grain in ('quarter', 'year')
    union all
    select period_end as seen_on from {{ ref('int_periods') }} where period_grain in ('quarter', 'year')
),

days as (
    select seen_on from seen_days group by seen_on
),

open_deals as (
    select
        days.seen_on,
        deals.deal_id,
        {{ qualified(dimensions, 'deals') }},
        deals.expected_close_on,
        deals.pipeline_amount
    from days
    inner join {{ ref('int_deals') }} as deals
        on
            deals.created_on <= days.seen_on
            and (deals.closed_on is null or deals.closed_on > days.seen_on)
),

stage_history as (
    select
        open_deals.seen_on,
        open_deals.deal_id,
        stages.amount,
        stages.expected_close_on,
        row_number() over (
            partition by open_deals.seen_on, open_deals.deal_id
            order by stages.entered_at desc, stages.stage, stages.amount nulls last
        ) as place_from_last
    from open_deals
    inner join {{ ref('int_deal_stages') }} as stages
        on open_deals.deal_id = stages.deal_id and stages.entered_on <= open_deals.seen_on
),

-- what the builds saw themselves, at the rate that the deal's pipeline is converted with
seen_history as (
    select
        open_deals.seen_on,
        open_deals.deal_id,
        {{ in_reporting_currency('versions.amount', 'versions.currency', 'rates.rate_to_reporting') }} as amount,
        versions.expected_close_on,
        row_number() over (
            partition by open_deals.seen_on, open_deals.deal_id
            order by versions.dbt_valid_from desc, versions.dbt_scd_id
        ) as place_from_last
    from open_deals
    inner join {{ ref('int_deals') }} as deals
        on open_deals.deal_id = deals.deal_id
    inner join {{ ref('deal_history') }} as versions
        on open_deals.deal_id = versions.deal_id and cast(versions.dbt_valid_from as date) <= open_deals.seen_on
    left join {{ ref('int_exchange_rates') }} as rates
        on upper(versions.currency) = rates.currency and deals.created_on = rates.date_day
)

select
    open_deals.seen_on,
    open_deals.deal_id,
    {{ qualified(dimensions, 'open_deals') }},
    coalesce(stage_history.expected_close_on, seen_history.expected_close_on, open_deals.expected_close_on)
        as expected_close_on,
    coalesce(stage_history.amount, seen_history.amount, open_deals.pipeline_amount) as amount,
    -- what the row rests on: the CRM's stage history, what earlier builds saw, or the deal as
    -- it stands today
    case
        when stage_history.expected_close_on is not null then 'deal_stages'
        when seen_history.expected_close_on is not null then 'earlier builds'
        else 'today'
    end as known_from
from open_deals
left join stage_history
    on
        open_deals.seen_on = stage_history.seen_on
        and open_deals.deal_id = stage_history.deal_id
        and stage_history.place_from_last = 1
left join seen_history
    on
        open_deals.seen_on = seen_history.seen_on
        and open_deals.deal_id = seen_history.deal_id
        and seen_history.place_from_last = 1
