-- One row is an amount and a currency: what is left out of every sum because no exchange rate is known
-- for its day, or because it is too large in the reporting currency.
select
    input,
    used_for,
    currency,
    reason,
    cast(count(*) as bigint) as row_count,
    cast(sum(amount) as decimal(38, 4)) as amount
from {{ ref('int_unconverted_amounts') }}
group by input, used_for, currency, reason
