-- One row is a cost beside ad spend.
select
    costs.date_day,
    costs.department,
    coalesce(costs.cost_type, 'unknown') as cost_type,
    coalesce(nullif(channels.channel, 'unknown'), campaigns.channel, 'unknown') as channel,
    {{ campaign_columns("coalesce(campaigns.campaign_id, 'unknown')") }},
    coalesce(campaigns.program, 'unknown') as program,
    {{- own_columns({'campaigns': 'campaigns'}) }}
    upper(coalesce(costs.currency, '{{ var("reporting_currency") }}')) as currency,
    {{ in_reporting_currency('costs.amount', 'costs.currency', 'rates.rate_to_reporting') }} as cost_amount
from {{ ref('stg_costs') }} as costs
left join {{ ref('int_campaigns') }} as campaigns
    on costs.campaign_id = campaigns.campaign_id
left join {{ ref('int_channels') }} as channels
    on {{ as_name('costs.channel') }} = channels.name
left join {{ ref('int_exchange_rates') }} as rates
    on upper(costs.currency) = rates.currency and costs.date_day = rates.date_day
