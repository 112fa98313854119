-- One row is the leads of a month and how far they had come by the end of a month since, for one value of one dimension.
{%- set dimensions = ['channel', 'segment', 'program'] %}
{%- for dimension in own_dimensions() if own_column(dimension) in dimensions_of('leads') %}
{%- do dimensions.append(own_column(dimension)) %}
{%- endfor %}
{#- what is counted → the stage, and the metric that needs what it needs #}
{%- set counted = {
    'mqls': ('mql', 'lead_to_mql_rate'),
    'sqls': ('sql', 'mql_to_sql_rate'),
    'opportunities': ('opportunity', 'lead_to_opportunity_rate'),
    'customers': ('customer', 'cohort_conversion_rate'),
} %}
{%- set until_then -%}
    over (
            partition by cells.lead_month, cells.dimension, cells.dimension_value
            order by cells.month_start nulls last
            rows between unbounded preceding and current row
        )
{%- endset %}
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

months as (
    select
        period_start as month_start,
        row_number() over (order by period_start nulls last) as month_number
    from {{ ref('int_periods') }}
    where period_grain = 'month'
),

leads as (
    select
        leads.lead_id,
        {{ qualified(dimensions, 'leads') }},
        cast(date_trunc('month', leads.created_on) as date) as lead_month,
        leads.is_mql,
        leads.is_sql,
        leads.has_opportunity as is_opportunity,
        leads.is_customer,
        {{ business_date('leads.mql_at') }} as mql_on,
        {{ business_date('leads.sql_at') }} as sql_on,
        {{ business_date('opportunities.opportunity_at') }} as opportunity_on,
        leads.customer_on
    from {{ ref('fct_leads') }} as leads
    left join {{ ref('int_lead_opportunities') }} as opportunities
        on leads.lead_id = opportunities.lead_id
),

-- who had come so far before it was a lead, had so from its first month on
events as (
    select
        lead_month,
        lead_month as event_month,
        {{ dimensions | join(', ') }},
        1 as leads,
        {%- for name, (stage, _) in counted.items() %}
        0 as {{ name }},
        case when is_{{ stage }} and {{ stage }}_on is null then 1 else 0 end as undated_{{ name }},
        {%- endfor %}
        cast(0 as decimal(38, 4)) as revenue
    from leads
    {%- for reached, (stage, _) in counted.items() %}
    union all
    select
        lead_month,
        cast(date_trunc('month', greatest({{ stage }}_on, lead_month)) as date) as event_month,
        {{ dimensions | join(', ') }},
        0 as leads,
        {%- for name in counted %}
        {{ 1 if name == reached else 0 }} as {{ name }},
        0 as undated_{{ name }},
        {%- endfor %}
        cast(0 as decimal(38, 4)) as revenue
    from leads
    where {{ stage }}_on is not null
    {%- endfor %}
    union all
    select
        leads.lead_month,
        cast(date_trunc('month', greatest(deals.closed_on, leads.lead_month)) as date) as event_month,
        {{ qualified(dimensions, 'leads') }},
        0 as leads,
        {%- for name in counted %}
        0 as {{ name }},
        0 as undated_{{ name }},
        {%- endfor %}
        cast(deals.revenue_amount as decimal(38, 4)) as revenue
    from {{ ref('fct_deals') }} as deals
    inner join leads
        on deals.first_lead_id = leads.lead_id
    where deals.is_won
),

moves as (
    select
        lead_month,
        event_month,
        {{ grouped_dimension(dimensions, 'events') }},
        sum(leads) as leads,
        {%- for name in counted %}
        sum({{ name }}) as {{ name }},
        sum(undated_{{ name }}) as undated_{{ name }},
        {%- endfor %}
        sum(revenue) as revenue
    from events
    group by grouping sets (
        (lead_month, event_month)
        {%- for dimension in dimensions %},
        (lead_month, event_month, {{ dimension }})
        {%- endfor %}
    )
),

cohorts as (
    select
        lead_month,
        dimension,
        dimension_value,
        {%- for name in counted %}
        sum({{ name }}) as dated_{{ name }},
        sum(undated_{{ name }}) as undated_{{ name }},
        {%- endfor %}
        sum(leads) as leads
    from moves
    group by lead_month, dimension, dimension_value
),

-- a month that has not begun has no row
cells as (
    select
        cohorts.*,
        months.month_start,
        months.month_number - lead_months.month_number as months_since
    from cohorts
    inner join months as lead_months
        on cohorts.lead_month = lead_months.month_start
    inner join months
        on lead_months.month_number <= months.month_number
),

reached as (
    select
        cells.*,
        {%- for name, (_, metric) in counted.items() %}
        sum(coalesce(moves.{{ name }}, 0)) {{ until_then }} as {{ name }},
        -- where nobody says when, nobody knows how many by then
        (cells.dated_{{ name }} > 0 or cells.undated_{{ name }} = 0)
        and cells.month_start <= (select max(measured.measured_to) from measured where measured.metric = '{{ metric }}')
            as has_{{ name }},
        {%- endfor %}
        sum(coalesce(moves.revenue, 0)) {{ until_then }} as revenue,
        cells.month_start <= (select max(measured.measured_to) from measured where measured.metric = 'revenue')
            as has_revenue
    from cells
    left join moves
        on
            cells.lead_month = moves.lead_month
            and cells.month_start = moves.event_month
            and cells.dimension = moves.dimension
            and cells.dimension_value = moves.dimension_value
)

select
    lead_month,
    dimension,
    dimension_value,
    cast(months_since as bigint) as months_since,
    month_start,
    cast(month_start + interval '1' month - interval '1' day as date) > {{ as_of() }} as is_running,
    cast(leads as bigint) as leads,
    {%- for name, (stage, metric) in counted.items() %}
    cast(case when has_{{ name }} then {{ name }} end as bigint) as {{ name }},
    case when has_{{ name }} then {{ safe_divide(name, 'leads') }} end as {{ stage }}_share,
    cast(case when {{ is_measured(metric) }} then undated_{{ name }} end as bigint) as undated_{{ name }},
    {%- endfor %}
    cast(case when has_revenue then revenue end as decimal(38, 4)) as revenue
from reached
