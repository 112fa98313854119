-- One row is a delivered lead, account or deal and another one that the CRM merged it into.
{%- set inputs = {
    'leads': ('lead_id', 'merged_into_lead_id'),
    'accounts': ('account_id', 'merged_into_account_id'),
    'deals': ('deal_id', 'merged_into_deal_id'),
} %}
with

-- the company's word counts before the CRM's: of whom it says that they are not the same, neither
-- is followed into another row, so that no way by others is left between them
parted as (
    select input, id from {{ ref('int_identity_rules') }} where not is_same
    union all
    select input, other_id as id from {{ ref('int_identity_rules') }} where not is_same
),

merges as (
    {%- for input, (id, merged_into) in inputs.items() %}
    select
        '{{ input }}' as input,
        merged.{{ id }} as id,
        survivors.{{ id }} as into_id
    from {{ ref('stg_' ~ input) }} as merged
    inner join {{ ref('stg_' ~ input) }} as survivors
        on merged.{{ merged_into }} = survivors.{{ id }} and merged.{{ id }} <> survivors.{{ id }}
    {{- "\n    union all" if not loop.last }}
    {%- endfor %}
)

select
    merges.input,
    merges.id,
    merges.into_id
from merges
where not exists (select 1 from parted where parted.input = merges.input and parted.id = merges.id)
