-- One row is a subscription to an e-mail list.
select
    subscriber_id,
    coalesce(list_name, 'unknown') as list_name,
    subscribed_at,
    unsubscribed_at,
    {{ business_date('subscribed_at') }} as subscribed_on,
    {{ business_date('unsubscribed_at') }} as unsubscribed_on
from {{ ref('stg_email_subscribers') }}
