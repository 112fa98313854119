-- What a customer is worth over its lifetime: by the value of a lead, and by its yearly revenue.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

deals as (
    select * from {{ ref('deals_by_period') }}
),

leads as (
    select * from {{ ref('leads_by_period') }}
),

revenue as (
    select * from {{ ref('recognised_revenue_by_period') }}
),

customers as (
    select
        *,
        {{ safe_divide(safe_divide('customer_days_so_far', 365.25), lifetime_denominator()) }} as lifetime_years
    from {{ ref('customers_by_period') }}
),

by_lead_value as (
    {{ meet({'deals': ['revenue'], 'leads': ['leads']}) }}
),

by_revenue as (
    {{ meet({'revenue': ['recognised_revenue'], 'customers': ['active_customers_with_known_revenue']}) }}
)

select
    {{ metric_columns(
        'customer_lifetime_value', numerator='by_lead_value.revenue * lifetime_years', denominator='leads'
    ) }}
from by_lead_value
left join customers using (period_grain, period_start, dimension, dimension_value)
where {{ is_measured('customer_lifetime_value') }} and (select count(*) from customers) > 0
union all
select
    {{ metric_columns(
        'customer_lifetime_value_arpc',
        numerator='recognised_revenue * ' ~ periods_a_year() ~ ' * lifetime_years',
        denominator='by_revenue.active_customers_with_known_revenue',
    ) }}
from by_revenue
inner join customers using (period_grain, period_start, dimension, dimension_value)
