-- One row is a day of an ad of Meta's.
with

ad_days as (
    select * from {{ ref('base_meta_ads__ad_days') }}
    where coalesce(last_day, date_day) = date_day
),

actions as (
    select
        actions_key,
        sum(case when action_type = '{{ var("meta_conversions") }}' then {{ typed('action_count', 'decimal(18,4)', {}) }} end)
            as conversions,
        sum(case when action_type = 'link_click' then {{ typed('action_count', 'decimal(18,4)', {}) }} end) as clicks,
        sum(case when action_type = 'post_reaction' then {{ typed('action_count', 'decimal(18,4)', {}) }} end) as likes,
        sum(case when action_type = 'comment' then {{ typed('action_count', 'decimal(18,4)', {}) }} end) as comments,
        sum(case when action_type = 'post' then {{ typed('action_count', 'decimal(18,4)', {}) }} end) as shares
    from {{ ref('int_meta_ads__actions') }}
    where left_out_reason is null
    group by actions_key
),

ads as (
    select
        *,
        row_number() over (
            partition by ad_id order by known_at desc nulls last, campaign_id nulls last, ad_group_id nulls last
        ) as place
    from {{ ref('base_meta_ads__ads') }}
),

accounts as (
    select
        account_id,
        currency,
        row_number() over (partition by account_id order by known_at desc nulls last, currency nulls last) as place
    from {{ ref('base_meta_ads__accounts') }}
    where currency is not null
)

select
    {{ contract_columns('ad_spend', {
        'date_day': 'ad_days.date_day',
        'platform': "'meta_ads'",
        'spend': 'ad_days.spend',
        'currency': 'coalesce(ad_days.currency, accounts.currency)',
        'campaign_id': 'coalesce(ad_days.campaign_id, ads.campaign_id)',
        'ad_group_id': 'coalesce(ad_days.ad_group_id, ads.ad_group_id)',
        'ad_id': 'ad_days.ad_id',
        'impressions': 'ad_days.impressions',
        'clicks': 'coalesce(ad_days.clicks, ' ~ count_as_text('actions.clicks') ~ ')',
        'conversions': 'coalesce(ad_days.conversions, ' ~ count_as_text('actions.conversions') ~ ')',
        'likes': 'coalesce(ad_days.likes, ' ~ count_as_text('actions.likes') ~ ')',
        'comments': 'coalesce(ad_days.comments, ' ~ count_as_text('actions.comments') ~ ')',
        'shares': 'coalesce(ad_days.shares, ' ~ count_as_text('actions.shares') ~ ')',
    }) }},
    1 as source_rows
from ad_days
left join actions
    on ad_days.actions_key = actions.actions_key
left join ads
    on ad_days.ad_id = ads.ad_id and ads.place = 1
left join accounts
    on ad_days.account_id = accounts.account_id and accounts.place = 1
