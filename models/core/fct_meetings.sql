-- One row is a meeting.
select * from {{ ref('int_meetings') }}
