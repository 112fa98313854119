-- One row is what an outlook of a quarter rests on in a channel: meetings, demos or open pipeline.
with

quarters as (
    select * from {{ ref('int_outlook_quarters') }}
),

meetings as (
    select
        quarters.quarter_start,
        meetings.channel,
        meetings.meeting_type
    from {{ ref('int_meetings') }} as meetings
    inner join quarters
        on meetings.scheduled_on between quarters.window_start and quarters.seen_on
    where meetings.is_attended
),

open_deals as (
    select
        quarters.quarter_start,
        states.channel,
        states.amount
    from {{ ref('int_deal_states') }} as states
    inner join quarters
        on states.seen_on = quarters.seen_on
)

select
    quarter_start,
    'expected_sqos' as quantity,
    'meetings_attended' as basis,
    channel,
    cast(count(*) as decimal(38, 4)) as basis_value
from meetings
group by quarter_start, channel
union all
select
    quarter_start,
    'expected_pipeline' as quantity,
    'demos_attended' as basis,
    channel,
    cast(count(*) as decimal(38, 4)) as basis_value
from meetings
where meeting_type = 'demo'
group by quarter_start, channel
union all
select
    quarter_start,
    'expected_revenue' as quantity,
    'open_pipeline' as basis,
    channel,
    cast(coalesce(sum(amount), 0) as decimal(38, 4)) as basis_value
from open_deals
group by quarter_start, channel
