-- One row is a metric for which everything was delivered that it needs: inputs with rows, columns
-- that say something. What is not measured has no rows, and is no 0. And until when, where one of the
-- inputs ends earlier than another.
with

delivered as (
    select input as name from {{ ref('int_delivered_inputs') }}
    union all
    select input || '.' || column_name as name from {{ ref('int_delivered_columns') }} where is_told
),

numbers as (
    select number from (values (1), (2), (3), (4), (5), (6), (7), (8), (9), (10)) as listed(number)
),

-- groups parted by & must all be met, each by one of its names parted by |
needed as (
    select
        definitions.metric,
        numbers_of_groups.number as group_number,
        trim(replace(replace(
            split_part(
                split_part(definitions.needs, '&', numbers_of_groups.number), '|', numbers_of_names.number
            ), '(', ''
        ), ')', '')) as name
    from {{ ref('metric_definitions') }} as definitions
    cross join numbers as numbers_of_groups
    cross join numbers as numbers_of_names
),

judged as (
    select
        needed.metric,
        needed.group_number,
        max(case when delivered.name is not null then 1 else 0 end) as is_met
    from needed
    left join delivered
        on needed.name = delivered.name
    where needed.name <> ''
    group by needed.metric, needed.group_number
),

freshness as (
    select
        input,
        case when is_behind then last_event_on else {{ as_of() }} end as last_on,
        -- an input is silent for so long by its nature; of a few days nobody knows
        case
            when is_behind and event_days >= 5
                then least({{ days_after('last_event_on', 'longest_silence_days') }}, {{ as_of() }})
            else {{ as_of() }}
        end as tolerated_to
    from {{ ref('int_input_freshness') }}
    where last_event_on is not null
),

-- marketing spend is made of two inputs, of which both must go on; elsewhere one stands for the other
inputs_of_groups as (
    select
        needed.metric,
        needed.group_number,
        split_part(needed.name, '.', 1) as input
    from needed
    inner join delivered
        on needed.name = delivered.name
    union all
    select
        metric,
        group_number,
        'ad_spend' as input
    from needed
    where name = 'costs'
),

group_ends as (
    select
        groups.metric,
        groups.group_number,
        case when groups.is_spend then min(freshness.last_on) else max(freshness.last_on) end as last_on,
        case when groups.is_spend then min(freshness.tolerated_to) else max(freshness.tolerated_to) end as tolerated_to
    from (
        select
            *,
            max(case when input = 'costs' then 1 else 0 end) over (partition by metric, group_number) = 1 as is_spend
        from inputs_of_groups
    ) as groups
    inner join freshness
        on groups.input = freshness.input
    group by groups.metric, groups.group_number, groups.is_spend
),

ends as (
    select
        metric,
        min(last_on) as measured_to,
        case when min(last_on) < max(last_on) then min(last_on) end as ended_on,
        case when min(tolerated_to) < max(last_on) then min(tolerated_to) end as tolerated_to
    from group_ends
    group by metric
),

measured as (
    select metric
    from judged
    group by metric
    having min(is_met) = 1
)

select
    measured.metric,
    ends.measured_to,
    ends.ended_on,
    ends.tolerated_to
from measured
left join ends
    on measured.metric = ends.metric
