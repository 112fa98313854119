-- One row is an account and a period in which its MRR changed, against the end of the period
-- before.
with

changes as (
    select account_id, started_on as changed_on, monthly_amount as change_amount
    from {{ ref('int_subscriptions') }}
    where monthly_amount is not null
    union all
    select account_id, ended_on as changed_on, -monthly_amount as change_amount
    from {{ ref('int_subscriptions') }}
    where monthly_amount is not null and ended_on is not null
),

period_changes as (
    select
        changes.account_id,
        date_periods.period_grain,
        date_periods.period_start,
        sum(changes.change_amount) as net_change
    from changes
    inner join {{ ref('int_date_periods') }} as date_periods
        on changes.changed_on = date_periods.date_day
    group by changes.account_id, date_periods.period_grain, date_periods.period_start
),

balances as (
    select
        *,
        sum(net_change) over (
            partition by account_id, period_grain order by period_start
            rows between unbounded preceding and current row
        ) as closing_mrr
    from period_changes
),

movements as (
    select
        *,
        closing_mrr - net_change as opening_mrr,
        coalesce(max(closing_mrr) over (
            partition by account_id, period_grain order by period_start
            rows between unbounded preceding and 1 preceding
        ), 0) > 0 as has_been_customer
    from balances
)

select
    movements.account_id,
    movements.period_grain,
    movements.period_start,
    acquisitions.channel,
    {{ campaign_columns('acquisitions.campaign') }},
    acquisitions.segment,
    acquisitions.program,
    acquisitions.target_account,
    acquisitions.icp,
    {{- own_columns({'accounts': 'acquisitions', 'campaigns': 'acquisitions'}) }}
    cast(movements.opening_mrr as decimal(38, 4)) as opening_mrr,
    cast(case when opening_mrr = 0 and not has_been_customer then net_change else 0 end as decimal(38, 4)) as new_mrr,
    cast(case when opening_mrr > 0 and net_change > 0 then net_change else 0 end as decimal(38, 4)) as expansion_mrr,
    cast(case when opening_mrr > 0 and net_change < 0 and closing_mrr > 0 then net_change else 0 end as decimal(38, 4))
        as contraction_mrr,
    cast(case when opening_mrr > 0 and closing_mrr = 0 then net_change else 0 end as decimal(38, 4)) as churned_mrr,
    cast(case when opening_mrr = 0 and has_been_customer then net_change else 0 end as decimal(38, 4))
        as reactivated_mrr,
    cast(movements.closing_mrr as decimal(38, 4)) as closing_mrr
from movements
inner join {{ ref('int_account_acquisitions') }} as acquisitions
    on movements.account_id = acquisitions.account_id
where movements.net_change <> 0
