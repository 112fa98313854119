-- One row is how many visitors a web tool reported for a period, for one value of one dimension, where
-- one row of totals says it: they do not add up.
{%- set dimensions = dimensions_of('sessions') %}
with

date_periods as (
    select * from {{ ref('int_counted_periods') }}
),

events as (
    select
        date_day as event_on,
        {{ dimensions | join(', ') }},
        visitors
    from {{ ref('fct_web_totals') }}
    where sessions > 0
),

summed as (
    {{ by_period(
        'events',
        dimensions=dimensions,
        counts={'row_count': 'count(*)', 'most_visitors': 'max(events.visitors)'},
    ) | indent(4) }}
)

select
    {{ period_keys() }},
    case when period_grain = 'day' and row_count = 1 then most_visitors end as reported_visitors
from summed
