-- How many deals were won and what they brought.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

deals as (
    select * from {{ ref('deals_by_period') }}
)

select
    {{ metric_columns('deals_won', numerator='deals_won') }}
from deals
where {{ is_measured('deals_won') }}
union all
select
    {{ metric_columns('revenue', numerator='revenue') }}
from deals
where {{ is_measured('revenue') }}
