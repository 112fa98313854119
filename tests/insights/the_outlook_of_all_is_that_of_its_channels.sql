-- The outlook's channels add up to its total, and its outcomes are the metrics of the expected
-- quarter.
with

channels as (
    select
        quarter_start,
        quantity,
        sum(cast(basis_value as decimal(38, 4))) as basis_value,
        sum(cast(expected_value as decimal(38, 4))) as expected_value
    from {{ ref('pipeline_outlook') }}
    where dimension = 'channel'
    group by quarter_start, quantity
),

metric_values as (
    select
        period_start,
        case
            when metric = 'sqos' then 'expected_sqos'
            when metric = 'pipeline_created' then 'expected_pipeline'
            else 'expected_revenue'
        end as quantity,
        value
    from {{ ref('metric_values') }}
    where metric in ('sqos', 'pipeline_created', 'revenue') and period_grain = 'quarter' and dimension = 'total'
)

select
    outlook.quarter_start,
    outlook.quantity,
    outlook.expected_value,
    channels.expected_value as channels_expected_value,
    outlook.actual_value,
    metric_values.value
from {{ ref('pipeline_outlook') }} as outlook
inner join channels
    on outlook.quarter_start = channels.quarter_start and outlook.quantity = channels.quantity
left join metric_values
    on outlook.expected_quarter_start = metric_values.period_start and outlook.quantity = metric_values.quantity
where
    outlook.dimension = 'total'
    and (
        cast(outlook.expected_value as decimal(38, 4)) is distinct from channels.expected_value
        or cast(outlook.basis_value as decimal(38, 4)) is distinct from channels.basis_value
        or (outlook.actual_value is not null and outlook.actual_value <> coalesce(metric_values.value, 0))
    )
