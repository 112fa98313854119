-- One row is the sessions and visitors that social channels brought in a period, for one value of
-- one dimension.
{%- set dimensions = dimensions_of('sessions') %}
with

date_periods as (
    select * from {{ ref('int_counted_periods') }}
),

visits as (
    select
        started_on as event_on,
        {{ dimensions | join(', ') }},
        network,
        visitor_id,
        1 as sessions,
        has_lead_action
    from {{ ref('fct_sessions') }}
    where channel in ('organic_social', 'paid_social')
    union all
    select
        date_day as event_on,
        {{ dimensions | join(', ') }},
        network,
        cast(null as {{ dbt.type_string() }}) as visitor_id,
        sessions,
        false as has_lead_action
    from {{ ref('fct_web_totals') }}
    where channel in ('organic_social', 'paid_social')
)

{{ distinct_by_period(
    'visits',
    entity='visitor_id',
    dimensions=dimensions + ['network'],
    counts={
        'social_visitors': 'visits.visitor_id is not null',
        'social_visitors_with_lead_action': 'visits.has_lead_action',
    },
    sums={'social_website_sessions': 'visits.sessions'},
) }}
