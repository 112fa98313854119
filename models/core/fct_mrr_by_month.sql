-- One row is an account and a month at whose end it has MRR.
with

months as (
    select
        period_start,
        period_end
    from {{ ref('int_periods') }}
    where period_grain = 'month'
),

-- what a month ends with, until the next month in which something changes
closings as (
    select
        *,
        coalesce(
            lead(period_start) over (partition by account_id order by period_start nulls last),
            cast('9999-12-31' as date)
        ) as next_change_in
    from {{ ref('fct_mrr_movements') }}
    where period_grain = 'month'
)

select
    closings.account_id,
    months.period_start,
    months.period_end,
    closings.campaign_id,
    {{ qualified(dimensions_of('customers'), 'closings') }},
    closings.closing_mrr as mrr
from closings
inner join months
    on
        closings.period_start <= months.period_start
        and closings.next_change_in > months.period_start
where closings.closing_mrr <> 0
