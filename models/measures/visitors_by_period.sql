-- One row is how many different visitors came in a period, for one value of one dimension.
{%- set dimensions = dimensions_of('sessions') %}
with

date_periods as (
    select * from {{ ref('int_counted_periods') }}
),

-- a visitor counts once a day and combination, which is all that distinct counts need of the
-- sessions
visit_days as (
    select
        started_on as event_on,
        visitor_id,
        {{ dimensions | join(', ') }},
        max(case when has_lead_action then 1 else 0 end) as lead_actions
    from {{ ref('fct_sessions') }}
    group by started_on, visitor_id, {{ dimensions | join(', ') }}
),

visits as (
    select
        *,
        min(event_on) over (partition by visitor_id) as first_seen_on
    from visit_days
)

{{ distinct_by_period(
    'visits',
    entity='visitor_id',
    dimensions=dimensions,
    counts={
        'visitors': 'true',
        'new_visitors': 'visits.first_seen_on >= date_periods.period_start',
        'visitors_with_lead_action': 'visits.lead_actions = 1',
    },
) }}
