-- One row is how long leads stayed in the stages that they left in a period, for one value of one
-- dimension.
{%- set dimensions = dimensions_of('leads', ['stage']) %}
with

date_periods as (
    select * from {{ ref('int_counted_periods') }}
),

events as (
    select
        left_on as event_on,
        {{ dimensions | join(', ') }},
        {{ seconds_between('entered_at', 'left_at') }} as seconds_in_stage
    from {{ ref('fct_lead_stages') }}
    where left_at is not null
)

{{ by_period(
    'events',
    dimensions=dimensions,
    counts={'stages_left': 'count(*)', 'seconds_in_stage': 'sum(events.seconds_in_stage)'},
    doubles={'median_seconds_in_stage': percentile('events.seconds_in_stage', 0.5)},
) }}
