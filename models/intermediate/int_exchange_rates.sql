-- One row is the worth of one unit of a currency on a day: the last known one of up to
-- `exchange_rate_days` days before.
{%- set first_day = modules.datetime.date(2000, 1, 1) %}
{%- set last_day = first_day + modules.datetime.timedelta(days=var('exchange_rate_days') | int) %}
with

rates as (
    select
        date_day,
        upper(currency) as currency,
        max(rate_to_reporting) as rate_to_reporting
    from {{ ref('stg_exchange_rates') }}
    group by date_day, upper(currency)
),

succeeded as (
    select
        *,
        lead(date_day) over (partition by currency order by date_day) as next_rate_on
    from rates
),

-- so many days a rate may be old: 0, 1, 2 …
ages as (
    select cast({{ days_between("cast('" ~ first_day ~ "' as date)", 'date_day') }} as integer) as age_days
    from ({{ date_series(first_day, last_day) }}) as days
),

carried as (
    select
        succeeded.date_day + ages.age_days as date_day,
        succeeded.currency,
        succeeded.rate_to_reporting,
        succeeded.date_day as rate_on,
        succeeded.next_rate_on
    from succeeded
    cross join ages
)

select
    date_day,
    currency,
    rate_to_reporting,
    rate_on
from carried
where next_rate_on is null or date_day < next_rate_on
