-- The shares of meetings booked with accounts that fit the ICP and that are on the target list.
with

delivered as (
    select * from {{ ref('int_delivered_inputs') }}
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
where {{ needs(['accounts']) }}
union all
select
    {{ metric_columns(
        'target_account_meeting_share',
        numerator='target_account_meetings_booked',
        denominator='meetings_booked',
    ) }}
from meetings
where {{ needs(['accounts']) }}
