-- One row is a lead coming to a status, or to a stage that a field or its conversion tells.
with

statuses as (
    select * from {{ ref('base_salesforce__lead_statuses') }} where left_out_reason is null
),

-- what the history of a lead says goes before its fields
told as (
    select
        lead_id,
        max(case when lower(status) like '%convert%' and lower(status) not like '%not%' then 1 else 0 end) as is_converted
    from statuses
    group by lead_id
),

days as (
    select
        lead_id,
        mql_on,
        sal_on,
        sql_on,
        case when is_converted then converted_on end as converted_on
    from {{ ref('base_salesforce__leads') }}
    where left_out_reason is null
    union all
    select
        contact_id as lead_id,
        mql_on,
        sal_on,
        sql_on,
        cast(null as {{ dbt.type_string() }}) as converted_on
    from {{ ref('base_salesforce__contacts') }}
    where left_out_reason is null
),

entries as (
    select
        lead_id,
        status as stage,
        entered_at,
        source_rows
    from statuses
    {%- for stage in ['mql', 'sal', 'sql'] %}
    union all
    select
        days.lead_id,
        '{{ stage }}' as stage,
        days.{{ stage }}_on as entered_at,
        0 as source_rows
    from days
    left join told
        on days.lead_id = told.lead_id
    where {{ is_said('days.' ~ stage ~ '_on') }} and told.lead_id is null
    {%- endfor %}
    union all
    select
        days.lead_id,
        'opportunity' as stage,
        days.converted_on as entered_at,
        0 as source_rows
    from days
    left join told
        on days.lead_id = told.lead_id
    where {{ is_said('days.converted_on') }} and coalesce(told.is_converted, 0) = 0
)

select
    {{ contract_columns('lead_stages', {
        'lead_id': 'lead_id',
        'stage': 'stage',
        'entered_at': 'entered_at',
    }) }},
    source_rows
from entries
