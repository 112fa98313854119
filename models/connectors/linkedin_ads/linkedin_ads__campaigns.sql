-- One row is a group of LinkedIn's campaigns as it was last: what others call a campaign.
with

versions as (
    select
        *,
        row_number() over (
            partition by group_id
            order by known_at desc nulls last, group_name nulls last, starts_at nulls last, ends_at nulls last
        ) as place,
        count(*) over (partition by group_id) as version_count
    from {{ ref('base_linkedin_ads__campaign_groups') }}
),

campaigns as (
    select
        campaign_id,
        group_id,
        objective,
        row_number() over (partition by campaign_id order by known_at desc nulls last, group_id nulls last, objective nulls last)
            as place
    from {{ ref('base_linkedin_ads__campaigns') }}
),

objectives as (
    select
        group_id,
        count(*) as campaign_count,
        sum(case when objective = 'LEAD_GENERATION' then 1 else 0 end) as form_count
    from campaigns
    where place = 1
    group by group_id
)

select
    {{ contract_columns('campaigns', {
        'campaign_id': 'versions.group_id',
        'campaign_name': 'versions.group_name',
        'channel': "case when objectives.form_count = objectives.campaign_count then 'lead_form' else 'paid_social' end",
        'platform': "'linkedin_ads'",
        'utm_campaign': 'versions.group_name',
        'started_on': business_day_of('versions.starts_at'),
        'ended_on': business_day_of('versions.ends_at'),
    }) }},
    versions.version_count as source_rows
from versions
left join objectives
    on versions.group_id = objectives.group_id
where versions.place = 1
