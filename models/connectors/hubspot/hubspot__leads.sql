-- One row is a contact of HubSpot, deleted and merged ones included.
with

contacts as (
    select * from {{ ref('base_hubspot__contacts') }}
),

merged as (
    select * from {{ ref('int_hubspot__merged_contacts') }}
),

own_stages as (
    select * from {{ ref('int_hubspot__lifecycle_stages') }}
),

-- what was merged and is no longer delivered: what it did may still name it
gone as (
    select
        merged.merged_id,
        merged.remaining_id,
        min(remaining.created_at) as created_at
    from merged
    inner join contacts as remaining
        on merged.remaining_id = remaining.contact_id
    left join contacts
        on merged.merged_id = contacts.contact_id
    where contacts.contact_id is null
    group by merged.merged_id, merged.remaining_id
)

select
    {{ contract_columns('leads', {
        'lead_id': 'contacts.contact_id',
        'created_at': 'contacts.created_at',
        'account_id': 'coalesce(contacts.company_id, companies.company_id)',
        'email': 'contacts.email',
        'first_name': 'contacts.first_name',
        'last_name': 'contacts.last_name',
        'job_title': 'contacts.job_title',
        'company_name': 'contacts.company_name',
        'country': 'contacts.country',
        'lead_source': 'contacts.first_source',
        'latest_source': 'contacts.latest_source',
        'utm_source': 'contacts.utm_source',
        'utm_medium': 'contacts.utm_medium',
        'utm_campaign': 'contacts.utm_campaign',
        'self_reported_source': 'contacts.self_reported_source',
        'merged_into_lead_id': 'merged.remaining_id',
        'is_deleted': 'contacts.is_deleted',
        'current_stage': "coalesce(" ~ hubspot_lead_status('contacts.lead_status') ~ ", own_stages.label, contacts.lifecycle_stage)",
        'updated_at': 'contacts.updated_at',
    }) }},
    1 as source_rows
from contacts
left join merged
    on contacts.contact_id = merged.merged_id
left join {{ ref('int_hubspot__contact_companies') }} as companies
    on contacts.contact_id = companies.contact_id
left join own_stages
    on contacts.lifecycle_stage = own_stages.value
union all
select
    {{ contract_columns('leads', {
        'lead_id': 'merged_id',
        'created_at': 'created_at',
        'merged_into_lead_id': 'remaining_id',
    }) }},
    0 as source_rows
from gone
