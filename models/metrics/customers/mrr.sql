-- Monthly recurring revenue at the end of the period and what moved it.
with

recurring_revenue as (
    select * from {{ ref('mrr_by_period') }}
)

select
    {{ metric_columns('mrr', numerator='closing_mrr') }}
from recurring_revenue
union all
select
    {{ metric_columns('new_mrr', numerator='new_mrr') }}
from recurring_revenue
union all
select
    {{ metric_columns('expansion_mrr', numerator='expansion_mrr') }}
from recurring_revenue
union all
select
    {{ metric_columns('contraction_mrr', numerator='contraction_mrr') }}
from recurring_revenue
union all
select
    {{ metric_columns('churned_mrr', numerator='churned_mrr') }}
from recurring_revenue
union all
select
    {{ metric_columns('reactivated_mrr', numerator='reactivated_mrr') }}
from recurring_revenue
