-- One row is the sessions and visitors that social channels brought in a period, for one value of
-- one dimension.
with

date_periods as (
    select * from {{ ref('int_date_periods') }}
),

visits as (
    select
        started_on as event_on,
        {{ common_dimensions() | join(', ') }},
        source as network,
        visitor_id,
        count(*) as sessions,
        max(case when has_lead_action then visitor_id end) as acting_visitor_id
    from {{ ref('fct_sessions') }}
    where channel in ('organic_social', 'paid_social')
    group by started_on, {{ common_dimensions() | join(', ') }}, source, visitor_id
)

{{ by_period(
    'visits',
    dimensions=common_dimensions() + ['network'],
    counts={
        'social_website_sessions': 'sum(visits.sessions)',
        'social_visitors': 'count(distinct visits.visitor_id)',
        'social_visitors_with_lead_action': 'count(distinct visits.acting_visitor_id)',
    },
) }}
