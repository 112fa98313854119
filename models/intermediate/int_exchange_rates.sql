-- One row is the worth of one unit of a currency on a day.
select
    date_day,
    upper(currency) as currency,
    max(rate_to_reporting) as rate_to_reporting
from {{ ref('stg_exchange_rates') }}
group by date_day, upper(currency)
