-- One row is a company of HubSpot that was merged into another, where a loader says so apart.
{%- for loader in loaders_of('hubspot') %}
{%- if loader == 'dlt' %}
select
    {{ own_id('remaining.remaining_id') }} as company_id,
    {{ own_id('merges.value') }} as merged_company_id
from {{ source('hubspot__dlt', 'companies_hs_merged_object_ids') }} as merges
inner join (
    select
        id as remaining_id,
        dlt_id,
        source_name as remaining_source
    from {{ source('hubspot__dlt', 'companies') }}
) as remaining
    on merges.dlt_parent_id = remaining.dlt_id and merges.source_name = remaining.remaining_source
{%- else %}
{{ no_rows(['company_id', 'merged_company_id']) }}
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
