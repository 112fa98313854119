-- Hand-made lead stages, deals, page views and subscriptions: spellings of a list's values, and what
-- is wrong with a cell, which costs its row where the column is essential and the cell elsewhere.
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
    {'probability': "'1.01'", 'flags': "probability is above 1 1.01"},
    {'probability': "'-0.1'", 'flags': "probability is below 0 -0.1"},
    {'probability': "'likely'", 'flags': "probability is not a decimal number likely"},
    {'probability': "'1e9'", 'flags': "probability is too large 1e9"},
    {'closed_at': "'2001-02-03'"},
    {'created_at': "'2001-02-03T10:30:00Z'", 'closed_at': "'2001-02-03T10:15:00Z'"},
    {'closed_at': "'2001-02-02'", 'flags': "closed_at is before created_at 2001-02-02"},
    {'closed_at': "'tomorrow'", 'reasons': "closed_at is not an ISO timestamp"},
    {'expected_close_on': as_of() ~ " + 400"},
    {'expected_close_on': "'1970-01-01'", 'flags': "expected_close_on is before 1990 1970-01-01"},
    {'qualified_at': as_of() ~ " + 3"},
    {'contract_months': "'12.0'"},
    {'contract_months': "'12.5'", 'flags': "contract_months is not a whole number 12.5"},
    {'contract_months': "'1,200'", 'flags': "contract_months is not a whole number 1,200"},
    {'contract_months': "'9000000000000000000'", 'flags': "contract_months is too large 9000000000000000000"},
    {'contract_months': "'90000000000000000000'", 'flags': "contract_months is too large 90000000000000000000"},
    {'contract_months': "'one'", 'probability': "'two'",
        'flags': "contract_months is not a whole number one; probability is not a decimal number two"},
    {'source_owner': "'Marketing'"},
    {'source_owner': "'ann@buyer.example'", 'flags': "source_owner is not one of marketing, sales, partner ann@buyer.example"},
    {'is_won': "'perhaps'", 'reasons': "is_won is not true or false"},
    {'is_won': "'perhaps'", 'contract_months': "'one'", 'reasons': "is_won is not true or false"},
    {'amount': "'-500'"},
    {'amount': "'1,200'", 'reasons': "amount is not a decimal number"},
    {'amount': "'1e18'", 'reasons': "amount is too large"},
] %}
{%- set deal_rows = [] %}
{%- for deal in deals %}
    {%- do deal_rows.append(dict({'deal_id': "'" ~ loop.index ~ "'", 'created_at': "'2001-02-03'"}, **deal)) %}
{%- endfor %}
{%- set scrolls = {"0": "", "100": "", "100.5": "scroll_percent is above 100 100.5", "-1": "scroll_percent is below 0 -1"} %}
{%- set view_rows = [] %}
{%- for scroll in scrolls %}
    {%- do view_rows.append({
        'page_view_id': "'" ~ loop.index ~ "'", 'session_id': "'S1'", 'viewed_at': "'2001-02-03'", 'scroll_percent': "'" ~ scroll ~ "'"
    }) %}
{%- endfor %}
{%- set ends = {"2001-02-03": "", "2001-02-02": "ended_on is before started_on", "open": "ended_on is not an ISO date"} %}
{%- set price_rows = [] %}
{%- for end in ends %}
    {%- do price_rows.append({
        'subscription_id': "'" ~ loop.index ~ "'", 'account_id': "'A1'", 'started_on': "'2001-02-03'", 'ended_on': "'" ~ end ~ "'",
        'monthly_amount': "'1'"
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

prices_by_hand as (
    {{ hand_made('subscriptions', price_rows) }}
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

judged_prices as (
    {{ checked('subscriptions', 'prices_by_hand') }}
),

judged as (
    select 'stage ' || lead_id as label, coalesce(stage, 'refused') as said, cast(null as {{ dbt.type_string() }}) as flags
    from judged_stages
    union all
    select 'deal ' || deal_id as label, rejection_reasons as said, flags from judged_deals
    union all
    select 'view ' || page_view_id as label, rejection_reasons as said, flags from judged_views
    union all
    select 'price ' || subscription_id as label, rejection_reasons as said, flags from judged_prices
    union all
    -- a flagged cell counts as absent
    select 'cell ' || deal_id as label, 'not blank' as said, cast(null as {{ dbt.type_string() }}) as flags
    from judged_deals
    where flags is not null and coalesce(probability, contract_months, 0) <> 0 and rejection_reasons = ''
),

expected as (
    {%- for stage in stages.values() %}
    select 'stage L{{ loop.index }}' as label, '{{ stage or "refused" }}' as said, null as flags union all
    {%- endfor %}
    {%- for deal in deals %}
    select
        'deal {{ loop.index }}' as label,
        '{{ deal.get("reasons", "") }}' as said,
        {{ "'" ~ deal.flags ~ "'" if deal.flags else 'null' }} as flags
    union all
    {%- endfor %}
    {%- for flags in scrolls.values() %}
    select 'view {{ loop.index }}' as label, '' as said, {{ "'" ~ flags ~ "'" if flags else 'null' }} as flags union all
    {%- endfor %}
    {%- for reasons in ends.values() %}
    select 'price {{ loop.index }}' as label, '{{ reasons }}' as said, null as flags {{ "union all" if not loop.last }}
    {%- endfor %}
),

found as (
    select
        label,
        said,
        replace(replace(flags, {{ flag_separator() }}, '; '), {{ flag_part_separator() }}, ' ') as flags
    from judged
)

select
    label,
    expected.said as expected,
    found.said as found,
    expected.flags as expected_flags,
    found.flags as found_flags
from expected
full outer join found using (label)
where
    expected.said is distinct from found.said
    or expected.flags is distinct from found.flags
