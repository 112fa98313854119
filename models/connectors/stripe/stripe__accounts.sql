-- One row is a customer that is no other system's account.
select
    {{ contract_columns('accounts', {
        'account_id': 'account_id',
        'account_name': 'customer_name',
        'domain': 'domain',
        'country': 'country',
        'created_at': 'created',
        'is_deleted': "case when lower(is_deleted) = 'true' then 'true' end",
    }) }},
    source_rows
from {{ ref('int_stripe__accounts') }}
where left_out_reason is null
