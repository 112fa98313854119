-- One row is revenue recognised, in the reporting currency.
select
    invoices.invoice_id,
    coalesce(accounts.account_id, invoices.account_id) as account_id,
    coalesce(deals.deal_id, invoices.deal_id) as deal_id,
    invoices.invoice_date,
    invoices.amount,
    upper(coalesce(invoices.currency, '{{ var("reporting_currency") }}')) as currency,
    {{ in_reporting_currency('invoices.amount', 'invoices.currency', 'rates.rate_to_reporting') }} as revenue_amount
from {{ ref('stg_invoices') }} as invoices
left join {{ ref('int_account_bridge') }} as accounts
    on invoices.account_id = accounts.source_account_id
left join {{ ref('int_deal_bridge') }} as deals
    on invoices.deal_id = deals.source_deal_id
left join {{ ref('int_exchange_rates') }} as rates
    on upper(invoices.currency) = rates.currency and invoices.invoice_date = rates.date_day
