-- How fast the number of e-mail subscribers grows.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

subscribers as (
    select * from {{ ref('subscribers_by_period') }}
)

select
    {{ metric_columns(
        'subscriber_growth_rate',
        numerator='subscribers_joined - subscribers_left',
        denominator='opening_subscribers',
    ) }}
from subscribers
