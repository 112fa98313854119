-- One row is an opportunity as a history says that it was from a time on.
with

told as (
    select
        deal_id,
        entered_at,
        stage,
        amount,
        close_on,
        left_out_reason,
        1 as source_rows
    from {{ ref('base_salesforce__opportunity_history') }}
    union all
    -- the opportunities themselves may be in history mode
    select
        deal_id,
        started_at as entered_at,
        stage,
        amount,
        close_on,
        cast(null as {{ dbt.type_string() }}) as left_out_reason,
        0 as source_rows
    from {{ ref('base_salesforce__opportunities') }}
    where {{ is_said('started_at') }}
),

with_the_one_before as (
    select
        *,
        lag(coalesce(stage, '') || '|' || coalesce(amount, '') || '|' || coalesce(close_on, '')) over (
            partition by deal_id, left_out_reason
            order by
                entered_at nulls first,
                source_rows nulls last,
                stage nulls first,
                amount nulls first,
                close_on nulls first
        ) as said_before
    from told
)

select
    deal_id,
    entered_at,
    stage,
    amount,
    close_on,
    source_rows,
    case
        when left_out_reason is not null then left_out_reason
        when said_before = coalesce(stage, '') || '|' || coalesce(amount, '') || '|' || coalesce(close_on, '')
            then 'neither stage, amount nor closing day changed'
    end as left_out_reason
from with_the_one_before
