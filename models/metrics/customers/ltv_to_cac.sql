-- What a customer is worth per what it cost to win it, and how many months it takes to earn that
-- back.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

lifetime_values as (
    select
        {{ period_keys() }},
        value as lifetime_value
    from {{ ref('customer_lifetime_value') }}
    where metric = 'customer_lifetime_value_arpc'
),

acquisition_costs as (
    select
        {{ period_keys() }},
        value as acquisition_cost
    from {{ ref('fully_loaded_customer_acquisition_cost') }}
),

monthly_revenue as (
    select
        {{ period_keys() }},
        value * {{ periods_a_year() }} / 12 as monthly_revenue_per_customer
    from {{ ref('average_revenue_per_customer') }}
),

-- one to one: each has one row per period and dimension value
met as (
    select
        {{ period_keys() }},
        lifetime_values.lifetime_value,
        acquisition_costs.acquisition_cost,
        monthly_revenue.monthly_revenue_per_customer
    from acquisition_costs
    inner join lifetime_values using (period_grain, period_start, dimension, dimension_value)
    inner join monthly_revenue using (period_grain, period_start, dimension, dimension_value)
)

select
    {{ metric_columns('ltv_to_cac', numerator='lifetime_value', denominator='acquisition_cost') }}
from met
where {{ is_measured('ltv_to_cac') }}
union all
select
    {{ metric_columns(
        'cac_payback_months', numerator='acquisition_cost', denominator='monthly_revenue_per_customer'
    ) }}
from met
where {{ is_measured('cac_payback_months') }}
