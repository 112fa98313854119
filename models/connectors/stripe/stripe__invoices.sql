-- One row is an invoice that is paid or open, or a credit note: a negative one.
select
    {{ contract_columns('invoices', {
        'invoice_id': 'invoices.invoice_id',
        'account_id': 'coalesce(accounts.account_id, invoices.customer_id)',
        'invoice_date': 'invoices.invoice_date',
        'amount': 'cast(' ~ safe_divide('invoices.amount', stripe_units('invoices.currency')) ~ ' as ' ~ money_type() ~ ')',
        'currency': 'upper(invoices.currency)',
    }) }},
    1 as source_rows
from {{ ref('int_stripe__invoices') }} as invoices
left join {{ ref('int_stripe__accounts') }} as accounts
    on invoices.customer_id = accounts.customer_id
where invoices.left_out_reason is null
