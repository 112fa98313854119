-- One row is a campaign, or `unknown`, of what is no campaign's.
select
    campaigns.campaign_id,
    stg_campaigns.campaign_name,
    campaigns.channel,
    campaigns.platform,
    campaigns.program,
    campaigns.utm_campaign,
    {{- own_columns({'campaigns': 'campaigns'}) }}
    stg_campaigns.started_on,
    stg_campaigns.ended_on,
    {{ in_reporting_currency('stg_campaigns.budget', 'stg_campaigns.currency', 'rates.rate_to_reporting') }}
        as budget_amount
from {{ ref('int_campaigns') }} as campaigns
inner join {{ ref('stg_campaigns') }} as stg_campaigns
    on campaigns.campaign_id = stg_campaigns.campaign_id
left join {{ ref('int_exchange_rates') }} as rates
    on upper(stg_campaigns.currency) = rates.currency and {{ day_of_rate('stg_campaigns.started_on') }} = rates.date_day
union all
select
    'unknown' as campaign_id,
    'unknown' as campaign_name,
    'unknown' as channel,
    cast(null as {{ dbt.type_string() }}) as platform,
    'unknown' as program,
    cast(null as {{ dbt.type_string() }}) as utm_campaign,
    {{- own_columns({'campaigns': none}) }}
    cast(null as date) as started_on,
    cast(null as date) as ended_on,
    cast(null as {{ money_type() }}) as budget_amount
