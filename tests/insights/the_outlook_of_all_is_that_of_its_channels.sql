-- The outlook's channels add up to its total, and its outcomes are the metrics of the expected
-- quarter.
with

channels as (
    select
        quarter_start,
        quantity,
        sum(cast(basis_value as decimal(38, 4))) as basis_value,
        sum(abs(basis_value)) as basis_size,
        sum(cast(expected_value as decimal(38, 4))) as expected_value,
        sum(abs(expected_value)) as expected_size
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
        (outlook.expected_value is null) <> (channels.expected_value is null)
        or (outlook.basis_value is null) <> (channels.basis_value is null)
        -- of amounts that doubles hold with some 15 digits
        or abs(outlook.expected_value - channels.expected_value) > 0.00005 + 1e-12 * channels.expected_size
        or abs(outlook.basis_value - channels.basis_value) > 0.00005 + 1e-12 * channels.basis_size
        or (outlook.actual_value is not null and outlook.actual_value <> coalesce(metric_values.value, 0))
    )
