-- Hand-made leads: offsets, absent values, flags, and personal data. The job title names the case.
{%- set address = "'ann@buyer.example'" %}
{%- set cases = {
    'utc': {'created_at': "'2001-03-25T01:30:00Z'"},
    'offset': {'created_at': "'2001-03-25T03:30:00+02:00'"},
    'negative offset without colon': {'created_at': "'2001-03-24 23:00:00.000-0230'"},
    'hours only': {'created_at': "'2001-03-25T01:30+00'"},
    'space before the offset': {'created_at': "'2001-03-25 02:30:00.000000 +01:00'"},
    'offset of four digits': {'created_at': "'2001-03-25T01:30:00.000+0000'"},
    'offset in words': {'created_at': "'2001-03-25 01:30:00 UTC'"},
    'another zone in words': {'created_at': "'2001-03-25 01:30:00 CET'", 'reasons': "'created_at is not an ISO timestamp'"},
    'seconds since 1970': {'created_at': "'985483800'", 'reasons': "'created_at is not an ISO timestamp'"},
    'no offset': {'created_at': "'2001-03-25 01:30:00'"},
    'day first': {'created_at': "'25/03/2001 01:30'", 'reasons': "'created_at is not an ISO timestamp'"},
    'no such hour': {'created_at': "'2001-03-25T25:30:00Z'", 'reasons': "'created_at is not an ISO timestamp'"},
    'no such day': {'created_at': "'2001-02-30T01:30:00Z'", 'reasons': "'created_at is not an ISO timestamp'"},
    'nothing': {'created_at': "' null '", 'reasons': "'created_at is missing'"},
    'year one': {'created_at': "'0001-01-01T00:00:00Z'", 'reasons': "'created_at is before 1990'"},
    'after the as-of date': {'created_at': as_of() ~ " + 3", 'reasons': "'created_at is after the as-of date'"},
    'flag in words': {'is_deleted': "'Yes'", 'deleted': 'true'},
    'flag in digits': {'is_deleted': "'0'", 'deleted': 'false'},
    'no flag': {'is_deleted': "'perhaps'", 'reasons': "'is_deleted is not true or false'"},
    'leading zeros and spaces of an id': {'account_id': "' 007'", 'account': "' 007'"},
    'absent id': {'account_id': "'N/A'"},
    'address in an id': {'account_id': address, 'account': "md5('ann@buyer.example')"},
    'trimmed text': {'company_name': "'  Buyer Inc '", 'company': "'Buyer Inc'"},
    'reserved text': {'company_name': "' All '", 'company': "'(All)'"},
    'reserved id': {'account_id': "'all'", 'account': "'(all)'"},
    'id of the unknown member': {'account_id': "'Unknown'", 'account': "'(Unknown)'"},
    'text that is unknown': {'company_name': "'unknown'", 'company': "'unknown'"},
    'text that holds the reserved word': {'company_name': "'all of it'", 'company': "'all of it'"},
    'absent text': {'company_name': "' na '"},
    'hostile text': {'company_name': "'=cmd|O''Brien</script>'", 'company': "'=cmd|O''Brien</script>'"},
    'address in a text': {
        'company_name': "'Buyer, ann@buyer.example or bob@buyer.example'", 'company': "'Buyer, <email> or <email>'"
    },
} %}
{%- set rows = [] %}
{%- for name, case in cases.items() %}
    {%- do rows.append({
        'lead_id': "'L" ~ loop.index ~ "'",
        'job_title': "'" ~ name ~ "'",
        'email': address,
        'created_at': case.get('created_at', "'2001-03-25T01:30:00Z'"),
        'is_deleted': case.get('is_deleted', 'null'),
        'account_id': case.get('account_id', 'null'),
        'company_name': case.get('company_name', 'null'),
    }) %}
{%- endfor %}
with

delivered_by_hand as (
    {{ hand_made('leads', rows) }}
),

judged as (
    {{ checked('leads', 'delivered_by_hand') }}
),

expected as (
    {%- for name, case in cases.items() %}
    select
        '{{ name }}' as job_title,
        {{ case.get('reasons', "''") }} as reasons,
        cast({{ case.get('deleted', 'null') }} as boolean) as is_deleted,
        cast({{ case.get('account', 'null') }} as {{ dbt.type_string() }}) as account_id,
        cast({{ case.get('company', 'null') }} as {{ dbt.type_string() }}) as company_name
    {{ "union all" if not loop.last }}
    {%- endfor %}
)

select
    expected.*,
    judged.rejection_reasons,
    judged.created_at,
    judged.row_text
from expected
full outer join judged
    on expected.job_title = judged.job_title
where
    expected.reasons is distinct from judged.rejection_reasons
    or expected.is_deleted is distinct from judged.is_deleted
    or expected.account_id is distinct from judged.account_id
    or expected.company_name is distinct from judged.company_name
    -- all valid ones are the same moment
    or (judged.rejection_reasons = '' and judged.created_at is distinct from cast('2001-03-25 01:30:00' as timestamp))
    -- the row is told for refused rows only, and never the person
    or (judged.row_text is not null) is distinct from (expected.reasons <> '')
    or judged.row_text like '%buyer.example%'
    or (judged.row_text is not null and judged.row_text not like '%email=***%')
    or judged.email is distinct from {{ address }}
