-- One row is the SQOs to expect of a period's attended meetings, for one value of one dimension.
{%- set dimensions = dimensions_of('meetings') %}
with

-- each meeting counts with its channel's rate as it was known when the period began
meetings as (
    select
        date_periods.period_grain,
        date_periods.period_start,
        {{ dimensions | join(', ') }},
        rates.sqo_rate
    from {{ ref('fct_meetings') }}
    inner join {{ ref('int_date_periods') }} as date_periods
        on scheduled_on = date_periods.date_day
    left join (
        select
            date_day as rate_on,
            channel as rate_channel,
            sqo_rate
        from {{ ref('int_meeting_sqo_rates') }}
    ) as rates
        on date_periods.period_start = rates.rate_on and channel = rates.rate_channel
    where is_attended
)

{{ by_period(
    'meetings',
    dimensions=dimensions,
    counts={'meetings_attended': 'count(*)'},
    doubles={'expected_sqos': 'sum(meetings.sqo_rate)'},
    has_periods=true,
) }}
