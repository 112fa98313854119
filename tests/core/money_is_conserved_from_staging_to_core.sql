-- Per input, day and currency: the amounts of core are those of staging at the last rate of so many days before,
-- and as many are without one on both sides.
{%- set facts = {
    'ad_spend': {'fact': 'fct_ad_spend', 'day': 'date_day', 'amount': 'spend', 'fact_amount': 'spend_amount'},
    'costs': {'fact': 'fct_costs', 'day': 'date_day', 'amount': 'amount', 'fact_amount': 'cost_amount'},
    'invoices': {'fact': 'fct_invoices', 'day': 'invoice_date', 'amount': 'amount', 'fact_amount': 'revenue_amount'},
    'subscriptions': {
        'fact': 'fct_subscriptions', 'day': 'started_on', 'amount': 'monthly_amount', 'fact_amount': 'monthly_amount'
    },
} %}
{%- set reporting_currency = "'" ~ var('reporting_currency') ~ "'" %}
with

rates as (
    select
        date_day,
        upper(currency) as currency,
        max(rate_to_reporting) as rate
    from {{ ref('stg_exchange_rates') }}
    group by date_day, upper(currency)
),

accepted as (
    {%- for input, names in facts.items() %}
    select
        '{{ input }}' as input,
        {{ names.day }} as amount_on,
        upper(coalesce(currency, {{ reporting_currency }})) as currency,
        {{ names.amount }} as amount
    from {{ ref('stg_' ~ input) }}
    where {{ names.day }} <= {{ as_of() }}
    {{ "union all" if not loop.last }}
    {%- endfor %}
),

days as (
    select
        accepted.amount_on,
        accepted.currency,
        max(rates.date_day) as rate_on
    from accepted
    inner join rates
        on
            accepted.currency = rates.currency
            and rates.date_day between accepted.amount_on - {{ var('exchange_rate_days') }} and accepted.amount_on
    group by accepted.amount_on, accepted.currency
),

converted as (
    select
        accepted.input,
        accepted.amount_on,
        accepted.currency,
        {{ in_reporting_currency('accepted.amount', 'accepted.currency', 'rates.rate') }} as amount
    from accepted
    left join days
        on accepted.currency = days.currency and accepted.amount_on = days.amount_on
    left join rates
        on days.currency = rates.currency and days.rate_on = rates.date_day
),

expected as (
    select
        input,
        amount_on,
        currency,
        sum(amount) as amount,
        sum(case when amount is null then 1 else 0 end) as without_rate
    from converted
    group by input, amount_on, currency
),

found as (
    {%- for input, names in facts.items() %}
    select
        '{{ input }}' as input,
        {{ names.day }} as amount_on,
        currency,
        sum({{ names.fact_amount }}) as amount,
        sum(case when {{ names.fact_amount }} is null then 1 else 0 end) as without_rate
    from {{ ref(names.fact) }}
    group by {{ names.day }}, currency
    {{ "union all" if not loop.last }}
    {%- endfor %}
)

select
    input,
    amount_on,
    currency,
    expected.amount as expected_amount,
    found.amount as found_amount,
    expected.without_rate as expected_without_rate,
    found.without_rate as found_without_rate
from expected
full outer join found using (input, amount_on, currency)
where
    expected.amount is distinct from found.amount
    or expected.without_rate is distinct from found.without_rate
