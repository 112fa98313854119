-- Each framework spreads all leads over its fits, for each outcome.
with

leads as (
    select count(*) as leads from {{ ref('fct_leads') }}
)

select
    conversion.framework,
    conversion.outcome,
    sum(conversion.denominator) as judged_leads
from {{ ref('framework_conversion') }} as conversion
group by conversion.framework, conversion.outcome
having
    sum(conversion.denominator) <> (select leads from leads)
    or sum(case when conversion.numerator > conversion.denominator then 1 else 0 end) > 0
