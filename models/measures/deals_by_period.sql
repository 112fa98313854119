-- One row is what deals were created, qualified and closed in a period, for one value of one
-- dimension.
{%- set dimensions = dimensions_of('deals') %}
with

date_periods as (
    select * from {{ ref('int_counted_periods') }}
),

events as (
    select
        created_on as event_on,
        'created' as event,
        *
    from {{ ref('fct_deals') }}
    union all
    select
        qualified_on as event_on,
        'qualified' as event,
        *
    from {{ ref('fct_deals') }}
    where qualified_on is not null
    union all
    select
        closed_on as event_on,
        case when is_won then 'won' else 'lost' end as event,
        *
    from {{ ref('fct_deals') }}
    where is_won or is_lost
),

{#- the measures read aloud: how many deals, or how much money, of one event under one condition #}
flagged as (
    select
        *,
        case when event = 'created' then 1 else 0 end as is_created,
        case when event = 'qualified' then 1 else 0 end as is_qualified,
        case when event = 'won' then 1 else 0 end as is_win,
        case when event = 'lost' then 1 else 0 end as is_loss,
        case when event = 'won' and revenue_amount is not null then 1 else 0 end as is_win_with_revenue,
        case when event = 'won' and annual_contract_amount is not null then 1 else 0 end as is_win_with_contract_value,
        case when source_owner = 'marketing' then 1 else 0 end as is_marketing_sourced,
        case when is_new_business then 1 else 0 end as is_new,
        case when carries_ad_spend then 1 else 0 end as is_paid_for,
        case when event = 'created' and outcome = 'won' then 1 else 0 end as is_created_and_won,
        case when event = 'created' then coalesce(pipeline_amount, 0) else 0 end as created_amount,
        case when event = 'won' then coalesce(revenue_amount, 0) else 0 end as won_amount,
        case when event = 'won' then coalesce(annual_contract_amount, 0) else 0 end as annual_amount,
        case when event = 'won' then cycle_days end as won_cycle_days
    from events
)

{{ by_period(
    'flagged',
    dimensions=dimensions,
    counts={
        'opportunities': 'sum(flagged.is_created)',
        'marketing_sourced_opportunities': 'sum(flagged.is_created * flagged.is_marketing_sourced)',
        'opportunities_won': 'sum(flagged.is_created_and_won)',
        'sqos': 'sum(flagged.is_qualified)',
        'deals_won': 'sum(flagged.is_win)',
        'deals_lost': 'sum(flagged.is_loss)',
        'deals_won_with_revenue': 'sum(flagged.is_win_with_revenue)',
        'deals_won_with_contract_value': 'sum(flagged.is_win_with_contract_value)',
        'marketing_opportunities_won': 'sum(flagged.is_win * flagged.is_new * flagged.is_marketing_sourced)',
        'new_customers': 'sum(case when flagged.is_new_customer then flagged.is_win else 0 end)',
        'sales_cycle_deals': 'count(flagged.won_cycle_days)',
        'sales_cycle_days': 'coalesce(sum(flagged.won_cycle_days), 0)',
    },
    amounts={
        'pipeline_created': 'sum(flagged.created_amount)',
        'marketing_sourced_pipeline': 'sum(flagged.created_amount * flagged.is_marketing_sourced)',
        'new_business_pipeline': 'sum(flagged.created_amount * flagged.is_new)',
        'marketing_sourced_new_business_pipeline':
            'sum(flagged.created_amount * flagged.is_new * flagged.is_marketing_sourced)',
        'revenue': 'sum(flagged.won_amount)',
        'new_business_revenue': 'sum(flagged.won_amount * flagged.is_new)',
        'marketing_sourced_revenue': 'sum(flagged.won_amount * flagged.is_new * flagged.is_marketing_sourced)',
        'paid_revenue': 'sum(flagged.won_amount * flagged.is_paid_for)',
        'annual_contract_value': 'sum(flagged.annual_amount)',
    },
    doubles={'median_sales_cycle_days': percentile('flagged.won_cycle_days', 0.5)},
) }}
