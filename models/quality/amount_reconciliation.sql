-- One row is an amount column and a currency as delivered: money delivered, accepted and rejected.
{%- set amounts = {
    'campaigns': ['budget'],
    'deals': ['amount', 'monthly_recurring_amount'],
    'ad_spend': ['spend'],
    'costs': ['amount'],
    'subscriptions': ['monthly_amount'],
    'invoices': ['amount'],
} %}
with

delivered as (
    {%- for name, columns in amounts.items() %}
    {%- set outer_loop = loop %}
    {%- for column in columns %}
    select
        '{{ name }}' as input,
        '{{ column }}' as column_name,
        {{ delivered_currency() }} as currency,
        sum({{ delivered_amount(column) }}) as amount
    from {{ input(name) }}
    group by {{ delivered_currency() }}
    {{- "\n    union all" if not (outer_loop.last and loop.last) }}
    {%- endfor %}
    {%- endfor %}
),

judged as (
    {%- for name, columns in amounts.items() %}
    {%- set outer_loop = loop %}
    {%- for column in columns %}
    select
        '{{ name }}' as input,
        '{{ column }}' as column_name,
        coalesce(upper(currency), '{{ var("reporting_currency") }}') as currency,
        sum(case when rejection_reasons = '' then coalesce({{ column }}, 0) else 0 end) as accepted_amount,
        -- of an accepted row, what was wrong with the cell alone
        sum(case when rejection_reasons <> '' or {{ column }} is null then delivered_{{ column }} else 0 end) as rejected_amount
    from {{ ref('checked_' ~ name) }}
    group by coalesce(upper(currency), '{{ var("reporting_currency") }}')
    {{- "\n    union all" if not (outer_loop.last and loop.last) }}
    {%- endfor %}
    {%- endfor %}
)

select
    input,
    column_name,
    currency,
    cast(delivered.amount as decimal(38, 4)) as delivered_amount,
    cast(judged.accepted_amount as decimal(38, 4)) as accepted_amount,
    cast(judged.rejected_amount as decimal(38, 4)) as rejected_amount,
    delivered.amount is not distinct from (judged.accepted_amount + judged.rejected_amount) as is_reconciled
from delivered
full outer join judged using (input, column_name, currency)
