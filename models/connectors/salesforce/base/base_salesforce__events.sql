-- One row is an event of Salesforce's calendar.
{%- for loader in loaders_of('salesforce') %}
select
    {{ own_id('id') }} as meeting_id,
    {{ own_id(first_said('who_id', 'lead_id', 'contact_id')) }} as person_id,
    {{ own_id(first_said('what_id', 'opportunity_id')) }} as subject_id,
    -- ids of opportunities begin with 006, of accounts with 001
    substr(trim({{ first_said('what_id', 'opportunity_id') }}), 1, 3) as subject_kind,
    {{ own_id('account_id') }} as account_id,
    created_date as booked_at,
    {{ first_said('start_date_time', day_of('activity_date')) }} as scheduled_for,
    type as meeting_type,
    case when {{ says_yes('no_show_c') }} then 'no_show' else outcome_c end as outcome,
    owner_id as owner,
    last_modified_date as updated_at,
    case
        when {{ says_no('fivetran_active') }} then 'an earlier version'
        when {{ says_yes('is_deleted') }} then 'deleted'
        when {{ says_yes('is_child') }} then 'the copy of another attendee'
        when {{ says_yes('is_recurrence') }} then 'the pattern of a series, whose meetings have rows of their own'
    end as left_out_reason
from {{ source('salesforce__' ~ loader, 'event') }}
{{ "union all" if not loop.last }}
{%- endfor %}
