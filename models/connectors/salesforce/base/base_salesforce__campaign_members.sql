-- One row is a person's part in a campaign of Salesforce.
{%- for loader in loaders_of('salesforce') %}
select
    {{ own_id('id') }} as member_id,
    {{ own_id('campaign_id') }} as campaign_id,
    {{ own_id('lead_id') }} as lead_id,
    {{ own_id('contact_id') }} as contact_id,
    {{ first_said(day_of('first_responded_date'), 'substr(created_date, 1, 10)') }} as responded_on,
    created_date as created_at,
    {{ says_no('has_responded') }} as is_without_response,
    {{ says_yes('is_deleted') }} as is_deleted
from {{ source('salesforce__' ~ loader, 'campaign_member') }}
{{ "union all" if not loop.last }}
{%- endfor %}
