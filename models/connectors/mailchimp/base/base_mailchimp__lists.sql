-- One row is a list of Mailchimp.
{%- for loader in loaders_of('mailchimp') %}
{%- if loader in ('fivetran', 'airbyte') %}
select
    {{ own_id('id') }} as list_id,
    max(name) as list_name
from {{ source('mailchimp__' ~ loader, 'list' if loader == 'fivetran' else 'lists') }} as delivered
group by {{ own_id('id') }}
{%- else %}
{{ no_rows(['list_id', 'list_name']) }}
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
