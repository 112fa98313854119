-- Every accepted account and deal is in its bridge once, and whatever it counts as stands for itself.
{%- set bridges = {'account': 'stg_accounts', 'deal': 'stg_deals'} %}
{%- for entity, accepted in bridges.items() %}
select
    '{{ entity }}' as entity,
    coalesce(accepted.{{ entity }}_id, bridge.source_{{ entity }}_id) as id
from {{ ref(accepted) }} as accepted
full outer join {{ ref('int_' ~ entity ~ '_bridge') }} as bridge
    on accepted.{{ entity }}_id = bridge.source_{{ entity }}_id
left join {{ ref('int_' ~ entity ~ '_bridge') }} as counted
    on bridge.{{ entity }}_id = counted.source_{{ entity }}_id
where
    accepted.{{ entity }}_id is null
    or bridge.source_{{ entity }}_id is null
    or (bridge.{{ entity }}_id is not null and counted.{{ entity }}_id is distinct from bridge.{{ entity }}_id)
{{ "union all" if not loop.last }}
{%- endfor %}
