-- One row is how many meetings were booked, due and attended in a period, for one value of one dimension.
with

date_periods as (
    select * from {{ ref('int_date_periods') }}
),

events as (
    select
        booked_on as event_on,
        {{ common_dimensions() | join(', ') }},
        1 as booked,
        case when meeting_type = 'demo' then 1 else 0 end as demos_booked,
        0 as due,
        0 as attended,
        0 as demos_attended
    from {{ ref('fct_meetings') }}
    union all
    select
        scheduled_on as event_on,
        {{ common_dimensions() | join(', ') }},
        0 as booked,
        0 as demos_booked,
        case when outcome not in ('cancelled', 'rescheduled') then 1 else 0 end as due,
        case when is_attended then 1 else 0 end as attended,
        case when is_attended and meeting_type = 'demo' then 1 else 0 end as demos_attended
    from {{ ref('fct_meetings') }}
    where has_passed
)

{{ by_period(
    'events',
    dimensions=common_dimensions(),
    counts={
        'meetings_booked': 'sum(events.booked)',
        'demos_booked': 'sum(events.demos_booked)',
        'meetings_due': 'sum(events.due)',
        'meetings_attended': 'sum(events.attended)',
        'demos_attended': 'sum(events.demos_attended)',
    },
) }}
