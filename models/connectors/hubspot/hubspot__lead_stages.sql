-- One row is a contact of HubSpot entering a stage: by its history, else by the days that it carries itself.
{%- set stages = ['lead', 'marketingqualifiedlead', 'salesqualifiedlead', 'opportunity', 'customer'] %}
with

changes as (
    select * from {{ ref('int_hubspot__contact_changes') }}
    where left_out_reason is null
),

contacts_with_history as (
    select contact_id
    from changes
    where property = 'lifecyclestage'
    group by contact_id
),

days as (
    {%- for stage in stages %}
    select
        contact_id,
        '{{ stage }}' as stage,
        min(entered_{{ stage }}_at) as entered_at
    from {{ ref('base_hubspot__contacts') }}
    where trim(entered_{{ stage }}_at) <> ''
    group by contact_id
    {{- "\n    union all" if not loop.last }}
    {%- endfor %}
)

select
    {{ contract_columns('lead_stages', {
        'lead_id': 'contact_id',
        'stage': 'stage',
        'entered_at': 'changed_at',
    }) }},
    1 as source_rows
from changes
union all
select
    {{ contract_columns('lead_stages', {
        'lead_id': 'days.contact_id',
        'stage': 'days.stage',
        'entered_at': 'days.entered_at',
    }) }},
    0 as source_rows
from days
left join contacts_with_history
    on days.contact_id = contacts_with_history.contact_id
where contacts_with_history.contact_id is null
