-- One row is an invoice or a credit note, and why it is left out, if it is.
with

invoices as (
    select
        *,
        row_number() over (partition by invoice_id order by status nulls last, total nulls last, customer_id nulls last) as place,
        case
            when lower(livemode) = 'false' then 'of the test mode'
            when lower(is_deleted) = 'true' then 'deleted'
            when status in ('paid', 'open') then null
            when status in ('draft', 'void', 'uncollectible') then status
            else 'neither paid nor open'
        end as left_out_reason
    from {{ ref('base_stripe__invoices') }}
)

select
    'invoice' as source_table,
    invoice_id,
    customer_id,
    {{ business_day_of('invoiced_at') }} as invoice_date,
    coalesce(
        {{ typed('total_excluding_tax', 'decimal(22,4)', {}) }},
        {{ typed('total', 'decimal(22,4)', {}) }} - coalesce({{ typed('tax', 'decimal(22,4)', {}) }}, 0)
    ) as amount,
    currency,
    left_out_reason
from invoices
union all
select
    'credit_note' as source_table,
    credit_notes.credit_note_id as invoice_id,
    invoices.customer_id,
    {{ business_day_of('credit_notes.created') }} as invoice_date,
    -coalesce(
        {{ typed('credit_notes.total_excluding_tax', 'decimal(22,4)', {}) }},
        {{ typed('credit_notes.subtotal', 'decimal(22,4)', {}) }}
        - coalesce({{ typed('credit_notes.discount_amount', 'decimal(22,4)', {}) }}, 0),
        {{ typed('credit_notes.total', 'decimal(22,4)', {}) }}
    ) as amount,
    credit_notes.currency,
    case
        when lower(credit_notes.livemode) = 'false' then 'of the test mode'
        when credit_notes.status = 'void' then 'void'
        when invoices.left_out_reason is not null then 'of an invoice that is left out'
    end as left_out_reason
from {{ ref('base_stripe__credit_notes') }} as credit_notes
left join invoices
    on credit_notes.invoice_id = invoices.invoice_id and invoices.place = 1
