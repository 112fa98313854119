-- One row is a form of HubSpot that a contact sent.
{%- for loader in loaders_of('hubspot') %}
{%- if loader == 'fivetran' %}
select
    {{ own_id('submissions.conversion_id') }} as submission_id,
    {{ own_id('submissions.contact_id') }} as contact_id,
    {{ own_id('submissions.form_id') }} as form_id,
    submissions.timestamp as submitted_at,
    submissions.title as form_name
from {{ source('hubspot__fivetran', 'contact_form_submission') }} as submissions
{%- elif loader == 'airbyte' %}
select
    {{ own_id('submissions.conversion_id') }} as submission_id,
    {{ own_id('submissions.canonical_vid') }} as contact_id,
    {{ own_id('submissions.form_id') }} as form_id,
    {{ moment_of_milliseconds('submissions.timestamp') }} as submitted_at,
    submissions.title as form_name
from {{ source('hubspot__airbyte', 'contacts_form_submissions') }} as submissions
{%- else %}
{{ no_rows(['submission_id', 'contact_id', 'form_id', 'submitted_at', 'form_name']) }}
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
