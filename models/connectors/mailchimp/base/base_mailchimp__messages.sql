-- One row is a campaign of Mailchimp, or an e-mail of an automation, and when it was sent.
{%- for loader in loaders_of('mailchimp') %}
{%- if loader == 'fivetran' %}
{%- for table in ('campaign', 'automation_email') %}
select
    {{ own_id('id') }} as message_id,
    min({{ first_said('send_time') }}) as sent_at
from {{ source('mailchimp__fivetran', table) }} as delivered
group by {{ own_id('id') }}
{{ "union all" if not loop.last }}
{%- endfor %}
{%- else %}
{{ no_rows(['message_id', 'sent_at']) }}
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
