-- One row is a delivered account and the one that it counts as.
with

accounts as (
    select
        stg_accounts.account_id as id,
        coalesce(groups.group_id, stg_accounts.account_id) as group_id,
        stg_accounts.created_at,
        coalesce(stg_accounts.is_deleted, false) as is_deleted,
        merges.id is not null as is_merged
    from {{ ref('stg_accounts') }} as stg_accounts
    left join {{ ref('int_identity_groups') }} as groups
        on stg_accounts.account_id = groups.id and groups.input = 'accounts'
    left join {{ ref('int_identity_merges') }} as merges
        on stg_accounts.account_id = merges.id and merges.input = 'accounts'
),

representatives as (
    {{ representatives('accounts') }}
)

select
    accounts.id as source_account_id,
    representatives.representative_id as account_id,
    representatives.is_left_out
from accounts
inner join representatives
    on accounts.group_id = representatives.group_id
