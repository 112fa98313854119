-- One row is a conversion and its path: from which to which of its buyer's touches it goes, and which of
-- them stand for a milestone.
{%- set marks = {
    'converted': 'converted_at',
    'lead': 'lead_created_at',
    'opportunity': 'opportunity_created_at',
} %}
with

conversions as (
    select * from {{ ref('int_conversions') }}
),

touches as (
    select * from {{ ref('int_buyer_touches') }}
),

marks as (
    select
        conversion_type,
        buyer_id,
        conversion_id,
        'window' as mark,
        {{ days_between("cast('1970-01-01' as date)", 'converted_on') }} - {{ var('attribution_window_days', 90) }} as marked_day,
        cast(null as timestamp) as marked_at
    from conversions
    {%- for mark, moment in marks.items() %}
    union all
    select
        conversion_type,
        buyer_id,
        conversion_id,
        '{{ mark }}' as mark,
        {{ days_between("cast('1970-01-01' as date)", business_date(moment)) }} as marked_day,
        {{ moment }} as marked_at
    from conversions
    where {{ moment }} is not null
    {%- endfor %}
),

-- the window opens before all touches of its first day; what happened at a moment is known at it
in_time as (
    select
        conversion_type,
        buyer_id,
        touched_day as at_day,
        touched_at as at_moment,
        touch_number,
        null as conversion_id,
        null as mark
    from touches
    union all
    select
        conversion_type,
        buyer_id,
        marked_day as at_day,
        marked_at as at_moment,
        null as touch_number,
        conversion_id,
        mark
    from marks
    where buyer_id is not null
),

counted as (
    select
        *,
        max(touch_number) over (
            partition by conversion_type, buyer_id
            order by
                at_day nulls last, at_moment nulls first, touch_number nulls last, conversion_id nulls last, mark nulls last
            rows between unbounded preceding and current row
        ) as touches_before
    from in_time
),

ends as (
    select
        conversion_type,
        conversion_id,
        max(case when mark = 'window' then coalesce(touches_before, 0) end) + 1 as first_number
        {%- for mark in marks %},
        max(case when mark = '{{ mark }}' then touches_before end) as {{ mark }}_number
        {%- endfor %}
    from counted
    where mark is not null
    group by conversion_type, conversion_id
),

paths as (
    select
        conversion_type,
        conversion_id,
        first_number,
        converted_number as last_number,
        {%- for mark in ('lead', 'opportunity') %}
        case when {{ mark }}_number < converted_number then {{ mark }}_number
            when {{ mark }}_number is not null then converted_number end as {{ mark }}_number{{ "," if not loop.last }}
        {%- endfor %}
    from ends
    where converted_number >= first_number
)

select
    conversions.conversion_type,
    conversions.conversion_id,
    conversions.buyer_id,
    conversions.converted_on,
    conversions.revenue_amount,
    paths.last_number is not null as is_tracked,
    cast(paths.first_number as bigint) as first_number,
    cast(paths.last_number as bigint) as last_number,
    cast(case
        when touches.last_non_direct_number >= paths.first_number then touches.last_non_direct_number
        else paths.last_number
    end as bigint) as last_non_direct_number,
    {%- for mark in ('lead', 'opportunity') %}
    cast(case when paths.{{ mark }}_number >= paths.first_number then paths.{{ mark }}_number end as bigint)
        as {{ mark }}_number,
    {%- endfor %}
    coalesce(cast(paths.last_number - paths.first_number + 1 as bigint), 1) as touch_count
from conversions
left join paths
    on conversions.conversion_type = paths.conversion_type and conversions.conversion_id = paths.conversion_id
left join touches
    on
        conversions.conversion_type = touches.conversion_type
        and conversions.buyer_id = touches.buyer_id
        and paths.last_number = touches.touch_number
