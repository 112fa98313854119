-- Each case is a text, what a macro of macros/engine.sql makes of it, and whether that must be so.
{%- set space = "'[[:space:]]'" %}
{%- set moment = "cast('2026-03-29 01:30:00' as timestamp)" %}
{%- set cases = {
    'a blank is one': ("'a b'", matches('said', space), 'true'),
    'a tab is one': ("'a' || chr(9) || 'b'", matches('said', space), 'true'),
    'a line break is one': ("'a' || chr(10)", matches('said', space), 'true'),
    'a blank of another script is none': ("'a\u2003b'", matches('said', space), 'false'),
    'letters of its name are none': ("'space:'", matches('said', space), 'false'),
    'a pattern ends at the end': ("'ab' || chr(10)", matches('said', "'^[ab]+$'"), 'false'),
    'nothing but letters': ("'ab'", matches('said', "'^[^[:space:]]+$'"), 'true'),
    'every match is replaced': ("'a1b2'", replace_all('said', "'[0-9]'", "'#'") ~ " = 'a#b#'", 'true'),
    'an address is replaced': (
        "'to ann@buyer.example or bob@buyer.example'", masked('said', 'text') ~ " = 'to <email> or <email>'", 'true'
    ),
    'escapes are resolved': ("'a%20b%2Fc'", decoded('said') ~ " = 'a b/c'", 'true'),
    'letters of two and three bytes': ("'%c3%a4%E2%82%AC'", decoded('said') ~ " = 'ä€'", 'true'),
    'a plus sign stays': ("'a+b%21'", decoded('said') ~ " = 'a+b!'", 'true'),
    'half a letter stays': ("'a%c3'", decoded('said') ~ " = 'a%c3'", 'true'),
    'the last labels of a host': ("'a.b.example'", last_labels('said', 2) ~ " = 'b.example'", 'true'),
    'as many labels as there are': ("'b.example'", last_labels('said', 4) ~ " = 'b.example'", 'true'),
    'words with underscores between': ("'Trade  Show - 2'", as_name('said') ~ " = 'trade_show_2'", 'true'),
    'an encoded address is replaced': ("'?mail=ann%2540buyer%2eexample&x=1'", masked('said', 'code') ~ " = '?mail=<email>&x=1'", 'true'),
    'a number with its country is replaced': ("'call/+49 (0)170-1234567'", masked('said', 'code') ~ " = 'call/<phone>'", 'true'),
    'a plus sign between words is none': ("'sale+20260501'", masked('said', 'text') ~ ' = said', 'true'),
    'a number of a country is replaced': (
        "'ann: 030 123456, bob: (555) 234-5678'", masked('said', 'text') ~ " = 'ann: <phone>, bob: <phone>'", 'true'
    ),
    'a number of a country stays in a code': ("'030 123456'", masked('said', 'code') ~ ' = said', 'true'),
    'a date is no number': ("'from 01.02.2026 to 2026-05-01'", masked('said', 'text') ~ ' = said', 'true'),
    'an id with an address is hashed': ("'ann@buyer.example'", masked('said', 'id') ~ ' = md5(said)', 'true'),
    'a bare day is a business day': (
        "'2026-03-29'", business_date(beginning_of_business_day('said')) ~ " = cast('2026-03-29' as date)", 'true'
    ),
    'an exponent': ("'1.5E3'", try_cast('said', 'decimal(22,4)') ~ ' = 1500', 'true'),
    'a remainder': ("'-2e-18'", try_cast('said', 'decimal(22,4)') ~ ' = 0', 'true'),
    'too large an exponent': ("'1e400'", try_cast('said', 'decimal(22,4)') ~ ' is null', 'true'),
    'no such day': ("'2026-02-29'", try_cast('said', 'date') ~ ' is null', 'true'),
    'a leap day': ("'2024-02-29'", try_cast('said', 'date') ~ " = cast('2024-02-29' as date)", 'true'),
    'the largest number': ("'9223372036854775807'", try_cast('said', 'bigint') ~ ' = 9223372036854775807', 'true'),
    'too large a number': ("'9223372036854775808'", try_cast('said', 'bigint') ~ ' is null', 'true'),
    'a decimal is rounded': ("'2.34565'", try_cast('said', 'decimal(18,4)') ~ ' = 2.3457', 'true'),
    'away from zero': ("'-2.34565'", try_cast('said', 'decimal(18,4)') ~ ' = -2.3457', 'true'),
    'too large a decimal': ("'100000000000000'", try_cast('said', 'decimal(18,4)') ~ ' is null', 'true'),
    'an offset of hours': ("'2026-03-29T03:30+02'", utc_timestamp('said') ~ ' = ' ~ moment, 'true'),
    'an offset with minutes': ("'2026-03-28 22:00:00.000-0330'", utc_timestamp('said') ~ ' = ' ~ moment, 'true'),
    'an hour that summer time skips': ("'2026-03-29 01:30'", utc_timestamp('said') ~ ' = ' ~ moment, 'true'),
    'below microseconds is cut': (
        "'2026-03-29T01:29:59.9999999Z'",
        utc_timestamp('said') ~ " = cast('2026-03-29 01:29:59.999999' as timestamp)",
        'true',
    ),
    'seconds are whole': (
        "'2026-01-01 00:00:00.9'",
        seconds_between(utc_timestamp('said'), "cast('2026-01-01 00:01:00.1' as timestamp)") ~ ' = 60',
        'true',
    ),
    'days over a leap day': (
        "'2024-02-28'", days_between(try_cast('said', 'date'), "cast('2024-03-01' as date)") ~ ' = 2', 'true'
    ),
    'days back': (
        "'2024-02-28'", days_between("cast('2024-03-01' as date)", try_cast('said', 'date')) ~ ' = -2', 'true'
    ),
    'nothing to divide by': ("'0'", safe_divide('1', try_cast('said', 'bigint')) ~ ' is null', 'true'),
    'a quotient of whole numbers': ("'7'", safe_divide(try_cast('said', 'bigint'), '2') ~ ' = 3.5', 'true'),
} %}
with

-- a table, because an engine works out an expression of constants before it looks at its conditions
texts as (
    {%- for name, case in cases.items() %}
    select
        '{{ name }}' as case_name,
        {{ case[0] }} as said
    {{ "union all" if not loop.last }}
    {%- endfor %}
),

judged as (
    {%- for name, case in cases.items() %}
    select
        case_name,
        ({{ case[1] }}) as given,
        {{ case[2] }} as expected
    from texts
    where case_name = '{{ name }}'
    {{ "union all" if not loop.last }}
    {%- endfor %}
),

medians as (
    select {{ percentile('number', 0.5) }} as median
    from (select 1 as number union all select 4 as number) as numbers
),

days as (
    {{ date_series('2024-02-28', '2024-03-01') }}
)

select case_name
from judged
where given is distinct from expected
union all
select 'the median lies between two' as case_name
from medians
where median <> 2.5
union all
select 'a series holds both its ends' as case_name
from days
having count(*) <> 3
union all
-- seeds: what is empty is nothing, and no text
select 'a seed has a text for nothing' as case_name
from {{ ref('channel_rules') }}
where 'None' in (source_pattern, medium_pattern, campaign_pattern) or source_pattern = ''
union all
select 'a seed has nothing for every text' as case_name
from {{ ref('channel_rules') }}
having count(source_pattern) = 0 or count(source_pattern) = count(*)
