-- What accounts have at the end of a month is what the company has, to the cent.
with

accounts as (
    select
        period_start,
        sum(mrr) as mrr
    from {{ ref('fct_mrr_by_month') }}
    group by period_start
),

company as (
    select
        period_start,
        closing_mrr
    from {{ ref('mrr_by_period') }}
    where period_grain = 'month' and dimension = 'total'
)

select
    period_start,
    accounts.mrr,
    company.closing_mrr
from accounts
full outer join company using (period_start)
where coalesce(accounts.mrr, 0) <> coalesce(company.closing_mrr, 0)
