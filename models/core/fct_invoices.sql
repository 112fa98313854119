-- One row is revenue recognised.
select
    invoices.invoice_id,
    invoices.account_id,
    invoices.deal_id,
    invoices.invoice_date,
    acquisitions.channel,
    acquisitions.campaign,
    acquisitions.segment,
    acquisitions.program,
    acquisitions.target_account,
    upper(coalesce(invoices.currency, '{{ var("reporting_currency") }}')) as currency,
    {{ in_reporting_currency('invoices.amount', 'invoices.currency', 'rates.rate_to_reporting') }} as revenue_amount
from {{ ref('stg_invoices') }} as invoices
inner join {{ ref('int_account_acquisitions') }} as acquisitions
    on invoices.account_id = acquisitions.account_id
left join {{ ref('int_exchange_rates') }} as rates
    on upper(invoices.currency) = rates.currency and invoices.invoice_date = rates.date_day
