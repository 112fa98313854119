-- One row is a form of HubSpot that a contact sent, what it asks for by its name, and why it is no request.
with

forms as (
    select
        form_id,
        min(form_name) as form_name
    from {{ ref('base_hubspot__forms') }}
    group by form_id
),

submissions as (
    select
        submissions.submission_id,
        submissions.contact_id,
        submissions.form_id,
        submissions.submitted_at,
        lower(coalesce(forms.form_name, submissions.form_name)) as form_name
    from {{ ref('base_hubspot__submissions') }} as submissions
    left join forms
        on submissions.form_id = forms.form_id
),

typed as (
    select
        *,
        case
            when form_name like '%newsletter%' or form_name like '%subscri%' then 'newsletter'
            when form_name like '%webinar%' then 'webinar'
            when form_name like '%demo%' then 'demo_request'
            when {{ matches('form_name', "'download|e-?book|white ?paper|guide|checklist|template'") }} then 'content_download'
            when {{ matches('form_name', "'contact|information|enquir|inquir|pricing|quote'") }} then 'information_request'
            else 'form'
        end as conversion_type
    from submissions
)

select
    -- HubSpot gives each submission an id; where a loader does not, what it says identifies it
    coalesce(submission_id, contact_id || ' ' || coalesce(form_id, '') || ' ' || submitted_at) as submission_id,
    contact_id,
    submitted_at,
    conversion_type,
    case
        when conversion_type in ('newsletter', 'webinar', 'content_download') then 'a form that asks for no answer'
    end as left_out_reason
from typed
