-- One row is a campaign and what became of it, as Mailchimp sums it up.
with

reports as (
    {%- for loader in loaders_of('mailchimp') %}
    {%- if loader == 'airbyte' %}
    select
        {{ own_id('id') }} as message_id,
        send_time as sent_at,
        emails_sent as sent,
        cast(null as {{ dbt.type_string() }}) as delivered,
        {{ json_text('opens', ['unique_opens']) }} as opened,
        {{ json_text('clicks', ['unique_subscriber_clicks']) }} as clicked,
        {{ json_text('bounces', ['hard_bounces']) }} as hard_bounces,
        {{ json_text('bounces', ['soft_bounces']) }} as soft_bounces,
        unsubscribed
    from {{ source('mailchimp__airbyte', 'reports') }} as delivered_reports
    {%- elif loader == 'export' %}
    select
        {{ own_id('unique_id') }} as message_id,
        send_date as sent_at,
        total_recipients as sent,
        successful_deliveries as delivered,
        unique_opens as opened,
        unique_clicks as clicked,
        hard_bounces,
        soft_bounces,
        unsubscribes as unsubscribed
    from {{ source('mailchimp__export', 'campaigns') }} as delivered_reports
    {%- else %}
    {{ no_rows([
        'message_id', 'sent_at', 'sent', 'delivered', 'opened', 'clicked', 'hard_bounces', 'soft_bounces', 'unsubscribed'
    ]) | indent(4) }}
    {%- endif %}
    {{ "union all" if not loop.last }}
    {%- endfor %}
)

select
    message_id,
    sent_at,
    sent,
    delivered,
    opened,
    clicked,
    hard_bounces,
    soft_bounces,
    unsubscribed,
    case
        when not {{ is_said('sent_at') }} then 'it was not sent'
        when {{ typed('sent', 'bigint', {}) }} = 0 then 'it was sent to nobody'
    end as left_out_reason
from reports
