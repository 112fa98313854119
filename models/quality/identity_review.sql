-- One row is a question of identity that a person may settle: joined by a name or a website alone, left apart
-- though one may be the other, or a word of the company that could not be kept.
with

names as (
    select * from {{ ref('int_lead_names') }}
),

groups as (
    select 'leads' as input, lead_id as id, group_id from {{ ref('int_lead_groups') }}
    union all
    select 'accounts' as input, source_account_id as id, account_id as group_id from {{ ref('int_account_bridge') }}
    union all
    select 'deals' as input, source_deal_id as id, deal_id as group_id from {{ ref('int_deal_bridge') }}
),

domains as (
    select
        account_id,
        min(account_id) over (partition by domain) as first_id
    from {{ ref('int_registered_domains') }}
),

questions as (
    select
        'leads' as input,
        tied_id as id,
        joined_id as other_id,
        case
            when addressed_count = 1 then 'one name and account, and only one of the two has an address'
            when addressed_count = 0 then 'one name and account, and neither has an address'
            else 'one name and account, without an address beside namesakes of several'
        end as rule,
        'joined' as decision,
        case when addressed_count = 1 then 0.8 when addressed_count = 0 then 0.7 else 0.5 end as confidence
    from names
    where joined_id <> tied_id
    union all
    -- which of several namesakes is it: the first of them stands for all
    select
        'leads' as input,
        tied_id as id,
        addressed_id as other_id,
        'one name and account, but several people of that name have addresses' as rule,
        'left apart' as decision,
        0.5 as confidence
    from names
    where addressed_count > 1 and tied_id = first_id
    union all
    select
        'accounts' as input,
        account_id as id,
        first_id as other_id,
        'one website, and the only account of it in each of two systems' as rule,
        'joined' as decision,
        0.9 as confidence
    from {{ ref('int_system_websites') }}
    where account_id <> first_id
    union all
    select
        'accounts' as input,
        account_id as id,
        first_id as other_id,
        'one web domain' as rule,
        'left apart' as decision,
        0.5 as confidence
    from domains
    where account_id <> first_id
    group by account_id, first_id
),

-- said not to be the same, and yet one by way of others
not_kept as (
    select
        rules.input,
        rules.id,
        rules.other_id,
        'said not to be the same, but others make them one' as rule,
        'joined' as decision
    from {{ ref('int_identity_rules') }} as rules
    inner join groups
        on rules.input = groups.input and rules.id = groups.id
    inner join groups as other_groups
        on
            rules.input = other_groups.input
            and rules.other_id = other_groups.id
            and groups.group_id = other_groups.group_id
    where not rules.is_same
)

select
    input,
    id,
    other_id,
    rule,
    decision,
    cast(confidence as {{ type_double() }}) as confidence,
    input || ',' || id || ',' || other_id || ',' || case decision when 'joined' then 'not_same' else 'same' end
        as rule_line
from questions
union all
select
    input,
    id,
    other_id,
    rule,
    decision,
    cast(null as {{ type_double() }}) as confidence,
    cast(null as {{ dbt.type_string() }}) as rule_line
from not_kept
