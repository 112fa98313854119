-- One row is a combination that names a campaign, and the days on which it leads to which one.
with

touches as (
    select * from {{ ref('int_touch_channels') }} where campaign is not null
),

rules_of_ads as (
    select channel from {{ ref('channels') }} where is_paid
),

platform_names as (
    select * from {{ ref('platform_channels') }}
),

candidates as (
    select
        touches.touch_key,
        utms.campaign_id,
        utms.valid_from,
        -- how exactly the utm says it, then how well the campaign fits what else the link says
        case when utms.utm_source is not null then 1 else 0 end
        + case when utms.utm_medium is not null then 1 else 0 end as exactness,
        case when campaigns.channel = touches.channel then 1 else 0 end
        + case
            when
                coalesce(campaign_platforms.platform, campaigns.platform)
                = coalesce(source_platforms.platform, touches.network)
                then 1
            else 0
        end as fit
    from touches
    inner join {{ ref('int_campaign_utms') }} as utms
        on
            touches.campaign = utms.utm_campaign
            and (utms.utm_source is null or utms.utm_source = touches.source)
            and (utms.utm_medium is null or utms.utm_medium = touches.medium)
    inner join {{ ref('int_campaigns') }} as campaigns
        on utms.campaign_id = campaigns.campaign_id
    left join platform_names as source_platforms
        on {{ as_name('touches.network') }} = source_platforms.name
    left join platform_names as campaign_platforms
        on campaigns.platform = campaign_platforms.name
),

days as (
    select
        touch_key,
        valid_from
    from candidates
    group by touch_key, valid_from
),

spans as (
    select
        touch_key,
        valid_from,
        lead(valid_from) over (partition by touch_key order by valid_from nulls first) as valid_until
    from days
),

known as (
    select
        spans.touch_key,
        spans.valid_from,
        spans.valid_until,
        candidates.campaign_id,
        candidates.exactness,
        candidates.fit,
        max(candidates.valid_from) as known_from
    from spans
    inner join candidates
        on spans.touch_key = candidates.touch_key and candidates.valid_from <= spans.valid_from
    group by
        spans.touch_key, spans.valid_from, spans.valid_until, candidates.campaign_id, candidates.exactness,
        candidates.fit
),

ranked as (
    select
        *,
        rank() over (
            partition by touch_key, valid_from
            order by exactness desc nulls last, fit desc nulls last, known_from desc nulls last
        ) as preference,
        row_number() over (
            partition by touch_key, valid_from
            order by exactness desc nulls last, fit desc nulls last, known_from desc nulls last, campaign_id
        ) as place
    from known
),

chosen as (
    select
        touch_key,
        valid_from,
        valid_until,
        max(case when place = 1 then campaign_id end) as campaign_id,
        count(case when preference = 1 then campaign_id end) as choice_count
    from ranked
    group by touch_key, valid_from, valid_until
)

select
    chosen.touch_key,
    chosen.valid_from,
    chosen.valid_until,
    chosen.campaign_id,
    -- what the company states for a campaign ranks above a guess, and above the rules where they
    -- know no such channel and the ads are counted under it
    case
        when campaigns.channel = 'unknown' then touches.channel
        when touches.is_guess or (campaigns.is_beyond_utms and rules_of_ads.channel is not null)
            then campaigns.channel
        else touches.channel
    end as channel,
    chosen.choice_count > 1 as is_ambiguous
from chosen
inner join touches
    on chosen.touch_key = touches.touch_key
inner join {{ ref('int_campaigns') }} as campaigns
    on chosen.campaign_id = campaigns.campaign_id
left join rules_of_ads
    on touches.channel = rules_of_ads.channel
