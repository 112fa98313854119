-- One row is an opportunity, deleted ones included.
with

opportunities as (
    select * from {{ ref('base_salesforce__opportunities') }} where left_out_reason is null
),

converted_leads as (
    select
        deal_id,
        lead_id,
        row_number() over (
            partition by deal_id
            order by
                case when merged_into_lead_id is null and not {{ says_yes('is_deleted') }} then 0 else 1 end,
                created_at nulls last,
                lead_id nulls last
        ) as place
    from {{ ref('base_salesforce__leads') }}
    where deal_id is not null and left_out_reason is null
),

primary_roles as (
    select
        deal_id,
        contact_id,
        row_number() over (
            partition by deal_id
            order by created_at nulls last, contact_id nulls last
        ) as place
    from {{ ref('base_salesforce__contact_roles') }}
    where is_primary and not is_deleted
)

select
    {{ contract_columns('deals', {
        'deal_id': 'opportunities.deal_id',
        'created_at': 'opportunities.created_at',
        'account_id': 'opportunities.account_id',
        'lead_id': 'coalesce('
            ~ 'converted_leads.lead_id, converted_contacts.lead_id, primary_roles.contact_id, opportunities.contact_id)',
        'campaign_id': 'opportunities.campaign_id',
        'deal_name': 'opportunities.deal_name',
        'deal_type': 'opportunities.deal_type',
        'source_owner': 'opportunities.source_owner',
        'amount': 'opportunities.amount',
        'currency': 'opportunities.currency',
        'monthly_recurring_amount': 'opportunities.monthly_recurring_amount',
        'contract_months': 'opportunities.contract_months',
        'stage': 'opportunities.stage',
        'probability': from_percent('opportunities.probability'),
        'qualified_at': 'opportunities.qualified_at',
        'expected_close_on': 'case when not opportunities.is_closed then opportunities.close_on end',
        'closed_at': 'case when opportunities.is_closed then opportunities.close_on end',
        'is_won': 'case when opportunities.is_closed then opportunities.is_won end',
        'lost_reason': 'opportunities.lost_reason',
        'competitor': 'opportunities.competitor',
        'owner': 'opportunities.owner',
        'is_deleted': 'opportunities.is_deleted',
        'updated_at': 'opportunities.updated_at',
    }) }},
    1 as source_rows
from opportunities
left join converted_leads
    on opportunities.deal_id = converted_leads.deal_id and converted_leads.place = 1
left join primary_roles
    on opportunities.deal_id = primary_roles.deal_id and primary_roles.place = 1
left join {{ ref('base_salesforce__converted_contacts') }} as converted_contacts
    on coalesce(primary_roles.contact_id, opportunities.contact_id) = converted_contacts.contact_id
