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
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
