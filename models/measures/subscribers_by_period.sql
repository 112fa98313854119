-- One row is how many people subscribed to any list at a period's start and end.
with

periods as (
    select * from {{ ref('int_periods') }}
),

changes as (
    select subscriber_id, subscribed_on as changed_on, 1 as subscriptions
    from {{ ref('fct_email_subscribers') }}
    union all
    select subscriber_id, unsubscribed_on as changed_on, -1 as subscriptions
    from {{ ref('fct_email_subscribers') }}
    where unsubscribed_on is not null
),

daily_changes as (
    select
        subscriber_id,
        changed_on,
        sum(subscriptions) as subscriptions
    from changes
    group by subscriber_id, changed_on
),

balances as (
    select
        subscriber_id,
        changed_on,
        sum(subscriptions) over (partition by subscriber_id order by changed_on) as closing_subscriptions,
        sum(subscriptions) over (partition by subscriber_id order by changed_on) - subscriptions
            as opening_subscriptions
    from daily_changes
),

-- someone on two lists is one subscriber until they left both
people as (
    select
        changed_on,
        sum(case when opening_subscriptions = 0 and closing_subscriptions > 0 then 1 else 0 end) as joined,
        sum(case when opening_subscriptions > 0 and closing_subscriptions = 0 then 1 else 0 end) as departed
    from balances
    group by changed_on
),

by_period as (
    select
        periods.period_grain,
        periods.period_start,
        sum(coalesce(case when people.changed_on >= periods.period_start then people.joined end, 0))
            as subscribers_joined,
        sum(coalesce(case when people.changed_on >= periods.period_start then people.departed end, 0))
            as subscribers_left,
        sum(coalesce(case when people.changed_on < periods.period_start then people.joined - people.departed end, 0))
            as opening_subscribers
    from periods
    inner join people
        on people.changed_on <= periods.period_end
    group by periods.period_grain, periods.period_start
),

-- all of them are subscribers to e-mail
dimensions as (
    select 'total' as dimension, 'all' as dimension_value
    union all
    select 'channel' as dimension, 'email' as dimension_value
)

select
    period_grain,
    period_start,
    dimension,
    dimension_value,
    cast(opening_subscribers as bigint) as opening_subscribers,
    cast(subscribers_joined as bigint) as subscribers_joined,
    cast(subscribers_left as bigint) as subscribers_left,
    cast(opening_subscribers + subscribers_joined - subscribers_left as bigint) as closing_subscribers
from by_period
cross join dimensions
