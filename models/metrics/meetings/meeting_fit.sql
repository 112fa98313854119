-- The shares of meetings booked with accounts that fit the ICP and that are on the target list.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

meetings as (
    select * from {{ ref('meetings_by_period') }}
)

select
    {{ metric_columns(
        'icp_meeting_share',
        numerator='icp_meetings_booked',
        denominator='meetings_booked',
    ) }}
from meetings
where {{ is_measured('icp_meeting_share') }}
union all
select
    {{ metric_columns(
        'target_account_meeting_share',
        numerator='target_account_meetings_booked',
        denominator='meetings_booked',
    ) }}
from meetings
where {{ is_measured('target_account_meeting_share') }}
