-- One row is a contact of Salesforce; in history mode, as it was from a time on.
with

delivered as (
    {%- for loader in loaders_of('salesforce') %}
    select
        {{ own_id('id') }} as contact_id,
        {{ own_id('master_record_id') }} as merged_into_contact_id,
        {{ own_id('account_id') }} as account_id,
        email,
        first_name,
        last_name,
        title as job_title,
        {{ first_said('mailing_country', 'mailing_country_code') }} as country,
        lead_source,
        utm_source_c as utm_source,
        utm_medium_c as utm_medium,
        utm_campaign_c as utm_campaign,
        gclid_c as gclid,
        visitor_id_c as visitor_id,
        self_reported_source_c as self_reported_source,
        created_date as created_at,
        last_modified_date as updated_at,
        {{ day_of('mql_date_c') }} as mql_on,
        {{ day_of('sal_date_c') }} as sal_on,
        {{ day_of('sql_date_c') }} as sql_on,
        is_deleted,
        {{ says_no('fivetran_active') }} as is_earlier_version
    from {{ source('salesforce__' ~ loader, 'contact') }}
    {{ "union all" if not loop.last }}
    {%- endfor %}
)

select
    delivered.*,
    case
        when delivered.is_earlier_version then 'an earlier version'
        when converted.contact_id is not null then 'a lead was converted into it'
    end as left_out_reason
from delivered
left join {{ ref('base_salesforce__converted_contacts') }} as converted
    on delivered.contact_id = converted.contact_id
