-- Hand-made rows with one key: what becomes of each, and as often as expected, whichever of two
-- equal rows has the reason.
{%- set version = 'another version of deal_id counts' %}
{%- set conflict = 'conflicts with another row of the same key' %}
{%- set day = as_of() %}
{#- the deal, its amount, when it was changed, what becomes of it #}
{%- set deals = [
    ['alike', "'1'", none, ''],
    ['alike', "'1.00'", none, 'deal_id is repeated'],
    ['alike', "'1'", "'-'", 'deal_id is repeated'],
    ['other content', "'1'", none, ''],
    ['other content', "'2'", none, conflict],
    ['other content', "'2'", none, 'deal_id is repeated'],
    ['other content', "'x'", none, 'amount is not a decimal number'],
    ['versions', "'3'", "'2001-03-01'", version],
    ['versions', "'1'", "'2001-03-02T01:00:00Z'", ''],
    ['versions', "'1'", "'2001-03-02T02:00:00+01:00'", 'deal_id is repeated'],
    ['versions', "'2'", "'2001-03-02T01:00:00Z'", conflict],
    ['versions', "'4'", none, version],
    ['versions', "'x'", "'2001-03-09'", 'amount is not a decimal number'],
    ['changed after the as-of date', "'1'", "cast(" ~ day ~ " - 1 as " ~ dbt.type_string() ~ ")", ''],
    ['changed after the as-of date', "'2'", "cast(" ~ day ~ " + 1 as " ~ dbt.type_string() ~ ")", version],
    ['only changed after the as-of date', "'1'", "cast(" ~ day ~ " + 1 as " ~ dbt.type_string() ~ ")", version],
    ['only changed after the as-of date', "'2'", "cast(" ~ day ~ " + 2 as " ~ dbt.type_string() ~ ")", ''],
    ['all', "'1'", none, ''],
    ['(all)', "'1'", none, 'deal_id is repeated'],
] %}
{%- set deal_rows = [] %}
{%- for deal in deals %}
    {%- do deal_rows.append({
        'deal_id': "'" ~ deal[0] ~ "'", 'created_at': "'2001-02-03'", 'amount': deal[1], 'updated_at': deal[2] or 'null'
    }) %}
{%- endfor %}
{#- a day of ads at another grain than the key adds up #}
{%- set key = 'date_day, platform, campaign_id, ad_group_id, ad_id, device, network' %}
{%- set spends = [
    ['Google Ads', "'C1'", "'80'", none, ''],
    ['google_ads', "'C1'", "'85'", none, ''],
    ['google-ads', "'C1'", "'85'", none, key ~ ' is repeated'],
    ['google_ads', "'C2'", "'1'", "'2001-02-04'", 'another version of ' ~ key ~ ' counts'],
    ['google_ads', "'C2'", "'2'", "'2001-02-05'", ''],
    ['google_ads', "null", "'3'", none, key ~ ' is repeated'],
    ['google_ads', "'unknown'", "'3'", none, ''],
] %}
{%- set spend_rows = [] %}
{%- for spend in spends %}
    {%- do spend_rows.append({
        'date_day': "'2001-02-03'", 'platform': "'" ~ spend[0] ~ "'", 'campaign_id': spend[1], 'spend': spend[2],
        'updated_at': spend[3] or 'null'
    }) %}
{%- endfor %}
{#- without an id, a cost is known by all that it says #}
{%- set costs = [
    ["null", "'1'", "'Tools'", ''],
    ["null", "'1.0'", "'Tools'", 'cost_id is repeated'],
    ["null", "'1'", "'tools'", ''],
    ["'K1'", "'1'", "'Tools'", ''],
    ["'K1'", "'1'", "'agency'", conflict],
] %}
{%- set cost_rows = [] %}
{%- for cost in costs %}
    {%- do cost_rows.append({
        'date_day': "'2001-02-03'", 'department': "'marketing'", 'cost_id': cost[0], 'amount': cost[1], 'cost_type': cost[2]
    }) %}
{%- endfor %}
{#- a campaign under another name is no other campaign; in another channel it is #}
{%- set campaigns = [
    ["'Brand'", "'brand-q1'", "'paid_search'", ''],
    ["'Brand 2026'", "'brand-q2'", "'paid_search'", 'another name of campaign_id counts'],
    ["'Brand'", "'brand-q1'", "'paid_social'", conflict],
] %}
{%- set campaign_rows = [] %}
{%- for campaign in campaigns %}
    {%- do campaign_rows.append({
        'campaign_id': "'C1'", 'campaign_name': campaign[0], 'utm_campaign': campaign[1], 'channel': campaign[2]
    }) %}
{%- endfor %}
{#- keys meet in the spelling that is stored #}
{%- set stages = [
    ['Closed Won', "'1'", ''],
    ['closed-won', "'1'", 'deal_id, stage, entered_at is repeated'],
    ['CLOSED_WON', "'2'", conflict],
] %}
{%- set stage_rows = [] %}
{%- for stage in stages %}
    {%- do stage_rows.append({
        'deal_id': "'D1'", 'stage': "'" ~ stage[0] ~ "'", 'entered_at': "'2001-02-03'", 'amount': stage[1]
    }) %}
{%- endfor %}
with

deals_by_hand as (
    {{ hand_made('deals', deal_rows) }}
),

spend_by_hand as (
    {{ hand_made('ad_spend', spend_rows) }}
),

costs_by_hand as (
    {{ hand_made('costs', cost_rows) }}
),

campaigns_by_hand as (
    {{ hand_made('campaigns', campaign_rows) }}
),

stages_by_hand as (
    {{ hand_made('deal_stages', stage_rows) }}
),

judged_deals as (
    {{ checked('deals', 'deals_by_hand') }}
),

judged_spend as (
    {{ checked('ad_spend', 'spend_by_hand') }}
),

judged_costs as (
    {{ checked('costs', 'costs_by_hand') }}
),

judged_campaigns as (
    {{ checked('campaigns', 'campaigns_by_hand') }}
),

judged_stages as (
    {{ checked('deal_stages', 'stages_by_hand') }}
),

judged as (
    select 'deal ' || deal_id as label, rejection_reasons as reasons, is_invalid from judged_deals
    union all
    select 'spend ' || coalesce(campaign_id, 'none') as label, rejection_reasons as reasons, is_invalid from judged_spend
    union all
    select 'cost ' || coalesce(cost_id, 'none') as label, rejection_reasons as reasons, is_invalid from judged_costs
    union all
    select 'campaign ' || campaign_name as label, rejection_reasons as reasons, is_invalid from judged_campaigns
    union all
    select 'stage ' || stage as label, rejection_reasons as reasons, is_invalid from judged_stages
),

counted as (
    select label, reasons, is_invalid, 1 as found, 0 as expected from judged
    {%- for deal in deals %}
    union all
    select
        'deal {{ "(all)" if deal[0] == "all" else deal[0] }}' as label,
        '{{ deal[3] }}' as reasons,
        {{ 'true' if deal[3] in (conflict, 'amount is not a decimal number') else 'false' }} as is_invalid,
        0 as found,
        1 as expected
    {%- endfor %}
    {%- for kind, rows, name in [('spend', spends, 1), ('cost', costs, 0), ('campaign', campaigns, 0)] %}
    {%- for row in rows %}
    union all
    select
        '{{ kind }} ' || {{ {'null': "'none'", "'unknown'": "'(unknown)'"}.get(row[name], row[name]) }} as label,
        '{{ row | last }}' as reasons,
        {{ 'true' if row | last == conflict else 'false' }} as is_invalid,
        0 as found,
        1 as expected
    {%- endfor %}
    {%- endfor %}
    {%- for stage in stages %}
    union all
    select
        'stage closed_won' as label,
        '{{ stage[2] }}' as reasons,
        {{ 'true' if stage[2] == conflict else 'false' }} as is_invalid,
        0 as found,
        1 as expected
    {%- endfor %}
)

select
    label,
    reasons,
    is_invalid,
    sum(found) as found,
    sum(expected) as expected
from counted
group by label, reasons, is_invalid
having sum(found) <> sum(expected)
