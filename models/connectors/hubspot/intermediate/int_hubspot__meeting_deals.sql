-- One row is a meeting of HubSpot with its deal, that of the lowest id which is not left out.
with

merged as (
    select * from {{ ref('int_hubspot__merged_deals') }}
),

words as (
    {{ words_of_lists(ref('base_hubspot__meetings'), 'deal_ids', ['meeting_id', 'source_name'], ';') | indent(4) }}
),

meeting_deals as (
    select
        meeting_id,
        deal_id
    from {{ ref('base_hubspot__meeting_deals') }}
    union all
    select
        meeting_id,
        source_name || word as deal_id
    from words
    where word <> ''
),

-- what a deal was merged into may have been merged itself
pairs as (
    select
        meeting_deals.meeting_id,
        coalesce(second_merges.remaining_id, first_merges.remaining_id, meeting_deals.deal_id) as deal_id
    from meeting_deals
    left join merged as first_merges
        on meeting_deals.deal_id = first_merges.merged_id
    left join merged as second_merges
        on first_merges.remaining_id = second_merges.merged_id
),

counted as (
    select
        pairs.meeting_id,
        pairs.deal_id
    from pairs
    left join {{ ref('int_hubspot__deal_states') }} as deals
        on pairs.deal_id = deals.deal_id
    where deals.left_out_reason is null and pairs.deal_id is not null
    group by pairs.meeting_id, pairs.deal_id
),

ranked as (
    select
        meeting_id,
        deal_id,
        row_number() over (partition by meeting_id order by {{ lowest_id('deal_id') }}) as place
    from counted
)

select
    meeting_id,
    deal_id
from ranked
where place = 1
