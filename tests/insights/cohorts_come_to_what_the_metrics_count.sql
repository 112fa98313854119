-- A cohort never loses what it had; in the as-of month it has come to what the metrics of its month count, and all cohorts
-- together bought what deals with a lead did.
with

cohorts as (
    select * from {{ ref('cohorts') }}
),

in_order as (
    select
        *,
        lag(mqls) over (partition by lead_month, dimension, dimension_value order by months_since nulls last) as mqls_before,
        lag(sqls) over (partition by lead_month, dimension, dimension_value order by months_since nulls last) as sqls_before,
        lag(opportunities) over (partition by lead_month, dimension, dimension_value order by months_since nulls last)
            as opportunities_before,
        lag(customers) over (partition by lead_month, dimension, dimension_value order by months_since nulls last)
            as customers_before,
        lag(months_since) over (partition by lead_month, dimension, dimension_value order by months_since nulls last)
            as months_before
    from cohorts
),

last_cells as (
    select * from cohorts where month_start = cast(date_trunc('month', {{ as_of() }}) as date)
),

counted as (
    select
        period_start,
        dimension,
        dimension_value,
        leads,
        leads_that_became_mqls,
        leads_with_opportunity,
        leads_that_became_customers
    from {{ ref('leads_by_period') }}
    where period_grain = 'month' and leads > 0
)

select
    'a cohort lost what it had' as wrong,
    lead_month,
    dimension,
    dimension_value
from in_order
where
    mqls < mqls_before
    or sqls < sqls_before
    or opportunities < opportunities_before
    or customers < customers_before
    or months_since <> coalesce(months_before + 1, 0)
    or greatest(mqls + undated_mqls, sqls + undated_sqls, opportunities + undated_opportunities, customers + undated_customers)
    > leads
union all
select
    'not what the metrics count' as wrong,
    coalesce(last_cells.lead_month, counted.period_start) as lead_month,
    coalesce(last_cells.dimension, counted.dimension) as dimension,
    coalesce(last_cells.dimension_value, counted.dimension_value) as dimension_value
from last_cells
full outer join counted
    on
        last_cells.lead_month = counted.period_start
        and last_cells.dimension = counted.dimension
        and last_cells.dimension_value = counted.dimension_value
where
    coalesce(last_cells.dimension, counted.dimension) in (select dimension from cohorts)
    and (
        last_cells.leads is null
        or counted.leads is null
        or last_cells.leads <> counted.leads
        or last_cells.mqls + last_cells.undated_mqls <> counted.leads_that_became_mqls
        or last_cells.opportunities + last_cells.undated_opportunities <> counted.leads_with_opportunity
        or last_cells.customers + last_cells.undated_customers <> counted.leads_that_became_customers
    )
union all
select
    'not what their deals brought' as wrong,
    cast(null as date) as lead_month,
    totals.dimension,
    cast(null as {{ dbt.type_string() }}) as dimension_value
from (
    select
        dimension,
        sum(revenue) as revenue
    from last_cells
    where revenue is not null
    group by dimension
) as totals
cross join (
    select coalesce(sum(deals.revenue_amount), 0) as revenue
    from {{ ref('fct_deals') }} as deals
    inner join {{ ref('fct_leads') }} as leads
        on deals.first_lead_id = leads.lead_id
    where deals.is_won
) as deals
where totals.revenue <> deals.revenue
