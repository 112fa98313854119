-- One row is a company of HubSpot.
{%- for loader in loaders_of('hubspot') %}
{%- if loader == 'fivetran' %}
select
    {{ own_id('companies.id') }} as company_id,
    companies.property_createdate as created_at,
    companies.property_name as company_name,
    companies.property_domain as domain,
    companies.property_industry as industry,
    companies.property_numberofemployees as employee_count,
    companies.property_annualrevenue as annual_revenue,
    companies.property_country as country,
    companies.property_hs_is_target_account as is_target_account,
    companies.property_hs_ideal_customer_profile as ideal_customer_profile,
    companies.property_hs_merged_object_ids as merged_ids,
    companies.is_deleted,
    companies.property_hs_lastmodifieddate as updated_at,
    companies.source_name
from {{ source('hubspot__fivetran', 'company') }} as companies
{%- elif loader == 'export' %}
select
    {{ own_id('companies.record_id') }} as company_id,
    companies.create_date as created_at,
    companies.company_name,
    companies.company_domain_name as domain,
    companies.industry,
    companies.number_of_employees as employee_count,
    companies.annual_revenue,
    companies.country_region as country,
    companies.target_account as is_target_account,
    companies.ideal_customer_profile_tier as ideal_customer_profile,
    companies.merged_object_ids as merged_ids,
    cast(null as {{ dbt.type_string() }}) as is_deleted,
    companies.last_modified_date as updated_at,
    companies.source_name
from {{ source('hubspot__export', 'companies') }} as companies
{%- elif loader == 'airbyte' %}
select
    {{ own_id('companies.id') }} as company_id,
    companies.properties_createdate as created_at,
    companies.properties_name as company_name,
    companies.properties_domain as domain,
    companies.properties_industry as industry,
    companies.properties_numberofemployees as employee_count,
    companies.properties_annualrevenue as annual_revenue,
    companies.properties_country as country,
    companies.properties_hs_is_target_account as is_target_account,
    companies.properties_hs_ideal_customer_profile as ideal_customer_profile,
    companies.properties_hs_merged_object_ids as merged_ids,
    case when archived.archived_id is not null then 'true' else companies.archived end as is_deleted,
    companies.properties_hs_lastmodifieddate as updated_at,
    companies.source_name
from {{ source('hubspot__airbyte', 'companies') }} as companies
left join (
    select
        id as archived_id,
        source_name as archived_source
    from {{ source('hubspot__airbyte', 'companies_archived') }}
    group by id, source_name
) as archived
    on companies.id = archived.archived_id and companies.source_name = archived.archived_source
{%- elif loader == 'dlt' %}
select
    {{ own_id('companies.id') }} as company_id,
    companies.createdate as created_at,
    companies.name as company_name,
    companies.domain,
    companies.industry,
    companies.numberofemployees as employee_count,
    companies.annualrevenue as annual_revenue,
    companies.country,
    companies.hs_is_target_account as is_target_account,
    companies.hs_ideal_customer_profile as ideal_customer_profile,
    companies.hs_merged_object_ids as merged_ids,
    companies.is_deleted,
    companies.hs_lastmodifieddate as updated_at,
    companies.source_name
from {{ source('hubspot__dlt', 'companies') }} as companies
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
