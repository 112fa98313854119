-- A ratio's value is its numerator by its denominator, a thousandfold where its key says per
-- thousand; a count's or a sum's value is its numerator. The formula tells which of the two a
-- metric is. Medians are made of neither.
{%- set ratio = safe_divide('metric_values.numerator', 'metric_values.denominator') %}
with

compared as (
    select
        metric_values.*,
        case
            when metric_catalog.formula not like '%/%' then metric_values.numerator
            when metric_values.metric like '%_per_thousand_%'
                then 1000 * {{ ratio }}
            else {{ ratio }}
        end as expected_value
    from {{ ref('metric_values') }} as metric_values
    inner join {{ ref('metric_catalog') }} as metric_catalog
        on metric_values.metric = metric_catalog.metric
    where metric_values.metric not like 'median_%'
)

select *
from compared
where
    (value is null) is distinct from (expected_value is null)
    or abs(value - expected_value) > 0.000000001 * abs(expected_value)
