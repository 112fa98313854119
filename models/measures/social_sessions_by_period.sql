-- One row is how many sessions social channels brought in a period, for one value of one dimension.
{%- set dimensions = common_dimensions() + ['network'] %}
with

date_periods as (
    select * from {{ ref('int_date_periods') }}
),

events as (
    select
        started_on as event_on,
        {{ common_dimensions() | join(', ') }},
        utm_source as network,
        count(*) as sessions
    from {{ ref('fct_sessions') }}
    where channel in ('organic_social', 'paid_social')
    group by started_on, {{ common_dimensions() | join(', ') }}, utm_source
)

{{ by_period('events', dimensions=dimensions, counts={'social_website_sessions': 'sum(events.sessions)'}) }}
