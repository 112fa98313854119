-- One row is a recipient of a message of Mailchimp.
with

recipients as (
    {%- for loader in loaders_of('mailchimp') %}
    {%- if loader == 'fivetran' %}
    {%- for table, message in [('campaign_recipient', 'campaign_id'), ('automation_recipient', 'automation_email_id')] %}
    select
        {{ own_id(message) }} as message_id,
        {{ own_id('member_id') }} as recipient_id
    from {{ source('mailchimp__fivetran', table) }} as delivered
    {{ "union all" if not loop.last }}
    {%- endfor %}
    {%- else %}
    {{ no_rows(['message_id', 'recipient_id']) | indent(4) }}
    {%- endif %}
    {{ "union all" if not loop.last }}
    {%- endfor %}
)

select
    recipients.message_id,
    recipients.recipient_id,
    messages.sent_at,
    case when messages.sent_at is null then 'its message was not sent' end as left_out_reason
from recipients
left join {{ ref('base_mailchimp__messages') }} as messages
    on recipients.message_id = messages.message_id
