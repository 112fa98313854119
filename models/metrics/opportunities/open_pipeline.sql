-- The deals open at the period's end, what they are worth, and for how long they have been open.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

pipeline as (
    select * from {{ ref('open_pipeline_by_period') }}
)

select
    {{ metric_columns('open_deals', numerator='deals_open_at_end') }}
from pipeline
union all
select
    {{ metric_columns('open_pipeline', numerator='open_pipeline') }}
from pipeline
where {{ is_measured('open_pipeline') }}
union all
select
    {{ metric_columns('weighted_pipeline', numerator='weighted_pipeline') }}
from pipeline
where {{ is_measured('weighted_pipeline') }}
union all
select
    {{ metric_columns(
        'average_open_deal_age_days',
        numerator='open_deal_days',
        denominator='deals_open_at_end',
    ) }}
from pipeline
