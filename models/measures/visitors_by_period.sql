-- One row is how many different visitors came in a period, for one value of one dimension.
with

date_periods as (
    select * from {{ ref('int_date_periods') }}
),

-- a visitor counts once a day and combination, which is all that distinct counts need of the
-- sessions
visit_days as (
    select
        started_on as event_on,
        visitor_id,
        {{ website_dimensions() | join(', ') }},
        max(case when has_lead_action then visitor_id end) as acting_visitor_id
    from {{ ref('fct_sessions') }}
    group by started_on, visitor_id, {{ website_dimensions() | join(', ') }}
),

visits as (
    select
        *,
        min(event_on) over (partition by visitor_id) as first_seen_on
    from visit_days
)

{{ by_period(
    'visits',
    dimensions=website_dimensions(),
    counts={
        'visitors': 'count(distinct visits.visitor_id)',
        'new_visitors': 'count(distinct case '
            ~ 'when visits.first_seen_on >= date_periods.period_start then visits.visitor_id end)',
        'visitors_with_lead_action': 'count(distinct visits.acting_visitor_id)',
    },
) }}
