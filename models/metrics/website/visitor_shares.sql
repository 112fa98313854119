-- The shares of visitors who came for the first time, and who had come before.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

visitors_counted as (
    select * from {{ ref('visitors_by_period') }}
)

select
    {{ metric_columns('new_visitor_share', numerator='new_visitors', denominator='visitors') }}
from visitors_counted
union all
select
    {{ metric_columns(
        'returning_visitor_share',
        numerator='visitors - new_visitors',
        denominator='visitors',
    ) }}
from visitors_counted
