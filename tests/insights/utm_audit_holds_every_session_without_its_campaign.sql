-- Sessions whose utm no campaign has are all in the audit, under one finding each.
with

audited as (
    select coalesce(sum(sessions), 0) as sessions
    from {{ ref('utm_audit') }}
    where finding in ('unknown_utm', 'spelling_variant')
),

counted as (
    select count(*) as sessions
    from {{ ref('stg_sessions') }} as sessions
    inner join {{ ref('int_utm_values') }} as utm_values
        on sessions.utm_campaign = utm_values.utm_text
    where
        not coalesce(sessions.is_bot, false)
        and utm_values.utm_value is not null
        and not exists (
            select 1
            from {{ ref('int_campaign_utms') }} as utms
            where utms.utm_campaign = utm_values.utm_value
        )
)

select
    audited.sessions as audited_sessions,
    counted.sessions as counted_sessions
from audited
cross join counted
where audited.sessions <> counted.sessions
