-- One row is a contact of HubSpot. When it entered a stage comes in either spelling.
{%- for loader in loaders_of('hubspot') %}
{%- if loader == 'fivetran' %}
select
    {{ own_id('contacts.id') }} as contact_id,
    contacts.property_createdate as created_at,
    contacts.property_email as email,
    contacts.property_firstname as first_name,
    contacts.property_lastname as last_name,
    contacts.property_jobtitle as job_title,
    contacts.property_company as company_name,
    contacts.property_country as country,
    contacts.property_hs_analytics_source as first_source,
    contacts.property_hs_latest_source as latest_source,
    contacts.property_utm_source as utm_source,
    contacts.property_utm_medium as utm_medium,
    contacts.property_utm_campaign as utm_campaign,
    contacts.property_self_reported_source as self_reported_source,
    contacts.property_lifecyclestage as lifecycle_stage,
    contacts.property_hs_lead_status as lead_status,
    {{ own_id('contacts.property_associatedcompanyid') }} as company_id,
    cast(null as {{ dbt.type_string() }}) as company_ids,
    contacts.property_hs_merged_object_ids as merged_ids,
    coalesce(
        contacts.property_hs_v_2_date_entered_lead,
        contacts.property_hs_lifecyclestage_lead_date
    ) as entered_lead_at,
    coalesce(
        contacts.property_hs_v_2_date_entered_marketingqualifiedlead,
        contacts.property_hs_lifecyclestage_marketingqualifiedlead_date
    ) as entered_marketingqualifiedlead_at,
    coalesce(
        contacts.property_hs_v_2_date_entered_salesqualifiedlead,
        contacts.property_hs_lifecyclestage_salesqualifiedlead_date
    ) as entered_salesqualifiedlead_at,
    coalesce(
        contacts.property_hs_v_2_date_entered_opportunity,
        contacts.property_hs_lifecyclestage_opportunity_date
    ) as entered_opportunity_at,
    coalesce(
        contacts.property_hs_v_2_date_entered_customer,
        contacts.property_hs_lifecyclestage_customer_date
    ) as entered_customer_at,
    contacts.is_deleted,
    contacts.property_lastmodifieddate as updated_at,
    contacts.source_name
from {{ source('hubspot__fivetran', 'contact') }} as contacts
{%- elif loader == 'export' %}
select
    {{ own_id('contacts.record_id') }} as contact_id,
    contacts.create_date as created_at,
    contacts.email,
    contacts.first_name,
    contacts.last_name,
    contacts.job_title,
    contacts.company_name,
    contacts.country_region as country,
    contacts.original_source as first_source,
    contacts.latest_source,
    contacts.utm_source,
    contacts.utm_medium,
    contacts.utm_campaign,
    contacts.self_reported_source,
    contacts.lifecycle_stage,
    contacts.lead_status,
    {{ own_id('contacts.primary_associated_company_id') }} as company_id,
    contacts.associated_company_ids as company_ids,
    contacts.merged_object_ids as merged_ids,
    coalesce(
        contacts.date_entered_lead_lifecycle_stage_pipeline,
        contacts.became_a_lead_date
    ) as entered_lead_at,
    coalesce(
        contacts.date_entered_marketing_qualified_lead_lifecycle_stage_pipeline,
        contacts.became_a_marketing_qualified_lead_date
    ) as entered_marketingqualifiedlead_at,
    coalesce(
        contacts.date_entered_sales_qualified_lead_lifecycle_stage_pipeline,
        contacts.became_a_sales_qualified_lead_date
    ) as entered_salesqualifiedlead_at,
    coalesce(
        contacts.date_entered_opportunity_lifecycle_stage_pipeline,
        contacts.became_an_opportunity_date
    ) as entered_opportunity_at,
    coalesce(
        contacts.date_entered_customer_lifecycle_stage_pipeline,
        contacts.became_a_customer_date
    ) as entered_customer_at,
    cast(null as {{ dbt.type_string() }}) as is_deleted,
    contacts.last_modified_date as updated_at,
    contacts.source_name
from {{ source('hubspot__export', 'contacts') }} as contacts
{%- elif loader == 'airbyte' %}
select
    {{ own_id('contacts.id') }} as contact_id,
    contacts.properties_createdate as created_at,
    contacts.properties_email as email,
    contacts.properties_firstname as first_name,
    contacts.properties_lastname as last_name,
    contacts.properties_jobtitle as job_title,
    contacts.properties_company as company_name,
    contacts.properties_country as country,
    contacts.properties_hs_analytics_source as first_source,
    contacts.properties_hs_latest_source as latest_source,
    contacts.properties_utm_source as utm_source,
    contacts.properties_utm_medium as utm_medium,
    contacts.properties_utm_campaign as utm_campaign,
    contacts.properties_self_reported_source as self_reported_source,
    contacts.properties_lifecyclestage as lifecycle_stage,
    contacts.properties_hs_lead_status as lead_status,
    {{ own_id('contacts.properties_associatedcompanyid') }} as company_id,
    {{ hubspot_list('contacts.companies') }} as company_ids,
    contacts.properties_hs_merged_object_ids as merged_ids,
    coalesce(
        contacts.properties_hs_v2_date_entered_lead,
        contacts.properties_hs_lifecyclestage_lead_date
    ) as entered_lead_at,
    coalesce(
        contacts.properties_hs_v2_date_entered_marketingqualifiedlead,
        contacts.properties_hs_lifecyclestage_marketingqualifiedlead_date
    ) as entered_marketingqualifiedlead_at,
    coalesce(
        contacts.properties_hs_v2_date_entered_salesqualifiedlead,
        contacts.properties_hs_lifecyclestage_salesqualifiedlead_date
    ) as entered_salesqualifiedlead_at,
    coalesce(
        contacts.properties_hs_v2_date_entered_opportunity,
        contacts.properties_hs_lifecyclestage_opportunity_date
    ) as entered_opportunity_at,
    coalesce(
        contacts.properties_hs_v2_date_entered_customer,
        contacts.properties_hs_lifecyclestage_customer_date
    ) as entered_customer_at,
    case when archived.archived_id is not null then 'true' else contacts.archived end as is_deleted,
    contacts.properties_lastmodifieddate as updated_at,
    contacts.source_name
from {{ source('hubspot__airbyte', 'contacts') }} as contacts
left join (
    select
        id as archived_id,
        source_name as archived_source
    from {{ source('hubspot__airbyte', 'contacts_archived') }}
    group by id, source_name
) as archived
    on contacts.id = archived.archived_id and contacts.source_name = archived.archived_source
{%- elif loader == 'dlt' %}
select
    {{ own_id('contacts.id') }} as contact_id,
    contacts.createdate as created_at,
    contacts.email,
    contacts.firstname as first_name,
    contacts.lastname as last_name,
    contacts.jobtitle as job_title,
    contacts.company as company_name,
    contacts.country,
    contacts.hs_analytics_source as first_source,
    contacts.hs_latest_source as latest_source,
    contacts.utm_source,
    contacts.utm_medium,
    contacts.utm_campaign,
    contacts.self_reported_source,
    contacts.lifecyclestage as lifecycle_stage,
    contacts.hs_lead_status as lead_status,
    {{ own_id('contacts.associatedcompanyid') }} as company_id,
    cast(null as {{ dbt.type_string() }}) as company_ids,
    contacts.hs_merged_object_ids as merged_ids,
    coalesce(
        contacts.hs_v2_date_entered_lead,
        contacts.hs_lifecyclestage_lead_date
    ) as entered_lead_at,
    coalesce(
        contacts.hs_v2_date_entered_marketingqualifiedlead,
        contacts.hs_lifecyclestage_marketingqualifiedlead_date
    ) as entered_marketingqualifiedlead_at,
    coalesce(
        contacts.hs_v2_date_entered_salesqualifiedlead,
        contacts.hs_lifecyclestage_salesqualifiedlead_date
    ) as entered_salesqualifiedlead_at,
    coalesce(
        contacts.hs_v2_date_entered_opportunity,
        contacts.hs_lifecyclestage_opportunity_date
    ) as entered_opportunity_at,
    coalesce(
        contacts.hs_v2_date_entered_customer,
        contacts.hs_lifecyclestage_customer_date
    ) as entered_customer_at,
    contacts.is_deleted,
    contacts.lastmodifieddate as updated_at,
    contacts.source_name
from {{ source('hubspot__dlt', 'contacts') }} as contacts
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
