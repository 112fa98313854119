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
{%- elif loader == 'export' %}
select
    {{ own_id('deals.record_id') }} as deal_id,
    deals.create_date as created_at,
    deals.deal_name,
    deals.deal_type,
    deals.amount,
    deals.currency,
    deals.monthly_recurring_revenue as monthly_amount,
    deals.annual_contract_value as yearly_amount,
    {{ own_id('deals.pipeline') }} as pipeline_id,
    {{ own_id('deals.deal_stage') }} as stage_id,
    coalesce(replace(deals.deal_stage, ' (' || deals.pipeline || ')', ''), deals.deal_stage) as stage_name,
    deals.close_date as closing_date,
    deals.closed_lost_reason as lost_reason,
    deals.deal_probability as probability,
    deals.is_deal_closed as is_closed,
    deals.is_closed_won as is_won,
    deals.deal_owner as owner,
    coalesce(deals.associated_company_ids_primary, deals.associated_company_ids) as company_ids,
    deals.associated_contact_ids as contact_ids,
    deals.merged_object_ids as merged_ids,
    cast(null as {{ dbt.type_string() }}) as is_deleted,
    deals.last_modified_date as updated_at,
    deals.source_name
from {{ source('hubspot__export', 'deals') }} as deals
{%- elif loader == 'airbyte' %}
select
    {{ own_id('deals.id') }} as deal_id,
    deals.properties_createdate as created_at,
    deals.properties_dealname as deal_name,
    deals.properties_dealtype as deal_type,
    deals.properties_amount as amount,
    deals.properties_deal_currency_code as currency,
    deals.properties_hs_mrr as monthly_amount,
    deals.properties_hs_acv as yearly_amount,
    {{ own_id('deals.properties_pipeline') }} as pipeline_id,
    {{ own_id('deals.properties_dealstage') }} as stage_id,
    deals.properties_dealstage as stage_name,
    deals.properties_closedate as closing_date,
    deals.properties_closed_lost_reason as lost_reason,
    deals.properties_hs_deal_stage_probability as probability,
    deals.properties_hs_is_closed as is_closed,
    deals.properties_hs_is_closed_won as is_won,
    deals.properties_hubspot_owner_id as owner,
    {{ hubspot_list('deals.companies') }} as company_ids,
    {{ hubspot_list('deals.contacts') }} as contact_ids,
    deals.properties_hs_merged_object_ids as merged_ids,
    case when archived.archived_id is not null then 'true' else deals.archived end as is_deleted,
    deals.properties_hs_lastmodifieddate as updated_at,
    deals.source_name
from {{ source('hubspot__airbyte', 'deals') }} as deals
left join (
    select
        id as archived_id,
        source_name as archived_source
    from {{ source('hubspot__airbyte', 'deals_archived') }}
    group by id, source_name
) as archived
    on deals.id = archived.archived_id and deals.source_name = archived.archived_source
{%- elif loader == 'dlt' %}
select
    {{ own_id('deals.id') }} as deal_id,
    deals.createdate as created_at,
    deals.dealname as deal_name,
    deals.dealtype as deal_type,
    deals.amount,
    deals.deal_currency_code as currency,
    deals.hs_mrr as monthly_amount,
    deals.hs_acv as yearly_amount,
    {{ own_id('deals.pipeline') }} as pipeline_id,
    {{ own_id('deals.dealstage') }} as stage_id,
    deals.dealstage as stage_name,
    deals.closedate as closing_date,
    deals.closed_lost_reason as lost_reason,
    deals.hs_deal_stage_probability as probability,
    deals.hs_is_closed as is_closed,
    deals.hs_is_closed_won as is_won,
    deals.hubspot_owner_id as owner,
    cast(null as {{ dbt.type_string() }}) as company_ids,
    cast(null as {{ dbt.type_string() }}) as contact_ids,
    deals.hs_merged_object_ids as merged_ids,
    deals.is_deleted,
    deals.hs_lastmodifieddate as updated_at,
    deals.source_name
from {{ source('hubspot__dlt', 'deals') }} as deals
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
