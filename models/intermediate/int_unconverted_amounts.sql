-- One row is an amount of an accepted row that is left out of every sum, because no exchange rate is known
-- for its day or because it is too large in the reporting currency.
{%- set day_amounts = [
    {'input': 'ad_spend', 'column': 'spend', 'used_for': 'spend', 'day': 'date_day'},
    {'input': 'costs', 'column': 'amount', 'used_for': 'costs', 'day': 'date_day'},
    {'input': 'invoices', 'column': 'amount', 'used_for': 'recognised revenue', 'day': 'invoice_date'},
    {'input': 'subscriptions', 'column': 'monthly_amount', 'used_for': 'mrr', 'day': 'started_on'},
    {'input': 'campaigns', 'column': 'budget', 'used_for': 'budget', 'day': 'started_on'},
    {'input': 'budgets', 'column': 'amount', 'used_for': 'budget', 'day': 'period_start'},
] %}
with

amounts as (
    {%- for one in day_amounts %}
    select
        '{{ one.input }}' as input,
        {{ key_text(one.input, 'delivered') }} as row_identifier,
        '{{ one.column }}' as column_name,
        '{{ one.used_for }}' as used_for,
        upper(coalesce(delivered.currency, '{{ var("reporting_currency") }}')) as currency,
        delivered.{{ one.day }} as amount_on,
        delivered.{{ one.column }} as amount
    from {{ ref('stg_' ~ one.input) }} as delivered
    where delivered.{{ one.column }} is not null{{ " and delivered.started_on <= " ~ as_of() if one.input == 'subscriptions' }}
    union all
    {%- endfor %}
    select
        'deals' as input,
        deals.deal_id as row_identifier,
        'amount' as column_name,
        'pipeline' as used_for,
        deals.currency,
        deals.created_on as amount_on,
        delivered.amount
    from {{ ref('int_deals') }} as deals
    inner join {{ ref('stg_deals') }} as delivered
        on deals.deal_id = delivered.deal_id
    where delivered.amount is not null
    union all
    select
        'deals' as input,
        deals.deal_id as row_identifier,
        'amount' as column_name,
        'revenue' as used_for,
        deals.currency,
        deals.closed_on as amount_on,
        delivered.amount
    from {{ ref('int_deals') }} as deals
    inner join {{ ref('stg_deals') }} as delivered
        on deals.deal_id = delivered.deal_id
    where deals.is_won and delivered.amount is not null
    union all
    select
        'deals' as input,
        deals.deal_id as row_identifier,
        'monthly_recurring_amount' as column_name,
        'annual contract value' as used_for,
        deals.currency,
        deals.closed_on as amount_on,
        delivered.monthly_recurring_amount * 12 as amount
    from {{ ref('int_deals') }} as deals
    inner join {{ ref('stg_deals') }} as delivered
        on deals.deal_id = delivered.deal_id
    where deals.is_won and delivered.monthly_recurring_amount is not null
),

converted as (
    select
        amounts.*,
        {{ in_reporting_currency('amounts.amount', 'amounts.currency', 'rates.rate_to_reporting') }} as converted_amount,
        amounts.currency <> '{{ var("reporting_currency") }}' and rates.currency is null as has_no_rate
    from amounts
    left join {{ ref('int_exchange_rates') }} as rates
        on amounts.currency = rates.currency and {{ day_of_rate('amounts.amount_on') }} = rates.date_day
)

select
    input,
    row_identifier,
    column_name,
    used_for,
    currency,
    amount_on,
    cast(amount as decimal(38, 4)) as amount,
    case when has_no_rate then 'no exchange rate' else 'too large' end as reason
from converted
where converted_amount is null
