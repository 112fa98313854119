-- One row is a framework, a fit and an outcome: of the leads that fit so well, how many came to it.
with

fits as (
    select 'full' as fit, 1 as fit_number
    union all
    select 'partial' as fit, 2 as fit_number
    union all
    select 'none' as fit, 3 as fit_number
    union all
    select 'not_asked' as fit, 4 as fit_number
),

counted as (
    select
        framework,
        fit,
        count(*) as leads,
        sum(case when missing_count = 0 then 1 else 0 end) as asked_completely,
        sum(case when has_opportunity then 1 else 0 end) as opportunities,
        sum(case when is_customer then 1 else 0 end) as customers
    from {{ ref('lead_qualification') }}
    group by framework, fit
),

frameworks as (
    select framework
    from counted
    group by framework
),

-- a fit that no lead has still shows, with nothing to divide by
complete as (
    select
        frameworks.framework,
        fits.fit,
        fits.fit_number,
        coalesce(counted.leads, 0) as leads,
        coalesce(counted.asked_completely, 0) as asked_completely,
        coalesce(counted.opportunities, 0) as opportunities,
        coalesce(counted.customers, 0) as customers
    from frameworks
    cross join fits
    left join counted
        on frameworks.framework = counted.framework and fits.fit = counted.fit
),

outcomes as (
    select
        framework,
        fit,
        fit_number,
        'opportunity' as outcome,
        opportunities as numerator,
        leads as denominator,
        asked_completely
    from complete
    union all
    select
        framework,
        fit,
        fit_number,
        'customer' as outcome,
        customers as numerator,
        leads as denominator,
        asked_completely
    from complete
)

select
    framework,
    fit,
    fit_number,
    outcome,
    cast(numerator as bigint) as numerator,
    cast(denominator as bigint) as denominator,
    cast(asked_completely as bigint) as asked_completely,
    {{ safe_divide('numerator', 'denominator') }} as conversion
from outcomes
