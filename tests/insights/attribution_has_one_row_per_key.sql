-- Model, conversion, period and dimension value are a key, and no share of conversions is negative. Revenue may be:
-- a down-sell's is.
select
    model, conversion_type, period_grain, period_start, dimension, dimension_value,
    count(*) as row_count,
    min(conversions_credited) as least_conversions
from {{ ref('attribution') }}
group by model, conversion_type, period_grain, period_start, dimension, dimension_value
having count(*) > 1 or min(conversions_credited) < 0
