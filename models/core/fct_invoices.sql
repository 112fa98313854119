-- One row is revenue recognised.
select
    invoices.invoice_id,
    invoices.account_id,
    invoices.deal_id,
    invoices.invoice_date,
    acquisitions.channel,
    {{ campaign_columns('acquisitions.campaign') }},
    acquisitions.segment,
    acquisitions.program,
    acquisitions.target_account,
    acquisitions.icp,
    {{- own_columns({'accounts': 'acquisitions', 'campaigns': 'acquisitions'}) }}
    invoices.currency,
    invoices.revenue_amount
from {{ ref('int_invoices') }} as invoices
inner join {{ ref('int_account_acquisitions') }} as acquisitions
    on invoices.account_id = acquisitions.account_id
