-- One row is a lead, or a contact that no lead was converted into, merged and deleted ones included.
with

people as (
    select
        lead_id,
        contact_id,
        merged_into_lead_id,
        account_id,
        email,
        first_name,
        last_name,
        job_title,
        company_name,
        country,
        lead_source,
        utm_source,
        utm_medium,
        utm_campaign,
        gclid,
        visitor_id,
        self_reported_source,
        case when is_converted then 'opportunity' else status end as current_stage,
        created_at,
        updated_at,
        {{ unless_merged('is_deleted', 'merged_into_lead_id') }} as is_deleted
    from {{ ref('base_salesforce__leads') }}
    where left_out_reason is null
    union all
    select
        contact_id as lead_id,
        contact_id,
        cast(null as {{ dbt.type_string() }}) as merged_into_lead_id,
        account_id,
        email,
        first_name,
        last_name,
        job_title,
        cast(null as {{ dbt.type_string() }}) as company_name,
        country,
        lead_source,
        utm_source,
        utm_medium,
        utm_campaign,
        gclid,
        visitor_id,
        self_reported_source,
        cast(null as {{ dbt.type_string() }}) as current_stage,
        created_at,
        updated_at,
        {{ unless_merged('is_deleted', 'merged_into_contact_id') }} as is_deleted
    from {{ ref('base_salesforce__contacts') }}
    where left_out_reason is null
),

merged_contacts as (
    select
        contact_id,
        min(merged_into_contact_id) as survivor_id
    from {{ ref('base_salesforce__contacts') }}
    where merged_into_contact_id is not null and not is_earlier_version
    group by contact_id
),

converted_contacts as (
    select * from {{ ref('base_salesforce__converted_contacts') }}
),

with_survivors as (
    select
        people.*,
        coalesce(
            people.merged_into_lead_id,
            -- leads that were converted into one contact are one person
            nullif(own_contacts.lead_id, people.lead_id),
            nullif(coalesce(survivors.lead_id, merged_contacts.survivor_id), people.lead_id)
        ) as survivor_id,
        -- a click id alone says what its utms would
        {{ is_said('people.gclid') }} and {{ first_said('people.utm_source', 'people.utm_medium') }} is null as is_click
    from people
    left join converted_contacts as own_contacts
        on people.contact_id = own_contacts.contact_id
    left join merged_contacts
        on people.contact_id = merged_contacts.contact_id
    left join converted_contacts as survivors
        on merged_contacts.survivor_id = survivors.contact_id
)

select
    {{ contract_columns('leads', {
        'lead_id': 'people.lead_id',
        'created_at': 'people.created_at',
        'account_id': 'people.account_id',
        'email': 'people.email',
        'first_name': 'people.first_name',
        'last_name': 'people.last_name',
        'job_title': 'people.job_title',
        'company_name': 'people.company_name',
        'country': 'people.country',
        'lead_source': 'people.lead_source',
        'utm_source': "case when people.is_click then 'google' else people.utm_source end",
        'utm_medium': "case when people.is_click then 'cpc' else people.utm_medium end",
        'utm_campaign': 'people.utm_campaign',
        'campaign_id': 'first_campaigns.campaign_id',
        'visitor_id': 'people.visitor_id',
        'self_reported_source': 'people.self_reported_source',
        'merged_into_lead_id': 'people.survivor_id',
        'is_deleted': 'people.is_deleted',
        'current_stage': 'people.current_stage',
        'updated_at': 'people.updated_at',
    }) }},
    1 as source_rows
from with_survivors as people
-- what a person responded to later did not bring the lead
left join {{ ref('base_salesforce__first_campaigns') }} as first_campaigns
    on people.lead_id = first_campaigns.lead_id and first_campaigns.responded_on <= substr(people.created_at, 1, 10)
