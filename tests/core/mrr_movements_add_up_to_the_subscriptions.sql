-- Opening + movements = closing, each opening is the closing before it, and an account's last closing is what
-- its subscriptions cost a month at the as-of date.
with

movements as (
    select
        *,
        new_mrr + expansion_mrr + contraction_mrr + churned_mrr + reactivated_mrr as moved,
        lag(closing_mrr) over (partition by account_id, period_grain order by period_start) as closing_before,
        row_number() over (partition by account_id, period_grain order by period_start desc) as place_from_last
    from {{ ref('fct_mrr_movements') }}
),

last_closings as (
    select
        account_id,
        period_grain,
        closing_mrr
    from movements
    where place_from_last = 1 and closing_mrr <> 0
),

grains as (
    select period_grain from {{ ref('int_date_periods') }} group by period_grain
),

running as (
    select
        subscriptions.account_id,
        grains.period_grain,
        sum(subscriptions.monthly_amount) as monthly_amount
    from {{ ref('fct_subscriptions') }} as subscriptions
    cross join grains
    where subscriptions.ended_on is null
    group by subscriptions.account_id, grains.period_grain
    having sum(subscriptions.monthly_amount) <> 0
)

select account_id, period_grain, period_start
from movements
where opening_mrr + moved <> closing_mrr or opening_mrr <> coalesce(closing_before, 0) or closing_mrr < 0
union all
select account_id, period_grain, cast(null as date) as period_start
from last_closings
full outer join running using (account_id, period_grain)
where last_closings.closing_mrr is distinct from running.monthly_amount
