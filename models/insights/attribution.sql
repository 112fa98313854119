-- One row is what a model credits to a channel or campaign for the conversions of a period.
with

claims as (
    select * from {{ ref('int_attribution_claims') }}
),

running as (
    select
        *,
        sum(weight) over (
            partition by model, conversion_type, claimed_id, dimension
            order by dimension_value nulls last
            rows between unbounded preceding and current row
        ) as running_weight,
        sum(weight) over (
            partition by model, conversion_type, claimed_id, dimension
        ) as total_weight
    from claims
),

-- Each claim is a stretch of the whole, from one share to the next. Both ends are rounded, not the
-- stretch between them: so the stretches add up to the whole to the last digit.
stretches as (
    select
        *,
        -- wide enough for a day of the largest amounts, narrow enough for any product with a share
        cast(conversion_count as decimal(22, 0)) as whole_count,
        cast(revenue_amount as decimal(26, 4)) as whole_amount,
        cast({{ safe_divide('running_weight - weight', 'total_weight') }} as decimal(14, 12)) as start_share,
        cast({{ safe_divide('running_weight', 'total_weight') }} as decimal(14, 12)) as end_share
    from running
),

credits as (
    select
        model,
        conversion_type,
        converted_on,
        dimension,
        dimension_value,
        cast(whole_count * end_share as decimal(18, 6))
        - cast(whole_count * start_share as decimal(18, 6)) as conversions_credited,
        {{ money_times('whole_amount', 'end_share', 13) }}
        - {{ money_times('whole_amount', 'start_share', 13) }} as revenue_credited
    from stretches
)

select
    credits.model,
    credits.conversion_type,
    date_periods.period_grain,
    date_periods.period_start,
    credits.dimension,
    credits.dimension_value,
    cast(sum(credits.conversions_credited) as decimal(38, 6)) as conversions_credited,
    cast(sum(credits.revenue_credited) as decimal(38, 4)) as revenue_credited
from credits
inner join {{ ref('int_date_periods') }} as date_periods
    on credits.converted_on = date_periods.date_day
where date_periods.period_grain in ('month', 'quarter', 'year', 'all_time')
group by
    credits.model, credits.conversion_type, date_periods.period_grain, date_periods.period_start,
    credits.dimension, credits.dimension_value
