-- One row is a deal of HubSpot and a company that belongs to it.
{%- for loader in loaders_of('hubspot') %}
{%- if loader == 'fivetran' %}
select
    {{ own_id('pairs.deal_id') }} as deal_id,
    {{ own_id('pairs.company_id') }} as company_id,
    case
        when coalesce(pairs.category, 'HUBSPOT_DEFINED') = 'HUBSPOT_DEFINED' and pairs.type_id = '5' then 'true'
        when lower(pairs.type) like '%primary%' then 'true'
        else 'false'
    end as is_primary
from {{ source('hubspot__fivetran', 'deal_company') }} as pairs
{%- elif loader == 'dlt' %}
select
    {{ own_id('pairs.deals_id') }} as deal_id,
    {{ own_id('pairs.value') }} as company_id,
    cast(null as {{ dbt.type_string() }}) as is_primary
from {{ source('hubspot__dlt', 'companies_deals') }} as pairs
{%- else %}
{{ no_rows(['deal_id', 'company_id', 'is_primary']) }}
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
