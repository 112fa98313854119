-- How many deals were won and what they brought.
with

deals as (
    select * from {{ ref('deals_by_period') }}
)

select
    {{ metric_columns('deals_won', numerator='deals_won') }}
from deals
union all
select
    {{ metric_columns('revenue', numerator='revenue') }}
from deals
