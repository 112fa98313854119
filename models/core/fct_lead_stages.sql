-- One row is a lead and a stage it has entered, the first time.
with

entries as (
    select
        bridge.lead_id,
        stg_lead_stages.stage,
        stg_lead_stages.entered_at,
        stg_lead_stages.reason,
        row_number() over (
            partition by bridge.lead_id, stg_lead_stages.stage
            order by stg_lead_stages.entered_at, stg_lead_stages.reason nulls last
        ) as place
    from {{ ref('stg_lead_stages') }} as stg_lead_stages
    inner join {{ ref('int_lead_bridge') }} as bridge
        on stg_lead_stages.lead_id = bridge.source_lead_id
    where bridge.lead_id is not null
),

first_entries as (
    select * from entries where place = 1
),

with_exits as (
    select
        *,
        -- stages entered at the same moment (CRMs that keep days only) follow the funnel
        lead(entered_at) over (
            partition by lead_id
            order by
                entered_at,
                case stage
                    when 'lead' then 1
                    when 'mql' then 2
                    when 'sal' then 3
                    when 'sql' then 4
                    when 'opportunity' then 5
                    when 'customer' then 6
                    when 'recycled' then 7
                    else 8
                end
        ) as left_at
    from first_entries
)

select
    with_exits.lead_id,
    with_exits.stage,
    with_exits.entered_at,
    with_exits.left_at,
    {{ business_date('with_exits.entered_at') }} as entered_on,
    {{ business_date('with_exits.left_at') }} as left_on,
    leads.channel,
    {{ campaign_columns('leads.campaign') }},
    leads.segment,
    leads.program,
    leads.target_account,
    leads.icp,
    leads.country,
    leads.lead_source,
    leads.job_level,
    {{- own_columns({'accounts': 'leads', 'campaigns': 'leads', 'leads': 'leads'}) }}
    coalesce(with_exits.reason, 'unknown') as reason
from with_exits
inner join {{ ref('int_leads') }} as leads
    on with_exits.lead_id = leads.lead_id
