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
    contacts.property_hs_merged_object_ids as merged_ids,
    coalesce(contacts.property_hs_v_2_date_entered_lead, contacts.property_hs_lifecyclestage_lead_date) as entered_lead_at,
    coalesce(contacts.property_hs_v_2_date_entered_marketingqualifiedlead, contacts.property_hs_lifecyclestage_marketingqualifiedlead_date) as entered_marketingqualifiedlead_at,
    coalesce(contacts.property_hs_v_2_date_entered_salesqualifiedlead, contacts.property_hs_lifecyclestage_salesqualifiedlead_date) as entered_salesqualifiedlead_at,
    coalesce(contacts.property_hs_v_2_date_entered_opportunity, contacts.property_hs_lifecyclestage_opportunity_date) as entered_opportunity_at,
    coalesce(contacts.property_hs_v_2_date_entered_customer, contacts.property_hs_lifecyclestage_customer_date) as entered_customer_at,
    contacts.is_deleted,
    contacts.property_lastmodifieddate as updated_at,
    contacts.source_name
from {{ source('hubspot__fivetran', 'contact') }} as contacts
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
