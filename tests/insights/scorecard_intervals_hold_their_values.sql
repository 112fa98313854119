-- A proportion's interval lies in 0 to 1 and around its value; nothing else has one.
select
    scorecard.metric,
    {{ qualified(['period_grain', 'period_start', 'dimension', 'dimension_value'], 'scorecard') }},
    scorecard.value,
    scorecard.interval_low,
    scorecard.interval_high
from {{ ref('scorecard') }} as scorecard
inner join {{ ref('metric_catalog') }} as catalog
    on scorecard.metric = catalog.metric
where
    (scorecard.interval_low is null)
    is distinct from (scorecard.value is null or not catalog.is_proportion)
    or (scorecard.interval_high is null) is distinct from (scorecard.interval_low is null)
    or scorecard.interval_low < 0
    or scorecard.interval_low > scorecard.value
    or scorecard.interval_high < scorecard.value
    or scorecard.interval_high > 1
