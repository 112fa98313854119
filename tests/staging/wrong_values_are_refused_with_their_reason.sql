-- One row of hand-made ad spend per way in which a value can be wrong. The ad names the case.
{%- set cases = {
    'good': ["'2001-02-03'", "'1.50'", "''"],
    'midnight in words': ["'2001-02-03 00:00:00 UTC'", "'1'", "''"],
    'midnight behind the date': ["'2001-02-03T00:00:00Z'", "'.5'", "''"],
    'absent, by another spelling': ["'2001-02-03'", "' n/a '", "'spend is missing'"],
    'dash': ["'2001-02-03'", "'-'", "'spend is missing'"],
    'negative': ["'2001-02-03'", "'-0.01'", "'spend is below 0'"],
    'comma': ["'2001-02-03'", "'1,50'", "'spend is not a decimal number'"],
    'exponent': ["'2001-02-03'", "'1e5'", "''"],
    'exponent with a sign': ["'2001-02-03'", "'1.5E-3'", "''"],
    'half an exponent': ["'2001-02-03'", "'1e'", "'spend is not a decimal number'"],
    'huge exponent': ["'2001-02-03'", "'1e400'", "'spend is too large'"],
    'exponent of four digits': ["'2001-02-03'", "'1e4000'", "'spend is not a decimal number'"],
    'a remainder below nothing': ["'2001-02-03'", "'-2e-18'", "''"],
    'less than half a cent below nothing': ["'2001-02-03'", "'-0.0049'", "''"],
    'half a cent below nothing': ["'2001-02-03'", "'-0.005'", "'spend is below 0'"],
    'the largest amount': ["'2001-02-03'", "'100000000000000000'", "''"],
    'beyond the largest amount': ["'2001-02-03'", "'100000000000000000.0001'", "'spend is too large'"],
    'too many digits': ["'2001-02-03'", "'12345678901234567890123'", "'spend is too large'"],
    'not a number': ["'2001-02-03'", "'NaN'", "'spend is not a decimal number'"],
    'endless': ["'2001-02-03'", "'Infinity'", "'spend is not a decimal number'"],
    'hexadecimal': ["'2001-02-03'", "'0x10'", "'spend is not a decimal number'"],
    'two points': ["'2001-02-03'", "'1.2.3'", "'spend is not a decimal number'"],
    'day first': ["'31/12/2000'", "'1'", "'date_day is not an ISO date'"],
    'no such day': ["'2001-02-29'", "'1'", "'date_day is not an ISO date'"],
    'time of day in a date': ["'2001-02-03T09:30:00Z'", "'1'", "'date_day is not an ISO date'"],
    'endless date': ["'infinity'", "'1'", "'date_day is not an ISO date'"],
    'year one': ["'0001-01-01'", "'1'", "'date_day is before 1990'"],
    'no date': ["null", "'1'", "'date_day is missing'"],
    'the as-of date': [as_of(), "'1'", "''"],
    'after the as-of date': [as_of() ~ " + 1", "'1'", "'date_day is after the as-of date'"],
    'several at once': ["'0001-01-01'", "'x'", "'date_day is before 1990; spend is not a decimal number'"],
} %}
{%- set rows = [] %}
{%- for name, case in cases.items() %}
    {%- do rows.append({'ad_id': "'" ~ name ~ "'", 'platform': "'a'", 'date_day': case[0], 'spend': case[1]}) -%}
{%- endfor %}
with

delivered_by_hand as (
    {{ hand_made('ad_spend', rows) }}
),

judged as (
    {{ checked('ad_spend', 'delivered_by_hand') }}
),

expected as (
    {%- for name, case in cases.items() %}
    select '{{ name }}' as ad_id, {{ case[2] }} as reasons
    {{ "union all" if not loop.last }}
    {%- endfor %}
)

select
    expected.ad_id,
    expected.reasons,
    judged.rejection_reasons
from expected
full outer join judged
    on expected.ad_id = judged.ad_id
where
    expected.reasons is distinct from judged.rejection_reasons
    or (judged.rejection_reasons = '' and judged.spend < 0)
    or judged.is_invalid is distinct from (expected.reasons not in ('', 'date_day is after the as-of date'))
