-- One row is a deal of HubSpot entering a stage.
{%- for loader in loaders_of('hubspot') %}
{%- if loader == 'fivetran' %}
select
    {{ own_id('entries.deal_id') }} as deal_id,
    {{ own_id('entries.value') }} as stage_id,
    entries.value as stage_name,
    entries.date_entered as entered_at
from {{ source('hubspot__fivetran', 'deal_stage') }} as entries
{%- elif loader == 'airbyte' %}
select
    {{ own_id('entries.dealid') }} as deal_id,
    {{ own_id('entries.value') }} as stage_id,
    entries.value as stage_name,
    {{ moment_of_milliseconds('entries.timestamp') }} as entered_at
from {{ source('hubspot__airbyte', 'deals_property_history') }} as entries
where entries.property = 'dealstage'
{%- elif loader == 'dlt' %}
select
    {{ own_id('entries.id') }} as deal_id,
    {{ own_id('entries.stage') }} as stage_id,
    entries.stage as stage_name,
    entries.hs_date_entered as entered_at
from {{ source('hubspot__dlt', 'stages_timing_deals') }} as entries
{%- else %}
{{ no_rows(['deal_id', 'stage_id', 'stage_name', 'entered_at']) }}
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
