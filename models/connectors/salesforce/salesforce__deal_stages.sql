-- One row is an opportunity coming to a stage, an amount or a closing day, with the others as they stood then.
select
    {{ contract_columns('deal_stages', {
        'deal_id': 'deal_id',
        'stage': 'stage',
        'entered_at': 'entered_at',
        'amount': 'amount',
        'expected_close_on': 'close_on',
    }) }},
    source_rows
from {{ ref('base_salesforce__deal_versions') }}
where left_out_reason is null
