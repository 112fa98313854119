-- One row is what the open pipeline of a period began with, a movement of it, or what it ended with, in a scope, for
-- one value of one dimension.
{%- set movements = ['created', 'reopened', 'grown', 'pulled_in', 'slipped_in', 'shrunk', 'pushed_out', 'lost', 'won', 'closed'] %}
{%- set run = 'partition by period_grain, scope, run_from, dimension, dimension_value order by period_start nulls last' %}
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

moves as (
    select * from {{ ref('int_pipeline_moves') }}
),

-- all pipeline is added up since the first deal; what is expected to close in a quarter, anew in each
scoped_periods as (
    select
        period_grain,
        period_start,
        'all' as scope,
        cast('1970-01-01' as date) as run_from
    from {{ ref('int_pipeline_periods') }}
    union all
    select
        period_grain,
        period_start,
        'expected' as scope,
        expected_from as run_from
    from {{ ref('int_pipeline_periods') }}
),

changes as (
    select
        moves.scope,
        scoped_periods.run_from,
        {{ qualified(['period_grain', 'period_start', 'dimension', 'dimension_value'], 'moves') }},
        sum(moves.deal_change) as deals,
        sum(moves.amount) as amount,
        sum(case when moves.movement <> 'carried' then moves.deal_change else 0 end) as moved_deals,
        sum(case when moves.movement <> 'carried' then moves.amount else 0 end) as moved_amount
    from moves
    inner join scoped_periods
        on
            moves.period_grain = scoped_periods.period_grain
            and moves.period_start = scoped_periods.period_start
            and moves.scope = scoped_periods.scope
    group by
        moves.scope, scoped_periods.run_from,
        {{ qualified(['period_grain', 'period_start', 'dimension', 'dimension_value'], 'moves') }}
),

added_up as (
    select
        *,
        lead(period_start) over ({{ run }}) as next_start,
        sum(deals) over ({{ run }} rows between unbounded preceding and current row) as closing_deals,
        sum(amount) over ({{ run }} rows between unbounded preceding and current row) as closing_amount
    from changes
),

-- in all, nothing open is 0; under a value of a dimension it has rows only where something moved
standing as (
    select
        periods.period_grain,
        periods.period_start,
        periods.scope,
        added_up.dimension,
        added_up.dimension_value,
        added_up.closing_deals,
        added_up.closing_amount,
        case
            when periods.period_start = added_up.period_start then added_up.closing_deals - added_up.moved_deals
            else added_up.closing_deals
        end as opening_deals,
        case
            when periods.period_start = added_up.period_start then added_up.closing_amount - added_up.moved_amount
            else added_up.closing_amount
        end as opening_amount
    from added_up
    inner join scoped_periods as periods
        on
            added_up.period_grain = periods.period_grain
            and added_up.scope = periods.scope
            and added_up.run_from = periods.run_from
            and added_up.period_start <= periods.period_start
            and coalesce(periods.period_start < added_up.next_start, true)
    where
        periods.period_start = added_up.period_start
        or added_up.closing_deals <> 0
        or added_up.dimension = 'total'
),

movements as (
    select {{ period_keys() }}, scope, 'opening' as movement, 1 as movement_number, opening_deals as deals,
        opening_deals as deal_change, opening_amount as amount
    from standing
    union all
    select {{ period_keys() }}, scope, movement,
        case movement
            {%- for movement in movements %}
            when '{{ movement }}' then {{ loop.index + 1 }}
            {%- endfor %}
        end as movement_number,
        deals, deal_change, amount
    from moves
    where movement <> 'carried'
    union all
    select {{ period_keys() }}, scope, 'closing' as movement, {{ movements | length + 2 }} as movement_number,
        closing_deals as deals, closing_deals as deal_change, closing_amount as amount
    from standing
)

select
    period_grain,
    period_start,
    scope,
    dimension,
    dimension_value,
    movement,
    cast(movement_number as integer) as movement_number,
    cast(deals as bigint) as deals,
    cast(deal_change as bigint) as deal_change,
    cast(case when {{ is_measured('open_pipeline') }} then amount end as decimal(38, 4)) as amount
from movements
