-- One row is a day of an ad and what people did, by type, and why it is left out, if it is.
with

ad_days as (
    select actions_key
    from {{ ref('base_meta_ads__ad_days') }}
    where actions_key is not null
    group by actions_key
)

select
    actions.actions_key,
    actions.action_type,
    actions.action_count,
    1 as source_rows,
    case
        when coalesce(actions.action_type, '') not in ('{{ var("meta_conversions") }}', 'link_click', 'post_reaction', 'comment', 'post')
            then 'of a type that nothing counts'
        when ad_days.actions_key is null then 'of an ad and a day that are not there'
    end as left_out_reason
from {{ ref('base_meta_ads__actions') }} as actions
left join ad_days
    on actions.actions_key = ad_days.actions_key
