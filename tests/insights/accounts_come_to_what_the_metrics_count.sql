-- Leads, deals and amounts of accounts come to the metrics by target list; touches hold what they are made of.
{%- set columns = {
    'leads': 'leads', 'open_deals': 'open_deals', 'open_pipeline': 'open_pipeline', 'deals_won': 'won_deals',
    'revenue': 'won_revenue',
} %}
with

accounts as (
    select * from {{ ref('account_engagement') }}
),

by_list as (
    {%- for metric, column in columns.items() %}
    select
        '{{ metric }}' as metric,
        target_account,
        cast(sum({{ column }}) as decimal(38, 4)) as amount
    from accounts
    group by target_account
    {{- "\n    union all" if not loop.last }}
    {%- endfor %}
),

counted as (
    select
        metric,
        dimension_value as target_account,
        cast(numerator as decimal(38, 4)) as amount
    from {{ ref('metric_values') }}
    where
        period_grain = 'all_time'
        and dimension = 'target_account'
        and metric in ('leads', 'open_deals', 'open_pipeline', 'deals_won', 'revenue')
)

select
    coalesce(by_list.metric, counted.metric) as what,
    coalesce(by_list.target_account, counted.target_account) as who,
    by_list.amount as found,
    counted.amount as expected
from by_list
full outer join counted
    on by_list.metric = counted.metric and by_list.target_account = counted.target_account
where
    -- of no account, a deal is under unknown too
    coalesce(by_list.target_account, counted.target_account) <> 'unknown'
    -- metrics are doubles: of large amounts they hold some 15 digits
    and abs(coalesce(by_list.amount, 0) - coalesce(counted.amount, 0))
    > 0.005 + 1e-9 * cast(abs(coalesce(counted.amount, 0)) as {{ type_double() }})
union all
select
    'touches' as what,
    account_id as who,
    cast(touches as decimal(38, 4)) as found,
    cast(coalesce(sessions, 0) as decimal(38, 4)) as expected
from accounts
where
    touches < coalesce(sessions, 0) + coalesce(ad_interactions, 0) + coalesce(meetings, 0) + coalesce(inbound_requests, 0)
    or (last_touch_at is null and touches > 0)
    or (touches = 0 and people_engaged > 0)
