-- One row is an input and a rule: how many of its rows are others again. Each domain that accounts
-- share has a row of its own beside that of the rule.
with

same_keys as (
    {%- for name in input_names() %}
    select
        '{{ name }}' as input,
        count(*) as row_count,
        sum(case when rejection_reasons like '% is repeated' then 1 else 0 end) as repeated_count,
        sum(case when rejection_reasons like 'another version %' then 1 else 0 end) as version_count,
        sum(case when rejection_reasons like 'another name %' then 1 else 0 end) as name_count,
        sum(case when rejection_reasons like 'conflicts with %' then 1 else 0 end) as conflict_count
    from {{ ref('checked_' ~ name) }}
    {{- "\n    union all" if not loop.last }}
    {%- endfor %}
),

repeated_keys as (
    select input, 'repeated key' as rule, row_count, repeated_count as duplicate_count from same_keys
    union all
    select input, 'another version' as rule, row_count, version_count as duplicate_count from same_keys
    union all
    select input, 'another name' as rule, row_count, name_count as duplicate_count from same_keys
    union all
    select input, 'conflicting rows' as rule, row_count, conflict_count as duplicate_count from same_keys
),

-- leads that are the same person under another id, by the rule that found it
same_person as (
    select
        'leads' as input,
        'same person: ' || rules.matched_by as rule,
        (select count(*) from {{ ref('int_lead_bridge') }}) as row_count,
        count(bridge.source_lead_id) as duplicate_count
    from (
        select 'company_rule' as matched_by
        union all
        select 'crm_merge' as matched_by
        union all
        select 'email' as matched_by
        union all
        select 'name' as matched_by
    ) as rules
    left join {{ ref('int_lead_bridge') }} as bridge
        on rules.matched_by = bridge.matched_by
    group by rules.matched_by
),

-- accounts and deals that count as another one
merged as (
    {%- for input, bridge in {'accounts': 'account', 'deals': 'deal'}.items() %}
    select
        '{{ input }}' as input,
        'merged' as rule,
        count(*) as row_count,
        sum(case when {{ bridge }}_id <> source_{{ bridge }}_id then 1 else 0 end) as duplicate_count
    from {{ ref('int_' ~ bridge ~ '_bridge') }}
    {{- "\n    union all" if not loop.last }}
    {%- endfor %}
),

domains as (
    select
        domain,
        min(account_id) as first_id,
        max(account_id) as last_id,
        count(*) as account_count
    from {{ ref('int_registered_domains') }}
    group by domain
),

same_domain as (
    select
        'accounts' as input,
        'same domain' as rule,
        (select count(*) from {{ ref('int_accounts') }}) as row_count,
        sum(account_count - 1) as duplicate_count
    from domains
),

-- summed-up messages whose single events were delivered too
same_message as (
    select
        'email_campaigns' as input,
        'message with events' as rule,
        count(*) as row_count,
        sum(case when has_events then 1 else 0 end) as duplicate_count
    from {{ ref('int_email_campaigns') }}
),

rules as (
    select * from repeated_keys
    union all
    select * from same_person
    union all
    select * from merged
    union all
    select * from same_domain
    union all
    select * from same_message
),

all_rules as (
    select
        input,
        rule,
        cast(null as {{ dbt.type_string() }}) as shared_value,
        cast(null as {{ dbt.type_string() }}) as first_id,
        cast(null as {{ dbt.type_string() }}) as last_id,
        row_count,
        coalesce(duplicate_count, 0) as duplicate_count
    from rules
    union all
    select
        'accounts' as input,
        'same domain' as rule,
        domain as shared_value,
        first_id,
        last_id,
        account_count as row_count,
        account_count - 1 as duplicate_count
    from domains
    where account_count > 1
)

select
    input,
    rule,
    shared_value,
    first_id,
    last_id,
    cast(row_count as bigint) as row_count,
    cast(duplicate_count as bigint) as duplicate_count,
    {{ safe_divide('duplicate_count', 'row_count') }} as duplicate_share
from all_rules
