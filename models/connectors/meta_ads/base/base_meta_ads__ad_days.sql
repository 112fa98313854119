-- One row is a day of an ad of Meta's; an export's may be of an ad set or a campaign.
{%- for loader in loaders_of('meta_ads') %}
{%- if loader == 'fivetran' %}
select
    delivered.date as date_day,
    {{ own_id('ad_id') }} as ad_id,
    cast(null as {{ dbt.type_string() }}) as ad_group_id,
    cast(null as {{ dbt.type_string() }}) as campaign_id,
    {{ own_id('account_id') }} as account_id,
    cast(null as {{ dbt.type_string() }}) as currency,
    spend,
    impressions,
    inline_link_clicks as clicks,
    {{ own_id('ad_id') }} || ' ' || substr(delivered.date, 1, 10) as actions_key,
    cast(null as {{ dbt.type_string() }}) as conversions,
    cast(null as {{ dbt.type_string() }}) as likes,
    cast(null as {{ dbt.type_string() }}) as comments,
    cast(null as {{ dbt.type_string() }}) as shares,
    cast(null as {{ dbt.type_string() }}) as last_day
from {{ source('meta_ads__fivetran', 'basic_ad') }} as delivered
{%- elif loader == 'airbyte' %}
select
    date_start as date_day,
    {{ own_id('ad_id') }} as ad_id,
    {{ own_id('adset_id') }} as ad_group_id,
    {{ own_id('campaign_id') }} as campaign_id,
    {{ own_id('account_id') }} as account_id,
    account_currency as currency,
    spend,
    impressions,
    inline_link_clicks as clicks,
    cast(null as {{ dbt.type_string() }}) as actions_key,
    {{ json_beside('actions', 'action_type', var('meta_conversions'), 'value') }} as conversions,
    {{ json_beside('actions', 'action_type', 'post_reaction', 'value') }} as likes,
    {{ json_beside('actions', 'action_type', 'comment', 'value') }} as comments,
    {{ json_beside('actions', 'action_type', 'post', 'value') }} as shares,
    cast(null as {{ dbt.type_string() }}) as last_day
from {{ source('meta_ads__airbyte', 'ads_insights') }} as delivered
{%- elif loader == 'dlt' %}
select
    date_start as date_day,
    {{ own_id('ad_id') }} as ad_id,
    {{ own_id('adset_id') }} as ad_group_id,
    {{ own_id('campaign_id') }} as campaign_id,
    cast(null as {{ dbt.type_string() }}) as account_id,
    account_currency as currency,
    spend,
    impressions,
    inline_link_clicks as clicks,
    {{ own_id('dlt_id') }} as actions_key,
    cast(null as {{ dbt.type_string() }}) as conversions,
    cast(null as {{ dbt.type_string() }}) as likes,
    cast(null as {{ dbt.type_string() }}) as comments,
    cast(null as {{ dbt.type_string() }}) as shares,
    cast(null as {{ dbt.type_string() }}) as last_day
from {{ source('meta_ads__dlt', 'facebook_insights') }} as delivered
{%- elif loader == 'export' %}
select
    coalesce(delivered.day, reporting_starts) as date_day,
    {{ own_id('ad_id') }} as ad_id,
    {{ own_id('ad_set_id') }} as ad_group_id,
    {{ own_id('coalesce(campaign_id, campaign_name)') }} as campaign_id,
    cast(null as {{ dbt.type_string() }}) as account_id,
    coalesce(
        currency{% for code in meta_currencies() %}, case when amount_spent_{{ code }} is not null then '{{ code }}' end{% endfor %}
    ) as currency,
    coalesce(
        amount_spent{% for code in meta_currencies() %}, amount_spent_{{ code }}{% endfor %}
    ) as spend,
    impressions,
    link_clicks as clicks,
    cast(null as {{ dbt.type_string() }}) as actions_key,
    leads as conversions,
    post_reactions as likes,
    post_comments as comments,
    post_shares as shares,
    case when delivered.day is null then reporting_ends end as last_day
from {{ source('meta_ads__export', 'ads_report') }} as delivered
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
