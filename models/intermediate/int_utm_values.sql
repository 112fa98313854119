-- One row is a text that stands in a utm field, and what it says.
{%- set fields = {
    'sessions': ['utm_source', 'utm_medium', 'utm_campaign'],
    'leads': ['utm_source', 'utm_medium', 'utm_campaign'],
    'campaign_names': ['utm_campaign'],
    'campaign_utms': ['utm_source', 'utm_medium', 'utm_campaign'],
    'web_totals': ['source', 'medium', 'campaign'],
} %}
with

delivered as (
    {%- for input, columns in fields.items() %}
    {%- set outer_loop = loop %}
    {%- for column in columns %}
    select {{ column }} as utm_text from {{ ref('stg_' ~ input) }} group by {{ column }}
    {{- "\n    union all" if not (outer_loop.last and loop.last) }}
    {%- endfor %}
    {%- endfor %}
),

texts as (
    select utm_text from delivered where utm_text is not null group by utm_text
),

-- links are encoded once by who makes them, and once more by who wraps them
decoded_once as (
    select
        utm_text,
        {{ decoded('utm_text') }} as once
    from texts
),

decoded_twice as (
    select
        utm_text,
        {{ decoded('once') }} as twice
    from decoded_once
),

-- a plus sign is a blank, but for names like google+ and c++
spoken as (
    select
        utm_text,
        trim(lower(
            case when twice like '%++%' or twice like '%+' then twice else replace(twice, '+', ' ') end
        )) as said
    from decoded_twice
),

masked as (
    select
        utm_text,
        {{ unreserved('said', masked('said', 'code')) }} as utm_name
    from spoken
    where said <> ''
)

select
    utm_text,
    utm_name,
    case
        when utm_name not in ({{ words_for_none() }}) then utm_name
    end as utm_value
from masked
