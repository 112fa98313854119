-- Model, conversion, period and dimension value are a key, and no credit is negative.
select
    model, conversion_type, period_grain, period_start, dimension, dimension_value,
    count(*) as row_count,
    min(conversions_credited) as least_conversions,
    min(revenue_credited) as least_revenue
from {{ ref('attribution') }}
group by model, conversion_type, period_grain, period_start, dimension, dimension_value
having count(*) > 1 or min(conversions_credited) < 0 or min(revenue_credited) < 0
