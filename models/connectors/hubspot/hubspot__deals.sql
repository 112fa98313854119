-- One row is a deal of HubSpot that is neither deleted nor merged into another.
with

deals as (
    select * from {{ ref('int_hubspot__deals') }}
    where left_out_reason is null
),

-- who closed a deal may have cleared its date
entries as (
    select
        deal_id,
        stage,
        max(entered_at) as entered_at
    from {{ ref('int_hubspot__deal_entries') }}
    group by deal_id, stage
)

select
    {{ contract_columns('deals', {
        'deal_id': 'deals.deal_id',
        'created_at': 'deals.created_at',
        'account_id': 'companies.company_id',
        'lead_id': 'contacts.contact_id',
        'deal_name': 'deals.deal_name',
        'deal_type': 'deals.deal_type',
        'amount': 'deals.amount',
        'currency': 'deals.currency',
        'monthly_recurring_amount': 'coalesce(deals.monthly_amount, ' ~ twelfth_of('deals.yearly_amount') ~ ')',
        'stage': 'deals.stage',
        'probability': 'deals.probability',
        'expected_close_on': 'case when not deals.is_closed then ' ~ business_day_of('deals.closing_date') ~ ' end',
        'closed_at': 'case when deals.is_closed then coalesce(deals.closing_date, entries.entered_at) end',
        'is_won': "case when deals.is_won then 'true' when not deals.is_won then 'false' end",
        'lost_reason': 'case when not deals.is_won then deals.lost_reason end',
        'owner': 'deals.owner',
        'updated_at': 'deals.updated_at',
    }) }},
    1 as source_rows
from deals
left join {{ ref('int_hubspot__deal_companies') }} as companies
    on deals.deal_id = companies.deal_id
left join {{ ref('int_hubspot__deal_contacts') }} as contacts
    on deals.deal_id = contacts.deal_id
left join entries
    on deals.deal_id = entries.deal_id and deals.stage = entries.stage
