-- One row is what a web tool counted for a source, medium and campaign on a day of which no sessions
-- were delivered.
with

totals as (
    select
        *,
        {{ touch_key('web_totals') }} as touch_key
    from {{ ref('int_web_totals') }} as web_totals
)

select
    totals.date_day,
    coalesce(touch_campaigns.channel, touch_channels.channel) as channel,
    {{ campaign_columns("coalesce(touch_campaigns.campaign_id, 'unknown')") }},
    'unknown' as segment,
    coalesce(campaigns.program, 'unknown') as program,
    'unknown' as target_account,
    'unknown' as icp,
    'unknown' as page,
    coalesce(totals.utm_source, 'unknown') as utm_source,
    coalesce(totals.utm_medium, 'unknown') as utm_medium,
    'unknown' as visitor_type,
    {{- own_columns({'accounts': none, 'campaigns': 'campaigns', 'sessions': none}) }}
    coalesce(touch_channels.network, '(direct)') as network,
    totals.sessions,
    totals.visitors,
    totals.engaged_sessions,
    totals.page_views,
    totals.conversions
from totals
inner join {{ ref('int_touch_channels') }} as touch_channels
    on totals.touch_key = touch_channels.touch_key
left join {{ ref('int_touch_campaigns') }} as touch_campaigns
    on
        totals.touch_key = touch_campaigns.touch_key
        and totals.date_day >= touch_campaigns.valid_from
        and (touch_campaigns.valid_until is null or totals.date_day < touch_campaigns.valid_until)
left join {{ ref('int_campaigns') }} as campaigns
    on touch_campaigns.campaign_id = campaigns.campaign_id
