-- One row is an input, or a table of a system: rows delivered, accepted and rejected.
{%- set systems = connected_systems() %}
with

delivered as (
    {%- for name in input_names() %}
    select
        '{{ name }}' as input,
        count(*) as rows_delivered
    from {{ input(name) }}
    {{- "\n    union all" if not loop.last }}
    {%- endfor %}
),

accepted as (
    {%- for name in input_names() %}
    select
        '{{ name }}' as input,
        sum(case when rejection_reasons = '' then 1 else 0 end) as rows_accepted,
        count(flags) as rows_flagged
    from {{ ref('checked_' ~ name) }}
    {{- "\n    union all" if not loop.last }}
    {%- endfor %}
),

rejected as (
    select
        input,
        count(*) as rows_rejected,
        sum(case when is_invalid then 1 else 0 end) as rows_invalid
    from {{ ref('rejected_rows') }}
    group by input
),

-- accepted, and yet not counted
left_out as (
    select
        'sessions' as input,
        count(*) as rows_left_out
    from {{ ref('int_bot_sessions') }}
    union all
    select
        'page_views' as input,
        count(*) as rows_left_out
    from {{ ref('stg_page_views') }} as page_views
    inner join {{ ref('int_bot_sessions') }} as bot_sessions
        on page_views.session_id = bot_sessions.session_id
    union all
    select
        'web_conversions' as input,
        count(*) as rows_left_out
    from {{ ref('stg_web_conversions') }} as conversions
    inner join {{ ref('int_bot_sessions') }} as bot_sessions
        on conversions.session_id = bot_sessions.session_id
    union all
    select
        'web_totals' as input,
        count(*) - (select count(*) from {{ ref('int_web_totals') }}) as rows_left_out
    from {{ ref('stg_web_totals') }}
)
{%- if systems %},

of_systems as (
    {%- for system in systems %}
    select
        source_table,
        sum(rows_delivered) as rows_delivered,
        sum(rows_given) as rows_given,
        sum(rows_left_out) as rows_left_out
    from {{ ref(system ~ '__rows') }}
    group by source_table
    {{- "\n    union all" if not loop.last }}
    {%- endfor %}
)
{%- endif %}

select
    delivered.input,
    cast(delivered.rows_delivered as bigint) as rows_delivered,
    cast(coalesce(accepted.rows_accepted, 0) as bigint) as rows_accepted,
    cast(coalesce(rejected.rows_rejected, 0) as bigint) as rows_rejected,
    cast(coalesce(rejected.rows_invalid, 0) as bigint) as rows_invalid,
    {{ safe_divide('coalesce(rejected.rows_invalid, 0)', 'delivered.rows_delivered') }} as invalid_share,
    delivered.rows_delivered = coalesce(accepted.rows_accepted, 0) + coalesce(rejected.rows_rejected, 0) as is_reconciled,
    cast(accepted.rows_flagged as bigint) as rows_flagged,
    cast(coalesce(left_out.rows_left_out, 0) as bigint) as rows_left_out,
    -- a few wrong rows are slips of a hand and no broken export, in however small an input
    coalesce(rejected.rows_invalid, 0) > delivered.rows_delivered * {{ var('maximum_rejected_share') }}
    and coalesce(rejected.rows_invalid, 0) > case when {{ var('maximum_rejected_share') }} = 0 then 0 else 3 end as is_refused
from delivered
inner join accepted
    on delivered.input = accepted.input
left join rejected
    on delivered.input = rejected.input
left join left_out
    on delivered.input = left_out.input
{%- if systems %}
union all
-- a system's rows are taken as they are, or left out by its connector; the inputs above judge what it gives
select
    source_table as input,
    cast(rows_delivered as bigint) as rows_delivered,
    cast(rows_given as bigint) as rows_accepted,
    cast(0 as bigint) as rows_rejected,
    cast(0 as bigint) as rows_invalid,
    cast(null as {{ type_double() }}) as invalid_share,
    rows_delivered = rows_given + rows_left_out as is_reconciled,
    cast(0 as bigint) as rows_flagged,
    cast(rows_left_out as bigint) as rows_left_out,
    false as is_refused
from of_systems
{%- endif %}
