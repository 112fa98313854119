-- One row is a deal of HubSpot.
{%- for loader in loaders_of('hubspot') %}
{%- if loader == 'fivetran' %}
select
    {{ own_id('deals.deal_id') }} as deal_id,
    deals.property_createdate as created_at,
    deals.property_dealname as deal_name,
    deals.property_dealtype as deal_type,
    deals.property_amount as amount,
    deals.property_deal_currency_code as currency,
    deals.property_hs_mrr as monthly_amount,
    deals.property_hs_acv as yearly_amount,
    {{ own_id('deals.deal_pipeline_id') }} as pipeline_id,
    {{ own_id('deals.deal_pipeline_stage_id') }} as stage_id,
    deals.deal_pipeline_stage_id as stage_name,
    deals.property_closedate as closing_date,
    deals.property_closed_lost_reason as lost_reason,
    deals.property_hs_deal_stage_probability as probability,
    deals.property_hs_is_closed as is_closed,
    deals.property_hs_is_closed_won as is_won,
    deals.owner_id as owner,
    cast(null as {{ dbt.type_string() }}) as company_ids,
    cast(null as {{ dbt.type_string() }}) as contact_ids,
    cast(null as {{ dbt.type_string() }}) as merged_ids,
    deals.is_deleted,
    deals.property_hs_lastmodifieddate as updated_at,
    deals.source_name
from {{ source('hubspot__fivetran', 'deal') }} as deals
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
