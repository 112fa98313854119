-- One row is a period and one value of one dimension: what was spent there and what came of it, beside the period before
-- and the targets.
{%- set dimensions = ['total', 'channel', 'campaign', 'program', 'segment', 'target_account', 'owner', 'source_owner'] %}
{%- for dimension in own_dimensions() %}
{%- do dimensions.append(dimension.name) %}
{%- endfor %}
{#- sums → the subject that they are counted of: by what it knows, what has no row counted nothing #}
{%- set sums = {
    'marketing_spend': 'costs', 'ad_spend': 'ads', 'sessions': 'sessions', 'leads': 'leads', 'mqls': 'leads', 'sqls': 'leads',
    'opportunities': 'deals', 'pipeline_created': 'deals', 'deals_won': 'deals', 'revenue': 'deals',
} %}
{%- set ratios = ['cost_per_lead', 'return_on_ad_spend'] %}
{%- set columns = sums | list + ratios %}
with

periods as (
    select * from {{ ref('int_comparison_periods') }} where period_grain <> 'day'
),

-- marketing spend is no metric of its own: it stands above or below the line of these
metric_values as (
    select
        metric,
        {{ period_keys() }},
        value
    from {{ ref('metric_values') }}
    where metric in ('{{ (columns[1:]) | join("', '") }}')
    union all
    select
        'marketing_spend' as metric,
        {{ period_keys() }},
        max(case when metric = 'cost_per_lead' then numerator else denominator end) as value
    from {{ ref('metric_values') }}
    where metric in ('cost_per_lead', 'pipeline_to_spend')
    group by {{ period_keys() }}
),

told as (
    select
        'now' as kind,
        metric,
        {{ period_keys() }},
        value
    from metric_values
    union all
    -- of the whole period before
    select
        'previous' as kind,
        metric_values.metric,
        periods.period_grain,
        periods.period_start,
        metric_values.dimension,
        metric_values.dimension_value,
        metric_values.value
    from metric_values
    inner join periods
        on
            metric_values.period_grain = periods.period_grain
            and metric_values.period_start = periods.previous_start
    where not periods.is_running
    union all
    -- of as many of its days as a running period has had
    select
        'previous' as kind,
        metric,
        {{ period_keys() }},
        previous_value as value
    from {{ ref('int_metric_same_days') }}
    union all
    select
        'target' as kind,
        metric,
        {{ period_keys() }},
        cast(target as {{ type_double() }}) as value
    from {{ ref('int_metric_targets') }}
),

pivoted as (
    select
        {{ period_keys() }}
        {%- for kind, prefix in [('now', ''), ('previous', 'previous_'), ('target', 'target_')] %}
        {%- for column in columns if not (kind == 'target' and column == 'marketing_spend') %},
        max(case when kind = '{{ kind }}' and metric = '{{ column }}' then value end) as {{ prefix ~ column }}
        {%- endfor %}
        {%- endfor %}
    from told
    where metric in ('{{ columns | join("', '") }}') and dimension in ('{{ dimensions | join("', '") }}')
    group by {{ period_keys() }}
),

filled as (
    select
        {{ qualified(['period_grain', 'period_start', 'dimension', 'dimension_value'], 'pivoted') }},
        periods.period_end,
        periods.is_running,
        {%- for prefix in ['', 'previous_'] %}
        {%- for column, subject in sums.items() %}
        coalesce(
            pivoted.{{ prefix ~ column }},
            case
                when
                    totals.{{ prefix ~ column }} is not null
                    and pivoted.dimension in (
                        'total'
                        {%- for name in dimensions_of(subject) %}, '{{ dimension_name(name) }}'{% endfor %}
                    )
                    then 0
            end
        ) as {{ prefix ~ column }},
        {%- endfor %}
        {%- for column in ratios %}
        pivoted.{{ prefix ~ column }},
        {%- endfor %}
        {%- endfor %}
        {%- for column in columns[1:] %}
        pivoted.target_{{ column }}{{ "," if not loop.last }}
        {%- endfor %}
    from pivoted
    inner join periods
        on
            pivoted.period_grain = periods.period_grain
            and pivoted.period_start = periods.period_start
    -- many to one
    left join pivoted as totals
        on
            totals.dimension = 'total'
            and pivoted.period_grain = totals.period_grain
            and pivoted.period_start = totals.period_start
)

select
    {{ period_keys() }},
    period_end,
    is_running,
    {%- for prefix in ['', 'previous_'] %}
    {%- for column in sums %}
    {{ prefix ~ column }},
    {%- endfor %}
    {{ prefix }}cost_per_lead,
    {{ safe_divide(prefix ~ 'marketing_spend', prefix ~ 'opportunities') }} as {{ prefix }}cost_per_opportunity,
    {{ prefix }}return_on_ad_spend,
    {%- endfor %}
    {%- for column in columns[1:] %}
    target_{{ column }}{{ "," if not loop.last }}
    {%- endfor %}
from filled
