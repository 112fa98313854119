-- One row is a period that is open for a metric and what the earlier periods stood at when they were as old as it is, for
-- one value of one dimension.
{#- subject → its rows, and its dimensions #}
{%- set subjects = {
    'leads': dimensions_of('leads'),
    'deals': dimensions_of('deals'),
    'meetings': dimensions_of('meetings'),
    'requests': dimensions_of('inbound_requests'),
} %}
with

periods as (
    select * from {{ ref('int_comparison_periods') }}
),

open_periods as (
    select
        ripeness.metric,
        periods.*
    from {{ ref('int_cohort_ripeness') }} as ripeness
    inner join periods
        on
            ripeness.period_grain = periods.period_grain
            and ripeness.period_start = periods.period_start
    where ripeness.is_open and ripeness.period_grain not in ('day', 'all_time')
),

-- an earlier period as it was known as many days after it began
earlier_periods as (
    {%- for earlier in ['previous', 'last_year'] %}
    select
        metric,
        period_grain,
        period_start,
        '{{ earlier }}' as earlier,
        {{ earlier }}_start as earlier_start,
        cast({{ as_of() }} - cast({{ days_between(earlier ~ '_start', 'period_start') }} as integer) as date) as known_on
    from open_periods
    where {{ earlier }}_start is not null
    {{ "union all" if not loop.last }}
    {%- endfor %}
),

-- the days of the earlier periods, each under the period that it is compared with
earlier_days as (
    select
        earlier_periods.metric,
        earlier_periods.period_grain,
        earlier_periods.period_start,
        earlier_periods.earlier,
        earlier_periods.known_on,
        date_periods.date_day
    from earlier_periods
    inner join {{ ref('int_date_periods') }} as date_periods
        on
            earlier_periods.period_grain = date_periods.period_grain
            and earlier_periods.earlier_start = date_periods.period_start
    where date_periods.date_day <= earlier_periods.known_on
),
{% for subject, dimensions in subjects.items() %}
compared_{{ subject }} as (
    select
        {{ qualified(['metric', 'period_grain', 'period_start', 'earlier'], 'earlier_days') }},
        case when followed.counted_on <= earlier_days.known_on then 1 else 0 end as had_come,
        case when followed.counted_on is not null then 1 else 0 end as is_dated,
        case when followed.is_counted and followed.counted_on is null then 1 else 0 end as is_undated,
        {{ qualified(dimensions, 'followed') }}
    from {{ ref('int_followed_' ~ subject) }} as followed
    inner join earlier_days
        on followed.metric = earlier_days.metric and followed.entered_on = earlier_days.date_day
),

summed_{{ subject }} as (
    {{ by_period(
        'compared_' ~ subject,
        dimensions=dimensions,
        counts={
            'had_come': 'sum(compared_' ~ subject ~ '.had_come)',
            'dated': 'sum(compared_' ~ subject ~ '.is_dated)',
            'undated': 'sum(compared_' ~ subject ~ '.is_undated)',
            'entered': 'count(*)',
        },
        has_periods=true,
        more_keys=['metric', 'earlier'],
    ) }}
),
{% endfor %}
-- what came nobody says when is left out; where nobody says of any, nobody knows how many had
valued as (
    {%- for subject in subjects %}
    select
        metric,
        {{ period_keys() }},
        earlier,
        case when dated > 0 or undated = 0 then {{ safe_divide('had_come', '(entered - undated)') }} end as value
    from summed_{{ subject }}
    {{ "union all" if not loop.last }}
    {%- endfor %}
)

select
    metric,
    {{ period_keys() }},
    max(case when earlier = 'previous' then value end) as previous_value,
    max(case when earlier = 'last_year' then value end) as last_year_value
from valued
group by metric, {{ period_keys() }}
