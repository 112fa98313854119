-- One row is a deal of HubSpot that was merged into another, where a loader says so apart.
{%- for loader in loaders_of('hubspot') %}
{%- if loader == 'fivetran' %}
select
    {{ own_id('merges.deal_id') }} as deal_id,
    {{ own_id('merges.merged_deal_id') }} as merged_deal_id
from {{ source('hubspot__fivetran', 'merged_deal') }} as merges
{%- elif loader == 'dlt' %}
select
    {{ own_id('remaining.remaining_id') }} as deal_id,
    {{ own_id('merges.value') }} as merged_deal_id
from {{ source('hubspot__dlt', 'deals_hs_merged_object_ids') }} as merges
inner join (
    select
        id as remaining_id,
        dlt_id,
        source_name as remaining_source
    from {{ source('hubspot__dlt', 'deals') }}
) as remaining
    on merges.dlt_parent_id = remaining.dlt_id and merges.source_name = remaining.remaining_source
{%- else %}
{{ no_rows(['deal_id', 'merged_deal_id']) }}
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
