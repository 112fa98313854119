-- One row is a deal entering a stage, with its amount and expected close as they stood then.
select
    stages.deal_id,
    {{ stage_name('stages.stage') }} as stage,
    stages.entered_at,
    {{ business_date('stages.entered_at') }} as entered_on,
    stages.expected_close_on,
    {{ in_reporting_currency('stages.amount', 'deals.currency', 'rates.rate_to_reporting') }} as amount
from {{ ref('stg_deal_stages') }} as stages
inner join {{ ref('int_deals') }} as deals
    on stages.deal_id = deals.deal_id
left join {{ ref('int_exchange_rates') }} as rates
    on deals.currency = rates.currency and deals.created_on = rates.date_day
