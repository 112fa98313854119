-- One row is what a history says of a lead's status at a time: a row of LeadHistory, or a version of the lead.
with

told as (
    select
        lead_id,
        entered_at,
        status,
        is_version,
        left_out_reason,
        1 as source_rows
    from {{ ref('base_salesforce__lead_history') }}
    union all
    -- the leads themselves may be in history mode
    select
        lead_id,
        started_at as entered_at,
        status,
        true as is_version,
        cast(null as {{ dbt.type_string() }}) as left_out_reason,
        0 as source_rows
    from {{ ref('base_salesforce__leads') }}
    where {{ is_said('started_at') }}
)

select
    lead_id,
    entered_at,
    status,
    source_rows,
    case
        when left_out_reason is not null then left_out_reason
        when
            is_version
            and lag(status) over (
                partition by lead_id, is_version, left_out_reason
                order by entered_at nulls first, source_rows nulls last, status nulls first
            ) = status
            then 'the status did not change'
    end as left_out_reason
from told
