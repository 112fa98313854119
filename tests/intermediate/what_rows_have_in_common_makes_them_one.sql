-- Rows that the company, a merge or an address ties together are in one group, however long the chain: it
-- fails, too, when the rounds of int_identity_groups do not reach.
with

grouped as (
    select
        ties.input,
        ties.tie,
        coalesce(groups.group_id, ties.id) as group_id
    from {{ ref('int_identity_ties') }} as ties
    left join {{ ref('int_identity_groups') }} as groups
        on ties.input = groups.input and ties.id = groups.id
)

select
    input,
    tie
from grouped
group by input, tie
having count(distinct group_id) > 1
