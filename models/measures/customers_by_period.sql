-- One row is how many customers there were in a period and how long all so far have stayed, for
-- one value of one dimension.
{%- set dimensions = dimensions_of('customers') %}
with

lives as (
    select
        lives.*,
        {{ dimensions | join(', ') }}
    from {{ ref('int_customer_lives') }} as lives
    inner join {{ ref('int_account_acquisitions') }} as acquisitions
        on lives.account_id = acquisitions.account_id
),

periods as (
    select * from {{ ref('int_periods') }}
),

-- whose revenue in a period is none that could be converted
without_revenue as (
    select
        invoices.account_id,
        date_periods.period_grain,
        date_periods.period_start,
        true as is_left_out
    from {{ ref('fct_invoices') }} as invoices
    inner join {{ ref('int_date_periods') }} as date_periods
        on invoices.invoice_date = date_periods.date_day
    group by invoices.account_id, date_periods.period_grain, date_periods.period_start
    having count(invoices.revenue_amount) = 0
),

-- every life that began by the period's end, as it stood then
lives_then as (
    select
        periods.period_grain,
        periods.period_start,
        {{ dimensions | join(', ') }},
        lives.account_id,
        case
            -- by subscription: on any day of the period; by revenue: on its last day
            when lives.is_by_revenue and coalesce(lives.ended_on > periods.period_end, true) then lives.account_id
            when not lives.is_by_revenue and coalesce(lives.ended_on > periods.period_start, true) then lives.account_id
        end as active_account_id,
        case when lives.ended_on <= periods.period_end then 1 else 0 end as has_ended,
        case
            when lives.ended_on <= periods.period_end then {{ days_between('lives.started_on', 'lives.ended_on') }}
            else {{ days_between('lives.started_on', 'periods.period_end') }} + 1
        end as days_as_customer
    from lives
    inner join periods
        on lives.started_on <= periods.period_end
),

lives_so_far as (
    select
        lives_then.*,
        case when without_revenue.is_left_out is null then lives_then.active_account_id end as charged_account_id
    from lives_then
    left join without_revenue
        on
            lives_then.active_account_id = without_revenue.account_id
            and lives_then.period_grain = without_revenue.period_grain
            and lives_then.period_start = without_revenue.period_start
)

{{ by_period(
    'lives_so_far',
    dimensions=dimensions,
    counts={
        'active_customers': 'count(distinct lives_so_far.active_account_id)',
        'active_customers_with_known_revenue': 'count(distinct lives_so_far.charged_account_id)',
        'customers_so_far': 'count(distinct lives_so_far.account_id)',
        'customers_lost_so_far': 'sum(lives_so_far.has_ended)',
        'customer_days_so_far': 'sum(lives_so_far.days_as_customer)',
    },
    has_periods=true,
) }}
