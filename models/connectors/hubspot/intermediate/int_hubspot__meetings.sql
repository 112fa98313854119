-- One row is a meeting of HubSpot, and why it is left out.
with

meetings as (
    select * from {{ ref('base_hubspot__meetings') }}
),

activities as (
    select
        activity_id,
        min(created_at) as created_at,
        min(activity_type) as activity_type,
        min(owner) as owner
    from {{ ref('base_hubspot__activities') }}
    group by activity_id
)

select
    meetings.meeting_id,
    coalesce(meetings.booked_at, activities.created_at) as booked_at,
    meetings.scheduled_for,
    coalesce(meetings.meeting_type, activities.activity_type) as meeting_type,
    meetings.outcome,
    coalesce(meetings.owner, activities.owner) as owner,
    meetings.updated_at,
    case
        when {{ hubspot_says('meetings.is_deleted') }} then 'deleted'
        when coalesce(meetings.booked_at, activities.created_at) is null then 'booked on a day that is not delivered'
    end as left_out_reason
from meetings
left join activities
    on meetings.meeting_id = activities.activity_id
