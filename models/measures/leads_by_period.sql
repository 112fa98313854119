-- One row is how many leads came, and entered their stages, in a period, for one value of one dimension.
with

date_periods as (
    select * from {{ ref('int_date_periods') }}
),

events as (
    select
        created_on as event_on,
        {{ common_dimensions() | join(', ') }},
        1 as leads,
        case when is_qualified then 1 else 0 end as qualified_leads,
        0 as mqls,
        0 as sqls
    from {{ ref('fct_leads') }}
    union all
    select
        entered_on as event_on,
        {{ common_dimensions() | join(', ') }},
        0 as leads,
        0 as qualified_leads,
        case when stage = 'mql' then 1 else 0 end as mqls,
        case when stage = 'sql' then 1 else 0 end as sqls
    from {{ ref('fct_lead_stages') }}
    where stage in ('mql', 'sql')
)

{{ by_period(
    'events',
    dimensions=common_dimensions(),
    counts={
        'leads': 'sum(events.leads)',
        'qualified_leads': 'sum(events.qualified_leads)',
        'mqls': 'sum(events.mqls)',
        'sqls': 'sum(events.sqls)',
    },
) }}
