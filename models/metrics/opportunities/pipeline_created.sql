-- How many opportunities were created, worth how much, and what marketing sourced of them.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

deals as (
    select * from {{ ref('deals_by_period') }}
)

select
    {{ metric_columns('opportunities', numerator='opportunities') }}
from deals
union all
select
    {{ metric_columns('pipeline_created', numerator='pipeline_created') }}
from deals
where {{ is_measured('pipeline_created') }}
union all
select
    {{ metric_columns(
        'marketing_sourced_opportunities',
        numerator='marketing_sourced_opportunities',
    ) }}
from deals
where {{ is_measured('marketing_sourced_opportunities') }}
union all
select
    {{ metric_columns('marketing_sourced_pipeline', numerator='marketing_sourced_pipeline') }}
from deals
where {{ is_measured('marketing_sourced_pipeline') }}
union all
select
    {{ metric_columns(
        'marketing_pipeline_share',
        numerator='marketing_sourced_new_business_pipeline',
        denominator='new_business_pipeline',
    ) }}
from deals
where {{ is_measured('marketing_pipeline_share') }}
