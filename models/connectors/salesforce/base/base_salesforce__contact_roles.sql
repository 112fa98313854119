-- One row is a contact's part in an opportunity of Salesforce.
{%- for loader in loaders_of('salesforce') %}
select
    {{ own_id('opportunity_id') }} as deal_id,
    {{ own_id('contact_id') }} as contact_id,
    created_date as created_at,
    {{ says_yes('is_primary') }} as is_primary,
    {{ says_yes('is_deleted') }} as is_deleted
from {{ source('salesforce__' ~ loader, 'opportunity_contact_role') }}
{{ "union all" if not loop.last }}
{%- endfor %}
