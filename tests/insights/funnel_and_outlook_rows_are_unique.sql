-- Each table holds one row per key.
{%- set keys = {
    'funnel_entries': ['stage', 'unit_id'],
    'funnel': ['period_grain', 'period_start', 'dimension', 'dimension_value', 'stage'],
    'pipeline_outlook': ['quarter_start', 'quantity', 'dimension', 'dimension_value'],
    'lead_qualification': ['lead_id', 'framework'],
    'framework_conversion': ['framework', 'fit', 'outcome'],
    'self_reported_sources': ['period_grain', 'period_start', 'self_reported_source', 'channel'],
    'lost_reasons': ['period_grain', 'period_start', 'lost_reason', 'competitor'],
    'cohorts': ['lead_month', 'dimension', 'dimension_value', 'months_since'],
    'pipeline_movements': ['period_grain', 'period_start', 'scope', 'dimension', 'dimension_value', 'movement'],
    'qualification_frameworks': ['framework', 'criterion'],
} %}
{% for model, columns in keys.items() -%}
select
    '{{ model }}' as model_name,
    count(*) as repeated_keys
from (
    select {{ columns | join(', ') }}
    from {{ ref(model) }}
    group by {{ columns | join(', ') }}
    having count(*) > 1
) as {{ model }}_keys
having count(*) > 0
{% if not loop.last %}union all
{% endif %}
{%- endfor %}
