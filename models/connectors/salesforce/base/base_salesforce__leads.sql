-- One row is a lead of Salesforce; in history mode, as it was from a time on.
{%- for loader in loaders_of('salesforce') %}
select
    {{ own_id('id') }} as lead_id,
    {{ own_id('master_record_id') }} as merged_into_lead_id,
    {{ own_id('converted_account_id') }} as account_id,
    {{ own_id('converted_contact_id') }} as contact_id,
    {{ own_id('converted_opportunity_id') }} as deal_id,
    email,
    first_name,
    last_name,
    title as job_title,
    company as company_name,
    {{ first_said('country', 'country_code') }} as country,
    lead_source,
    utm_source_c as utm_source,
    utm_medium_c as utm_medium,
    utm_campaign_c as utm_campaign,
    gclid_c as gclid,
    visitor_id_c as visitor_id,
    self_reported_source_c as self_reported_source,
    status,
    created_date as created_at,
    last_modified_date as updated_at,
    fivetran_start as started_at,
    {{ day_of('converted_date') }} as converted_on,
    {{ day_of('mql_date_c') }} as mql_on,
    {{ day_of('sal_date_c') }} as sal_on,
    {{ day_of('sql_date_c') }} as sql_on,
    {{ says_yes('is_converted') }} as is_converted,
    is_deleted,
    case when {{ says_no('fivetran_active') }} then 'an earlier version' end as left_out_reason
from {{ source('salesforce__' ~ loader, 'lead') }}
{{ "union all" if not loop.last }}
{%- endfor %}
