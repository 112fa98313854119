-- One row is a lead that sales may call next, from the first to call on: of late a lead or touched, and no opportunity yet.
with

touches as (
    select *
    from {{ ref('int_account_touches') }}
    where lead_id is not null
),

touched as (
    select
        lead_id,
        sum(touches) as touches
    from touches
    group by lead_id
),

last_touches as (
    select
        lead_id,
        kind,
        channel,
        last_touch_at,
        row_number() over (
            partition by lead_id
            order by last_touch_at desc nulls last, kind nulls last, channel nulls last, account_id nulls last
        ) as place
    from touches
    where last_touch_at is not null
),

-- the stage that a lead stands in; of the present word without a day, the furthest one counts
stages as (
    select
        lead_id,
        stage,
        1 as preference
    from {{ ref('fct_lead_stages') }}
    where left_at is null
    union all
    select
        lead_id,
        stage,
        2 as preference
    from {{ ref('int_lead_present_stages') }}
),

numbered_stages as (
    select
        lead_id,
        stage,
        row_number() over (
            partition by lead_id
            order by
                preference nulls last,
                case stage
                    when 'disqualified' then 0 when 'recycled' then 1 when 'sql' then 2 when 'sal' then 3 when 'mql' then 4 else 5
                end nulls last,
                stage nulls last
        ) as place
    from stages
),

candidates as (
    select
        leads.lead_id,
        nullif(leads.account_id, 'unknown') as account_id,
        leads.created_on,
        leads.channel,
        leads.segment,
        leads.target_account,
        leads.icp,
        coalesce(stages.stage, 'lead') as stage,
        coalesce(touched.touches, 0) as touches,
        last_touches.last_touch_at,
        last_touches.kind as last_touch_kind,
        last_touches.channel as last_touch_channel
    from {{ ref('fct_leads') }} as leads
    left join numbered_stages as stages
        on leads.lead_id = stages.lead_id and stages.place = 1
    left join touched
        on leads.lead_id = touched.lead_id
    left join last_touches
        on leads.lead_id = last_touches.lead_id and last_touches.place = 1
    where
        not leads.has_opportunity
        and not leads.is_customer
        and coalesce(stages.stage, 'lead') not in ('disqualified', 'recycled')
        and (leads.created_on > {{ before_recent_days() }} or touched.touches > 0)
)

select
    cast(row_number() over (
        order by
            scores.probability desc nulls last,
            case when scores.grade is not null then scores.total_score end desc nulls last,
            candidates.touches desc nulls last,
            candidates.last_touch_at desc nulls last,
            candidates.lead_id nulls last
    ) as bigint) as place,
    candidates.lead_id,
    candidates.account_id,
    accounts.account_name,
    candidates.target_account,
    accounts.account_tier,
    accounts.owner,
    accounts.stage as account_stage,
    candidates.segment,
    candidates.icp,
    candidates.channel,
    candidates.created_on,
    candidates.stage,
    scores.grade,
    scores.total_score,
    scores.predicted_outcome,
    scores.probability,
    scores.strongest_reason_for,
    scores.strongest_reason_against,
    cast(candidates.touches as bigint) as touches,
    candidates.last_touch_at,
    {{ business_date('candidates.last_touch_at') }} as last_touch_on,
    cast(candidates.last_touch_kind as {{ dbt.type_string() }}) as last_touch_kind,
    cast(candidates.last_touch_channel as {{ dbt.type_string() }}) as last_touch_channel
from candidates
inner join {{ ref('lead_scores') }} as scores
    on candidates.lead_id = scores.lead_id
left join {{ ref('account_engagement') }} as accounts
    on candidates.account_id = accounts.account_id
