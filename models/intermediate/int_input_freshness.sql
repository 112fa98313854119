-- One row is an input by whose days something counts: until when it goes, and whether it lags behind.
with

-- one pass over each input, by the days of UTC, which are fewer to tell apart than moments
event_days as (
    {%- for input, columns in recorded_days().items() %}
    {%- set is_last = loop.last %}
    {%- for column in columns %}
    select
        '{{ input }}' as input,
        {{ recorded_on(column, 'max(' ~ column ~ ')') }} as event_on
    from {{ ref('stg_' ~ input) }}
    group by cast({{ column }} as date)
    {{- "\n    union all" if not (is_last and loop.last) }}
    {%- endfor %}
    {%- endfor %}
),

days as (
    select
        input,
        event_on
    from event_days
    where event_on <= {{ as_of() }}
    group by input, event_on
),

silences as (
    select
        input,
        event_on,
        {{ days_between('lag(event_on) over (partition by input order by event_on nulls last)', 'event_on') }} as silence_days
    from days
),

seen as (
    select
        input,
        max(event_on) as last_event_on,
        count(*) as event_days,
        max(silence_days) as longest_silence_days
    from silences
    group by input
),

-- what the contract declares, and what the company says
declared as (
    {%- for input in recorded_days() %}
    {%- set meta = contract(input).config.meta %}
    {%- set warn = days_said('warn_after_days').get(input) %}
    select
        '{{ input }}' as input,
        {{ meta.get('behind_after', 0) }} as behind_after,
        '{{ meta.get('stands_in_for', '') }}' as stands_in_for,
        {{ 'true' if meta.get('ticks') else 'false' }} as ticks,
        {{ 'true' if warn else 'false' }} as is_said,
        cast({{ warn if warn and warn != 'never' else 'null' }} as bigint) as said_warn_days,
        cast({{ days_said('refuse_after_days').get(input, 'null') }} as bigint) as refuse_after_days
    {{- "\n    union all" if not loop.last }}
    {%- endfor %}
),

aged as (
    select
        declared.input,
        seen.last_event_on,
        {{ days_between('seen.last_event_on', as_of()) }} as days_behind,
        coalesce(seen.event_days, 0) as event_days,
        seen.longest_silence_days,
        -- a small company may have a lead a quarter: of few days nobody knows how often there should be one
        case
            when declared.is_said then declared.said_warn_days
            when declared.ticks or seen.event_days >= 20
                then greatest(declared.behind_after, 2 * coalesce(seen.longest_silence_days, 0))
        end as warn_after_days,
        declared.refuse_after_days,
        coalesce(in_detail.last_event_on > seen.last_event_on, false) as is_replaced
    from declared
    left join seen
        on declared.input = seen.input
    left join seen as in_detail
        on declared.stands_in_for = in_detail.input
)

select
    input,
    last_event_on,
    days_behind,
    event_days,
    longest_silence_days,
    warn_after_days,
    refuse_after_days,
    coalesce(days_behind > warn_after_days, false) as is_behind,
    is_replaced,
    -- an input that must not be old must be there
    coalesce(days_behind > refuse_after_days, refuse_after_days is not null) as is_refused
from aged
