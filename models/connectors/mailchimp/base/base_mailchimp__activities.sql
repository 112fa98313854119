-- One row is what a recipient did with a message of Mailchimp: opened it, clicked in it, bounced it, unsubscribed by it.
with

activities as (
    {%- for loader in loaders_of('mailchimp') %}
    {%- if loader == 'fivetran' %}
    {%- for table, message in [
        ('campaign_recipient_activity', 'campaign_id'),
        ('automation_recipient_activity', 'automation_email_id'),
    ] %}
    select
        {{ own_id(message) }} as message_id,
        {{ own_id('member_id') }} as recipient_id,
        action,
        delivered.timestamp as occurred_at,
        bounce_type,
        url,
        'recipients' as told_by
    from {{ source('mailchimp__fivetran', table) }} as delivered
    union all
    {%- endfor %}
    select
        {{ own_id('campaign_id') }} as message_id,
        {{ own_id('member_id') }} as recipient_id,
        'unsubscribed' as action,
        delivered.timestamp as occurred_at,
        cast(null as {{ dbt.type_string() }}) as bounce_type,
        cast(null as {{ dbt.type_string() }}) as url,
        'recipients' as told_by
    from {{ source('mailchimp__fivetran', 'unsubscribe') }} as delivered
    {%- elif loader == 'airbyte' %}
    select
        {{ own_id('campaign_id') }} as message_id,
        {{ own_id('email_id') }} as recipient_id,
        action,
        delivered.timestamp as occurred_at,
        delivered.type as bounce_type,
        url,
        'reports' as told_by
    from {{ source('mailchimp__airbyte', 'email_activity') }} as delivered
    union all
    select
        {{ own_id('campaign_id') }} as message_id,
        {{ own_id('email_id') }} as recipient_id,
        'unsubscribed' as action,
        delivered.timestamp as occurred_at,
        cast(null as {{ dbt.type_string() }}) as bounce_type,
        cast(null as {{ dbt.type_string() }}) as url,
        'reports' as told_by
    from {{ source('mailchimp__airbyte', 'unsubscribes') }} as delivered
    {%- else %}
    {{ no_rows([
        'message_id', 'recipient_id', 'action', 'occurred_at', 'bounce_type', 'url', 'told_by'
    ]) | indent(4) }}
    {%- endif %}
    {{ "union all" if not loop.last }}
    {%- endfor %}
),

-- where nothing tells whom a message was sent to, its report counts it
reported as (
    select message_id
    from {{ ref('base_mailchimp__reports') }}
    where left_out_reason is null
    group by message_id
)

select
    activities.message_id,
    activities.recipient_id,
    activities.action,
    activities.occurred_at,
    activities.bounce_type,
    activities.url,
    case
        when activities.told_by = 'reports' and reported.message_id is not null then 'the report of its message counts it'
    end as left_out_reason
from activities
left join reported
    on activities.message_id = reported.message_id
