-- One row is how many customers there were in a period and how long all so far have stayed, for
-- one value of one dimension.
{%- set dimensions = dimensions_of('customers') %}
{%- set stocks = ['customers', 'lives', 'lives_ended', 'days_before_lives', 'days_of_ended_lives'] %}
{%- set in_period_only = ['customers_gone', 'customers_left_out'] %}
with

date_periods as (
    select * from {{ ref('int_counted_periods') }}
),

periods as (
    select * from {{ ref('int_comparison_periods') }}
),

-- an account lives one life at a time
lives as (
    select
        lives.*,
        {{ dimensions | join(', ') }},
        lead(lives.started_on) over (partition by lives.account_id order by lives.life_number nulls last) as next_started_on,
        -- the days of a life at the end of any day are that day less these
        {{ days_between("cast('1970-01-01' as date)", 'lives.started_on') }} as days_before_life
    from {{ ref('int_customer_lives') }} as lives
    inner join {{ ref('int_account_acquisitions') }} as acquisitions
        on lives.account_id = acquisitions.account_id
),

-- a life comes and goes, so that the customers of any day are their sum
moves as (
    select
        started_on as event_on,
        {{ dimensions | join(', ') }},
        case when life_number = 1 then 1 else 0 end as customers,
        1 as lives,
        0 as lives_ended,
        days_before_life as days_before_lives,
        0 as days_of_ended_lives
    from lives
    union all
    select
        ended_on as event_on,
        {{ dimensions | join(', ') }},
        0 as customers,
        -1 as lives,
        1 as lives_ended,
        -days_before_life as days_before_lives,
        {{ days_between('started_on', 'ended_on') }} as days_of_ended_lives
    from lives
    where ended_on is not null
),

-- a customer by subscription on some day of the period, and none any more at its end
gone as (
    select
        periods.period_grain,
        periods.period_start,
        {{ qualified(dimensions, 'lives') }}
    from lives
    inner join date_periods
        on lives.ended_on = date_periods.date_day
    inner join periods
        on date_periods.period_grain = periods.period_grain and date_periods.period_start = periods.period_start
    where
        not lives.is_by_revenue
        and lives.ended_on > periods.period_start
        and coalesce(lives.next_started_on > periods.period_end, true)
),

-- whose revenue in a period is none that could be converted
without_revenue as (
    select
        invoices.account_id,
        date_periods.period_grain,
        date_periods.period_start
    from {{ ref('fct_invoices') }} as invoices
    inner join date_periods
        on invoices.invoice_date = date_periods.date_day
    group by invoices.account_id, date_periods.period_grain, date_periods.period_start
    having count(invoices.revenue_amount) = 0
),

left_out as (
    select
        without_revenue.account_id,
        without_revenue.period_grain,
        without_revenue.period_start,
        {{ qualified(dimensions, 'lives') }}
    from without_revenue
    inner join periods
        on without_revenue.period_grain = periods.period_grain and without_revenue.period_start = periods.period_start
    inner join lives
        on
            without_revenue.account_id = lives.account_id
            and lives.started_on <= periods.period_end
            and coalesce(
                lives.ended_on > case when lives.is_by_revenue then periods.period_end else periods.period_start end, true
            )
    group by
        without_revenue.account_id, without_revenue.period_grain, without_revenue.period_start,
        {{ qualified(dimensions, 'lives') }}
),

moves_in_periods as (
    select
        date_periods.period_grain,
        date_periods.period_start,
        {{ qualified(dimensions + stocks, 'moves') }},
        0 as customers_gone,
        0 as customers_left_out
    from moves
    inner join date_periods
        on moves.event_on = date_periods.date_day
    {%- for rows in ['gone', 'left_out'] %}
    union all
    select
        period_grain,
        period_start,
        {{ dimensions | join(', ') }}
        {%- for measure in stocks %},
        0 as {{ measure }}
        {%- endfor %}
        {%- for measure in in_period_only %},
        {{ 1 if measure == 'customers_' ~ rows else 0 }} as {{ measure }}
        {%- endfor %}
    from {{ rows }}
    {%- endfor %}
),

changes as (
    {{ by_period('moves_in_periods', dimensions=dimensions, counts={
        'customers': 'sum(moves_in_periods.customers)',
        'lives': 'sum(moves_in_periods.lives)',
        'lives_ended': 'sum(moves_in_periods.lives_ended)',
        'days_before_lives': 'sum(moves_in_periods.days_before_lives)',
        'days_of_ended_lives': 'sum(moves_in_periods.days_of_ended_lives)',
        'customers_gone': 'sum(moves_in_periods.customers_gone)',
        'customers_left_out': 'sum(moves_in_periods.customers_left_out)',
    }, has_periods=true) }}
),

balances as (
    {{ stocks_by_period('changes', stocks + in_period_only, there='customers') | indent(4) }}
)

select
    {{ period_keys() }},
    cast(closing_lives + customers_gone as bigint) as active_customers,
    cast(closing_lives + customers_gone - customers_left_out as bigint) as active_customers_with_known_revenue,
    cast(closing_customers as bigint) as customers_so_far,
    cast(closing_lives_ended as bigint) as customers_lost_so_far,
    cast(
        closing_lives * ({{ days_between("cast('1970-01-01' as date)", 'period_end') }} + 1)
        - closing_days_before_lives + closing_days_of_ended_lives
        as bigint
    ) as customer_days_so_far
from balances
