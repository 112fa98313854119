-- One row is a stage of the funnel and who entered it in a period, for one value of one dimension.
{%- set dimensions = ['channel', 'segment', 'program'] %}
{%- for dimension in own_dimensions() if dimension.input != 'ad_spend' %}
{%- do dimensions.append(own_column(dimension)) %}
{%- endfor %}
with
{%- if own_dimensions() %}
{%- set units = {
    'visitor': ('visitor_id', ref('fct_sessions'), ['accounts', 'campaigns', 'sessions']),
    'lead': ('lead_id', ref('fct_leads'), ['accounts', 'campaigns', 'leads']),
    'deal': ('deal_id', ref('fct_deals'), ['accounts', 'campaigns', 'deals']),
} %}

-- what visitors (by their first session), leads and deals know of own dimensions; NULL where they cannot know
own_values as (
    {%- for unit, (unit_id, fact, inputs) in units.items() %}
    {%- if not loop.first %}
    union all
    {%- endif %}
    select
        '{{ unit }}' as unit,
        {%- for dimension in own_dimensions() if own_column(dimension) in dimensions %}
        {% if dimension.input not in inputs %}cast(null as {{ dbt.type_string() }}) as {% endif -%}
        {{ own_column(dimension) }},
        {%- endfor %}
        {{ unit_id }} as unit_id
    from {{ fact }}
    {%- if unit == 'visitor' %}
    where visitor_type = 'new'
    {%- endif %}
    {%- endfor %}
),
{%- endif %}

entries as (
    select
        date_periods.period_grain,
        date_periods.period_start,
        {%- for dimension in own_dimensions() if own_column(dimension) in dimensions %}
        own_values.{{ own_column(dimension) }},
        {%- endfor %}
        funnel_entries.*
    from {{ ref('funnel_entries') }} as funnel_entries
    inner join {{ ref('int_date_periods') }} as date_periods
        on funnel_entries.entered_on = date_periods.date_day
    {%- if own_dimensions() %}
    left join own_values
        on
            funnel_entries.unit_id = own_values.unit_id
            and own_values.unit = case
                when funnel_entries.stage = 'visitor' then 'visitor'
                when funnel_entries.stage in ('lead', 'mql', 'sql') then 'lead'
                else 'deal'
            end
    {%- endif %}
),

counted as (
    select
        period_grain,
        period_start,
        {{ grouped_dimension(dimensions, 'entries') }},
        stage,
        stage_number,
        count(*) as entered,
        sum(case when outcome = 'moved_on' then 1 else 0 end) as moved_on,
        sum(case when outcome = 'dropped' then 1 else 0 end) as dropped,
        sum(case when outcome = 'still_open' then 1 else 0 end) as still_open,
        {{ percentile('seconds_to_next', 0.5) }} as median_seconds,
        sum(seconds_to_next) as seconds_to_next,
        count(seconds_to_next) as timed
    from entries
    group by grouping sets (
        (period_grain, period_start, stage, stage_number)
        {%- for dimension in dimensions %},
        (period_grain, period_start, stage, stage_number, {{ dimension }})
        {%- endfor %}
    )
)

select
    {{ period_keys() }},
    stage,
    stage_number,
    cast(entered as bigint) as entered,
    cast(moved_on as bigint) as moved_on,
    cast(dropped as bigint) as dropped,
    cast(still_open as bigint) as still_open,
    -- customer is the last stage: there is nothing to go on to
    case when stage <> 'customer' then {{ safe_divide('moved_on', 'entered') }} end as conversion,
    {{ safe_divide('median_seconds', '86400') }} as median_days,
    {{ safe_divide('seconds_to_next', 'timed * 86400') }} as average_days
from counted
-- no value is called so: what is left of a unit that cannot know the dimension
where dimension = 'total' or dimension_value <> 'all'
