-- How many different visitors came.
with

visitors_counted as (
    select * from {{ ref('visitors_by_period') }}
)

select
    {{ metric_columns('visitors', numerator='visitors') }}
from visitors_counted
