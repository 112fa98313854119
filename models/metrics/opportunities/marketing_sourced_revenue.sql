-- What marketing sourced of the new business won.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

deals as (
    select * from {{ ref('deals_by_period') }}
)

select
    {{ metric_columns('marketing_sourced_revenue', numerator='marketing_sourced_revenue') }}
from deals
where {{ is_measured('marketing_sourced_revenue') }}
union all
select
    {{ metric_columns(
        'marketing_revenue_share',
        numerator='marketing_sourced_revenue',
        denominator='new_business_revenue',
    ) }}
from deals
where {{ is_measured('marketing_revenue_share') }}
union all
select
    {{ metric_columns('marketing_opportunities_won', numerator='marketing_opportunities_won') }}
from deals
where {{ is_measured('marketing_opportunities_won') }}
