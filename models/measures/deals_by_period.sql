-- One row is what deals were created, qualified and closed in a period, for one value of one dimension.
{%- set dimensions = common_dimensions() + ['source_owner', 'competitor', 'owner', 'icp', 'lost_reason'] %}
with

date_periods as (
    select * from {{ ref('int_date_periods') }}
),

events as (
    select
        created_on as event_on,
        {{ dimensions | join(', ') }},
        1 as opportunities,
        0 as sqos,
        0 as deals_won,
        0 as deals_lost,
        0 as new_customers,
        coalesce(pipeline_amount, 0) as pipeline_created,
        0 as revenue,
        0 as annual_contract_amount
    from {{ ref('fct_deals') }}
    union all
    select
        qualified_on as event_on,
        {{ dimensions | join(', ') }},
        0 as opportunities,
        1 as sqos,
        0 as deals_won,
        0 as deals_lost,
        0 as new_customers,
        0 as pipeline_created,
        0 as revenue,
        0 as annual_contract_amount
    from {{ ref('fct_deals') }}
    where qualified_on is not null
    union all
    select
        closed_on as event_on,
        {{ dimensions | join(', ') }},
        0 as opportunities,
        0 as sqos,
        case when is_won then 1 else 0 end as deals_won,
        case when is_lost then 1 else 0 end as deals_lost,
        case when is_new_customer then 1 else 0 end as new_customers,
        0 as pipeline_created,
        coalesce(revenue_amount, 0) as revenue,
        coalesce(annual_contract_amount, 0) as annual_contract_amount
    from {{ ref('fct_deals') }}
    where is_won or is_lost
)

{{ by_period(
    'events',
    dimensions=dimensions,
    counts={
        'opportunities': 'sum(events.opportunities)',
        'sqos': 'sum(events.sqos)',
        'deals_won': 'sum(events.deals_won)',
        'deals_lost': 'sum(events.deals_lost)',
        'new_customers': 'sum(events.new_customers)',
    },
    amounts={
        'pipeline_created': 'sum(events.pipeline_created)',
        'revenue': 'sum(events.revenue)',
        'annual_contract_value': 'sum(events.annual_contract_amount)',
    },
) }}
