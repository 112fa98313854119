-- One row is an account as of the as-of date: how it was reached in the last 90 days, and what it has open.
{%- set counts = {
    'sessions': ('session', 'touches'),
    'page_views': ('session', 'page_views'),
    'ad_interactions': ('ad_interaction', 'touches'),
    'emails_opened': ('email', 'opened'),
    'emails_clicked': ('email', 'clicked'),
    'emails_replied': ('email', 'replied'),
    'meetings': ('meeting', 'touches'),
    'inbound_requests': ('inbound_request', 'touches'),
} %}
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

touches as (
    select *
    from {{ ref('int_account_touches') }}
    where account_id is not null
),

-- what no row ties to an account, or ended before these days began, is not measured
measured_kinds as (
    select kinds.kind
    from (
        values
        ('session', 'sessions'),
        ('ad_interaction', 'ad_interactions'),
        ('email', 'email_events'),
        ('meeting', 'meetings'),
        ('inbound_request', 'inbound_requests')
    ) as kinds(kind, input)
    inner join (select kind from touches group by kind) as told
        on kinds.kind = told.kind
    inner join {{ ref('int_input_freshness') }} as freshness
        on kinds.input = freshness.input
    where not freshness.is_behind or freshness.last_event_on > {{ before_recent_days() }}
),

touched as (
    select
        account_id,
        {%- for name, (kind, count) in counts.items() %}
        sum(case when kind = '{{ kind }}' then {{ count }} else 0 end) as {{ name }},
        {%- endfor %}
        sum(touches) as touches,
        count(distinct case when touches > 0 then lead_id end) as people_engaged
    from touches
    group by account_id
),

last_touches as (
    select
        account_id,
        kind,
        channel,
        last_touch_at,
        row_number() over (
            partition by account_id
            order by last_touch_at desc nulls last, kind nulls last, channel nulls last, lead_id nulls last
        ) as place
    from touches
    where last_touch_at is not null
),

leads as (
    select
        account_id,
        count(*) as leads
    from {{ ref('fct_leads') }}
    where account_id <> 'unknown'
    group by account_id
),

-- what is open is worth what its last stage said
open_versions as (
    select
        deal_id,
        amount
    from {{ ref('int_deal_versions') }}
    where to_on is null
),

deals as (
    select
        deals.account_id,
        deals.deal_id,
        deals.created_at,
        deals.owner,
        deals.is_won,
        deals.is_lost,
        deals.revenue_amount,
        open_versions.deal_id is not null as is_open,
        open_versions.amount as open_amount
    from {{ ref('fct_deals') }} as deals
    left join open_versions
        on deals.deal_id = open_versions.deal_id
    where deals.account_id <> 'unknown'
),

sold as (
    select
        account_id,
        sum(case when is_open then 1 else 0 end) as open_deals,
        sum(coalesce(open_amount, 0)) as open_pipeline,
        sum(case when is_won then 1 else 0 end) as won_deals,
        sum(case when is_won then coalesce(revenue_amount, 0) else 0 end) as won_revenue,
        sum(case when is_lost then 1 else 0 end) as lost_deals
    from deals
    group by account_id
),

owners as (
    select
        account_id,
        owner,
        row_number() over (
            partition by account_id
            order by case when is_open then 0 else 1 end, created_at desc nulls last, deal_id nulls last
        ) as place
    from deals
    where owner <> 'unknown'
),

customers as (
    select account_id
    from {{ ref('int_customer_lives') }}
    where started_on <= {{ as_of() }} and coalesce(ended_on > {{ as_of() }}, true)
    group by account_id
),

joined as (
    select
        accounts.account_id,
        accounts.account_name,
        accounts.industry,
        accounts.country,
        accounts.segment,
        accounts.target_account,
        accounts.icp,
        accounts.account_tier,
        owners.owner,
        customers.account_id is not null as is_customer,
        case when exists (select 1 from leads) then coalesce(leads.leads, 0) end as leads,
        case when exists (select 1 from measured_kinds) then coalesce(touched.touches, 0) end as touches,
        case when exists (select 1 from measured_kinds where kind <> 'ad_interaction') then coalesce(touched.people_engaged, 0) end
            as people_engaged,
        {%- for name, (kind, _) in counts.items() %}
        case when exists (select 1 from measured_kinds where kind = '{{ kind }}') then coalesce(touched.{{ name }}, 0) end
            as {{ name }},
        {%- endfor %}
        last_touches.last_touch_at,
        last_touches.kind as last_touch_kind,
        last_touches.channel as last_touch_channel,
        {%- for name in ['open_deals', 'won_deals', 'lost_deals'] %}
        case when exists (select 1 from deals) then coalesce(sold.{{ name }}, 0) end as {{ name }},
        {%- endfor %}
        case when exists (select 1 from deals) and {{ is_measured('open_pipeline') }} then coalesce(sold.open_pipeline, 0) end
            as open_pipeline,
        case when exists (select 1 from deals) and {{ is_measured('revenue') }} then coalesce(sold.won_revenue, 0) end
            as won_revenue
    from {{ ref('dim_accounts') }} as accounts
    left join touched
        on accounts.account_id = touched.account_id
    left join last_touches
        on accounts.account_id = last_touches.account_id and last_touches.place = 1
    left join leads
        on accounts.account_id = leads.account_id
    left join sold
        on accounts.account_id = sold.account_id
    left join owners
        on accounts.account_id = owners.account_id and owners.place = 1
    left join customers
        on accounts.account_id = customers.account_id
    where accounts.is_delivered
)

select
    account_id,
    account_name,
    industry,
    country,
    segment,
    target_account,
    icp,
    account_tier,
    owner,
    case
        when is_customer then 'customer'
        when open_deals > 0 then 'opportunity'
        when touches > 0 then 'engaged'
        when leads > 0 or won_deals + lost_deals > 0 or last_touch_at is not null then 'known'
        when coalesce(leads, touches, open_deals) is not null then 'untouched'
    end as stage,
    cast(leads as bigint) as leads,
    leads > 0 as is_covered,
    cast(touches as bigint) as touches,
    cast(people_engaged as bigint) as people_engaged,
    {%- for name, (kind, _) in counts.items() %}
    cast(case when {{ is_measured('pages_per_session') if name == 'page_views' else 'true' }} then {{ name }} end as bigint) as {{ name }},
    {%- endfor %}
    last_touch_at,
    {{ business_date('last_touch_at') }} as last_touch_on,
    cast(last_touch_kind as {{ dbt.type_string() }}) as last_touch_kind,
    cast(last_touch_channel as {{ dbt.type_string() }}) as last_touch_channel,
    cast(open_deals as bigint) as open_deals,
    cast(open_pipeline as decimal(38, 4)) as open_pipeline,
    cast(won_deals as bigint) as won_deals,
    cast(won_revenue as decimal(38, 4)) as won_revenue,
    cast(lost_deals as bigint) as lost_deals
from joined
