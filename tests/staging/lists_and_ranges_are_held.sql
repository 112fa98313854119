-- Hand-made lead stages, deals and page views: spellings of a list's values, ranges, an end
-- before its start.
{%- set stages = {
    'MQL': "mql", 'Marketing Qualified Lead': "mql", 'sales-accepted': "sal", ' Sales_Qualified ': "sql", 'Closed Won': "customer",
    'nurture': "recycled", 'somewhere': none
} %}
{%- set stage_rows = [] %}
{%- for spelling in stages %}
    {%- do stage_rows.append({'lead_id': "'L" ~ loop.index ~ "'", 'stage': "'" ~ spelling ~ "'", 'entered_at': "'2001-02-03'"}) %}
{%- endfor %}
{%- set deals = [
    {'probability': "'0'"},
    {'probability': "'1'"},
    {'probability': "'1.01'", 'reasons': "probability is above 1"},
    {'probability': "'-0.1'", 'reasons': "probability is below 0"},
    {'closed_at': "'2001-02-03'"},
    {'closed_at': "'2001-02-02'", 'reasons': "closed_at is before created_at"},
    {'expected_close_on': as_of() ~ " + 400"},
    {'qualified_at': as_of() ~ " + 3", 'reasons': "qualified_at is after the as-of date"},
    {'contract_months': "'12.0'"},
    {'contract_months': "'12.5'", 'reasons': "contract_months is not a whole number"},
    {'source_owner': "'Marketing'"},
    {'source_owner': "'nobody'", 'reasons': "source_owner is not one of marketing, sales, partner"},
] %}
{%- set deal_rows = [] %}
{%- for deal in deals %}
    {%- do deal_rows.append(dict({'deal_id': "'" ~ loop.index ~ "'", 'created_at': "'2001-02-03'"}, **deal)) %}
{%- endfor %}
{%- set scrolls = {"0": "", "100": "", "100.5": "scroll_percent is above 100", "-1": "scroll_percent is below 0"} %}
{%- set view_rows = [] %}
{%- for scroll in scrolls %}
    {%- do view_rows.append({
        'page_view_id': "'" ~ loop.index ~ "'", 'session_id': "'S1'", 'viewed_at': "'2001-02-03'", 'scroll_percent': "'" ~ scroll ~ "'"
    }) %}
{%- endfor %}
with

stages_by_hand as (
    {{ hand_made('lead_stages', stage_rows) }}
),

deals_by_hand as (
    {{ hand_made('deals', deal_rows) }}
),

views_by_hand as (
    {{ hand_made('page_views', view_rows) }}
),

judged_stages as (
    {{ checked('lead_stages', 'stages_by_hand') }}
),

judged_deals as (
    {{ checked('deals', 'deals_by_hand') }}
),

judged_views as (
    {{ checked('page_views', 'views_by_hand') }}
),

judged as (
    select 'stage ' || lead_id as label, coalesce(stage, 'refused') as said from judged_stages
    union all
    select 'deal ' || deal_id as label, rejection_reasons as said from judged_deals
    union all
    select 'view ' || page_view_id as label, rejection_reasons as said from judged_views
),

expected as (
    {%- for stage in stages.values() %}
    select 'stage L{{ loop.index }}' as label, '{{ stage or "refused" }}' as said union all
    {%- endfor %}
    {%- for deal in deals %}
    select 'deal {{ loop.index }}' as label, '{{ deal.get("reasons", "") }}' as said union all
    {%- endfor %}
    {%- for reasons in scrolls.values() %}
    select 'view {{ loop.index }}' as label, '{{ reasons }}' as said {{ "union all" if not loop.last }}
    {%- endfor %}
)

select
    label,
    expected.said as expected,
    judged.said as found
from expected
full outer join judged using (label)
where expected.said is distinct from judged.said
