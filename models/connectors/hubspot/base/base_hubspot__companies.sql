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
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
