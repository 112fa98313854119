-- Of hand-made rows with one key, the first valid one by date and text stays. The platform names
-- the case.
{%- set cases = [
    ['same key, other values', "'C1'", "'A1'", "'2'", "'date_day, platform, campaign_id, ad_id is repeated'"],
    ['same key, other values', "'C1'", "'A1'", "'1'", "''"],
    ['same key, other values', "'C1'", "'A1'", "'-1'", "'spend is below 0'"],
    ['one optional part missing', "'C1'", "null", "'1'", "''"],
    ['one optional part missing', "'C1'", "'-'", "'2'", "'date_day, platform, campaign_id, ad_id is repeated'"],
    ['one optional part missing', "'C2'", "null", "'3'", "''"],
    ['all optional parts missing', "null", "null", "'1'", "''"],
    ['all optional parts missing', "null", "''", "'2'", "''"],
    ['all optional parts missing', "'NULL'", "null", "'2'", "'date_day, platform, campaign_id, ad_id is repeated'"],
] %}
{%- set rows = [] %}
{%- for case in cases %}
    {%- do rows.append({
        'date_day': "'2001-02-03'", 'platform': "'" ~ case[0] ~ "'", 'campaign_id': case[1], 'ad_id': case[2], 'spend': case[3]
    }) %}
{%- endfor %}
with

delivered_by_hand as (
    {{ hand_made('ad_spend', rows) }}
),

judged as (
    {{ checked('ad_spend', 'delivered_by_hand') }}
),

-- the same reasons as often, whichever of two equal rows has them
counted as (
    select
        platform,
        delivered_spend,
        rejection_reasons,
        1 as found,
        0 as expected
    from judged
    {%- for case in cases %}
    union all
    select
        '{{ case[0] }}' as platform,
        cast({{ case[3] }} as decimal(18, 4)) as delivered_spend,
        {{ case[4] }} as rejection_reasons,
        0 as found,
        1 as expected
    {%- endfor %}
)

select
    platform,
    delivered_spend,
    rejection_reasons,
    sum(found) as found,
    sum(expected) as expected
from counted
group by platform, delivered_spend, rejection_reasons
having sum(found) <> sum(expected)
