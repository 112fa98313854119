-- One row is a customer's price over a time.
select
    subscriptions.subscription_id,
    subscriptions.account_id,
    subscriptions.deal_id,
    subscriptions.started_on,
    subscriptions.ended_on,
    acquisitions.channel,
    {{ campaign_columns('acquisitions.campaign') }},
    acquisitions.segment,
    acquisitions.program,
    acquisitions.target_account,
    acquisitions.icp,
    {{- own_columns({'accounts': 'acquisitions', 'campaigns': 'acquisitions'}) }}
    subscriptions.currency,
    subscriptions.monthly_amount
from {{ ref('int_subscriptions') }} as subscriptions
inner join {{ ref('int_account_acquisitions') }} as acquisitions
    on subscriptions.account_id = acquisitions.account_id
