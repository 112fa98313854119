-- One row is a delivered deal and the one that it counts as; none where that is deleted.
with

deals as (
    select
        stg_deals.deal_id as id,
        coalesce(groups.group_id, stg_deals.deal_id) as group_id,
        stg_deals.created_at,
        coalesce(stg_deals.is_deleted, false) as is_deleted,
        merges.id is not null as is_merged
    from {{ ref('stg_deals') }} as stg_deals
    left join {{ ref('int_identity_groups') }} as groups
        on stg_deals.deal_id = groups.id and groups.input = 'deals'
    left join {{ ref('int_identity_merges') }} as merges
        on stg_deals.deal_id = merges.id and merges.input = 'deals'
),

representatives as (
    {{ representatives('deals') }}
)

select
    deals.id as source_deal_id,
    case when not representatives.is_left_out then representatives.representative_id end as deal_id,
    representatives.is_left_out
from deals
inner join representatives
    on deals.group_id = representatives.group_id
