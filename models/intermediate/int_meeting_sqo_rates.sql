-- One row is a day and a channel: of the meetings attended before it, the share that had led to
-- an SQO.
with

attended as (
    select
        meeting_id,
        channel,
        scheduled_on,
        case when qualified_on >= scheduled_on then qualified_on when qualified_on is not null then scheduled_on end
            as sqo_on
    from {{ ref('int_meetings') }}
    where is_attended
),

channels as (
    select channel from attended group by channel
),

changes as (
    select channel, scheduled_on as changed_on, 1 as meetings, 0 as sqos from attended
    union all
    select channel, sqo_on as changed_on, 0 as meetings, 1 as sqos from attended where sqo_on is not null
),

days as (
    select
        channels.channel,
        dates.date_day
    from (
        select date_day from {{ ref('int_date_periods') }}
        where
            period_grain = 'day'
            and date_day <= {{ as_of() }}
            -- a year or quarter may begin before its first meeting
            and date_day >= (select cast(date_trunc('year', min(changed_on)) as date) from changes) - 366
    ) as dates
    cross join channels
),

daily as (
    select
        days.channel,
        days.date_day,
        coalesce(sum(changes.meetings), 0) as meetings,
        coalesce(sum(changes.sqos), 0) as sqos
    from days
    left join changes
        on days.channel = changes.channel and days.date_day = changes.changed_on
    group by days.channel, days.date_day
),

running as (
    select
        channel,
        date_day,
        sum(meetings) over (partition by channel order by date_day) - meetings as meetings_before,
        sum(sqos) over (partition by channel order by date_day) - sqos as sqos_before
    from daily
),

with_all_channels as (
    select
        *,
        sum(meetings_before) over (partition by date_day) as all_meetings_before,
        sum(sqos_before) over (partition by date_day) as all_sqos_before
    from running
)

select
    date_day,
    channel,
    cast(meetings_before as bigint) as meetings_before,
    cast(sqos_before as bigint) as sqos_before,
    cast(coalesce(
        {{ safe_divide('sqos_before', 'meetings_before') }},
        {{ safe_divide('all_sqos_before', 'all_meetings_before') }}
    ) as decimal(18, 10)) as sqo_rate
from with_all_channels
