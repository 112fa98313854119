-- One row is how many meetings were booked, due and attended in a period, for one value of one
-- dimension.
{%- set dimensions = dimensions_of('meetings') %}
with

date_periods as (
    select * from {{ ref('int_counted_periods') }}
),

events as (
    select
        booked_on as event_on,
        {{ dimensions | join(', ') }},
        1 as booked,
        case when meeting_type = 'demo' then 1 else 0 end as demos_booked,
        case when icp = 'yes' then 1 else 0 end as icp_booked,
        0 as due,
        0 as attended,
        0 as demos_attended,
        0 as with_opportunity
    from {{ ref('fct_meetings') }}
    union all
    select
        scheduled_on as event_on,
        {{ dimensions | join(', ') }},
        0 as booked,
        0 as demos_booked,
        0 as icp_booked,
        case when outcome not in ('cancelled', 'rescheduled') then 1 else 0 end as due,
        case when is_attended then 1 else 0 end as attended,
        case when is_attended and meeting_type = 'demo' then 1 else 0 end as demos_attended,
        case when is_attended and deal_id is not null then 1 else 0 end as with_opportunity
    from {{ ref('fct_meetings') }}
    where has_passed
)

{{ by_period(
    'events',
    dimensions=dimensions,
    counts={
        'meetings_booked': 'sum(events.booked)',
        'demos_booked': 'sum(events.demos_booked)',
        'icp_meetings_booked': 'sum(events.icp_booked)',
        'target_account_meetings_booked': "sum(case when events.target_account = 'yes' then events.booked else 0 end)",
        'meetings_due': 'sum(events.due)',
        'meetings_attended': 'sum(events.attended)',
        'demos_attended': 'sum(events.demos_attended)',
        'meetings_with_opportunity': 'sum(events.with_opportunity)',
    },
) }}
