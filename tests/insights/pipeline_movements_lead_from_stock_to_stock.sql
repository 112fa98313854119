-- What a period begins with and its movements come to what it ends with; that is the open pipeline of the metric, and
-- of a quarter or year what pipeline coverage sees at its start and end.
with

movements as (
    select * from {{ ref('pipeline_movements') }}
),

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

added_up as (
    select
        {{ period_keys() }},
        scope,
        sum(case when movement = 'opening' then deal_change else 0 end) as opening_deals,
        sum(case when movement = 'opening' then amount else 0 end) as opening_amount,
        sum(case when movement <> 'closing' then deal_change else 0 end) as deals_so_far,
        sum(case when movement <> 'closing' then amount else 0 end) as amount_so_far,
        sum(case when movement = 'closing' then deal_change else 0 end) as closing_deals,
        sum(case when movement = 'closing' then amount else 0 end) as closing_amount
    from movements
    group by period_grain, period_start, dimension, dimension_value, scope
),

stocks as (
    select
        {{ period_keys() }},
        deals_open_at_end as deals,
        coalesce(open_pipeline, 0) as amount
    from {{ ref('open_pipeline_by_period') }}
    where period_grain in ('week', 'month', 'quarter', 'year') and dimension <> 'stage'
),

stocks_before as (
    select
        periods.period_grain,
        periods.period_start,
        stocks.dimension,
        stocks.dimension_value,
        stocks.deals,
        stocks.amount
    from stocks
    inner join {{ ref('int_comparison_periods') }} as periods
        on stocks.period_grain = periods.period_grain and stocks.period_start = periods.previous_start
),

coverage as (
    select * from {{ ref('pipeline_coverage_by_period') }}
),

-- what stands on one side alone must be nothing
compared as (
    select
        'movements' as what,
        {{ period_keys() }},
        deals_so_far as moved_deals,
        amount_so_far as moved_amount,
        closing_deals as stock_deals,
        closing_amount as stock_amount
    from added_up
    union all
    select
        'closing' as what,
        {{ period_keys() }},
        added_up.closing_deals,
        added_up.closing_amount,
        stocks.deals,
        stocks.amount
    from (select * from added_up where scope = 'all') as added_up
    full outer join stocks using (period_grain, period_start, dimension, dimension_value)
    union all
    select
        'opening' as what,
        {{ period_keys() }},
        added_up.opening_deals,
        added_up.opening_amount,
        stocks_before.deals,
        stocks_before.amount
    from (select * from added_up where scope = 'all') as added_up
    full outer join stocks_before using (period_grain, period_start, dimension, dimension_value)
    {%- for what, moved, stock in [
        ('expected', 'opening_amount', 'pipeline_at_start'),
        ('still expected', 'closing_amount', 'pipeline_at_end'),
    ] %}
    union all
    select
        '{{ what }}' as what,
        {{ period_keys() }},
        0 as moved_deals,
        added_up.{{ moved }},
        0 as stock_deals,
        coverage.{{ stock }}
    from (
        select * from added_up where scope = 'expected' and period_grain in ('quarter', 'year')
    ) as added_up
    full outer join coverage using (period_grain, period_start, dimension, dimension_value)
    {%- endfor %}
)

select *
from compared
where
    coalesce(moved_deals, 0) <> coalesce(stock_deals, 0)
    or {{ is_measured('open_pipeline') }} and coalesce(moved_amount, 0) <> coalesce(stock_amount, 0)
