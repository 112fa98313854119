-- One row is a meeting.
select
    meeting_id,
    lead_id,
    coalesce(account_id, 'unknown') as account_id,
    deal_id,
    booked_at,
    requested_at,
    scheduled_for,
    booked_on,
    requested_on,
    scheduled_on,
    opportunity_on,
    qualified_on,
    channel,
    {{ campaign_columns('campaign') }},
    program,
    segment,
    target_account,
    icp,
    {{- own_columns({'accounts': 'meetings', 'campaigns': 'meetings'}) }}
    owner,
    meeting_type,
    outcome,
    has_passed,
    is_attended
from {{ ref('int_meetings') }} as meetings
