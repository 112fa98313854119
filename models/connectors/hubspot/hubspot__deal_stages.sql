-- One row is a deal of HubSpot entering a stage, with its amount and its expected day as they stood then.
select
    {{ contract_columns('deal_stages', {
        'deal_id': 'entries.deal_id',
        'stage': 'entries.stage',
        'entered_at': 'entries.entered_at',
        'amount': 'deal_values.amount',
        'expected_close_on': business_day_of('deal_values.closing_date'),
    }) }},
    1 as source_rows
from {{ ref('int_hubspot__deal_entries') }} as entries
left join {{ ref('int_hubspot__deal_values') }} as deal_values
    on entries.deal_id = deal_values.deal_id and entries.moment = deal_values.moment
where entries.left_out_reason is null
