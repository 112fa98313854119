-- One row is what the next quarter was or is expected to bring, in all or in a channel, and how
-- far off the method is.
with

quarters as (
    select * from {{ ref('int_outlook_quarters') }}
),

outlooks as (
    select
        outlooks.quarter_start,
        outlooks.quantity,
        outlooks.basis,
        outlooks.history_quarters,
        case when grouping(outlooks.channel) = 0 then 'channel' else 'total' end as dimension,
        coalesce(outlooks.channel, 'all') as dimension_value,
        sum(outlooks.basis_value) as basis_value,
        sum(outlooks.expected_value) as expected_value
    from {{ ref('int_outlooks') }} as outlooks
    group by grouping sets (
        (outlooks.quarter_start, outlooks.quantity, outlooks.basis, outlooks.history_quarters),
        (outlooks.quarter_start, outlooks.quantity, outlooks.basis, outlooks.history_quarters, outlooks.channel)
    )
),

outcomes as (
    select
        seen_quarter_start,
        quantity,
        quarter_start,
        case when grouping(channel) = 0 then 'channel' else 'total' end as dimension,
        coalesce(channel, 'all') as dimension_value,
        sum(outcome_value) as outcome_value
    from {{ ref('int_outlook_outcomes') }}
    group by grouping sets (
        (seen_quarter_start, quantity, quarter_start),
        (seen_quarter_start, quantity, quarter_start, channel)
    )
),

-- every earlier outlook whose quarter was over when this one was made, against what was known of
-- it then
past_outlooks as (
    select
        seen.quarter_start,
        past.quantity,
        past.dimension,
        past.dimension_value,
        past.expected_value,
        coalesce(outcomes.outcome_value, 0) as outcome_value
    from quarters as seen
    inner join outlooks as past
        on past.quarter_start < seen.quarter_start and past.expected_value is not null
    inner join quarters as past_quarters
        on past.quarter_start = past_quarters.quarter_start
    inner join quarters as outcome_quarters
        on
            past_quarters.next_quarter_start = outcome_quarters.quarter_start
            and outcome_quarters.next_quarter_start <= cast(seen.seen_on + interval '1' day as date)
    left join outcomes
        on
            seen.quarter_start = outcomes.seen_quarter_start
            and outcome_quarters.quarter_start = outcomes.quarter_start
            and past.quantity = outcomes.quantity
            and past.dimension = outcomes.dimension
            and past.dimension_value = outcomes.dimension_value
),

-- in decimals, because an average of doubles depends on the order they come in
errors as (
    select
        quarter_start,
        quantity,
        dimension,
        dimension_value,
        cast(
            abs({{ safe_divide('expected_value - outcome_value', 'outcome_value') }}) as decimal(38, 8)
        ) as percentage_error,
        {{ safe_divide('outcome_value', 'expected_value') }} as outcome_ratio
    from past_outlooks
),

measured as (
    select
        quarter_start,
        quantity,
        dimension,
        dimension_value,
        count(percentage_error) as measured_quarters,
        {{ safe_divide('sum(percentage_error)', 'count(percentage_error)') }} as mean_absolute_percentage_error,
        count(outcome_ratio) as compared_quarters,
        min(outcome_ratio) as lowest_ratio,
        max(outcome_ratio) as highest_ratio
    from errors
    group by quarter_start, quantity, dimension, dimension_value
),

actuals as (
    select period_start, dimension, dimension_value, 'expected_sqos' as quantity, sqos as actual_value
    from {{ ref('deals_by_period') }}
    where period_grain = 'quarter'
    union all
    select period_start, dimension, dimension_value, 'expected_pipeline' as quantity, pipeline_created as actual_value
    from {{ ref('deals_by_period') }}
    where period_grain = 'quarter'
    union all
    select period_start, dimension, dimension_value, 'expected_revenue' as quantity, revenue as actual_value
    from {{ ref('deals_by_period') }}
    where period_grain = 'quarter'
),

joined as (
    select
        outlooks.*,
        quarters.seen_on,
        quarters.next_quarter_start,
        quarters.is_running,
        coalesce(measured.measured_quarters, 0) as measured_quarters,
        measured.mean_absolute_percentage_error,
        -- fewer than three outcomes say nothing of how far off the next may be
        case when measured.compared_quarters >= 3 then measured.compared_quarters end as interval_quarters,
        measured.lowest_ratio,
        measured.highest_ratio,
        next_quarters.quarter_start is not null and not next_quarters.is_running as has_actual,
        actuals.actual_value
    from outlooks
    inner join quarters
        on outlooks.quarter_start = quarters.quarter_start
    left join measured
        on
            outlooks.quarter_start = measured.quarter_start
            and outlooks.quantity = measured.quantity
            and outlooks.dimension = measured.dimension
            and outlooks.dimension_value = measured.dimension_value
    left join quarters as next_quarters
        on quarters.next_quarter_start = next_quarters.quarter_start
    left join actuals
        on
            quarters.next_quarter_start = actuals.period_start
            and outlooks.quantity = actuals.quantity
            and outlooks.dimension = actuals.dimension
            and outlooks.dimension_value = actuals.dimension_value
)

select
    quarter_start,
    next_quarter_start as expected_quarter_start,
    seen_on,
    quantity,
    dimension,
    dimension_value,
    case
        when history_quarters < 3 then 'history_too_short'
        when expected_value is null then 'no_basis'
        when interval_quarters is null then 'error_not_known'
        else 'measured'
    end as status,
    basis,
    cast(basis_value as {{ type_double() }}) as basis_value,
    cast(history_quarters as bigint) as history_quarters,
    {{ safe_divide('expected_value', 'basis_value') }} as historic_rate,
    cast(expected_value as {{ type_double() }}) as expected_value,
    -- below 0, where what was taken back was more than what was won, the largest multiple is the lowest
    case
        when interval_quarters is not null
            then expected_value * case when expected_value < 0 then highest_ratio else lowest_ratio end
    end as expected_low,
    case
        when interval_quarters is not null
            then expected_value * case when expected_value < 0 then lowest_ratio else highest_ratio end
    end as expected_high,
    -- of n+1 outcomes, each as likely to be the lowest as the highest, the next lies between
    -- the n before it
    {{ safe_divide('interval_quarters - 1', 'interval_quarters + 1') }} as interval_coverage,
    mean_absolute_percentage_error,
    cast(measured_quarters as bigint) as measured_quarters,
    case when has_actual then cast(coalesce(actual_value, 0) as {{ type_double() }}) end as actual_value,
    is_running
from joined
