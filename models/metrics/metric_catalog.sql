-- One row is a metric: what it is called, what it means and how its values are to be read.
with

-- the days that count by what a tool summed up, because nothing is delivered of which it is the sum
totals_days as (
    select
        'web_totals' as input,
        min(date_day) as first_on,
        max(date_day) as last_on
    from {{ ref('int_web_totals') }}
    union all
    select
        'email_campaigns' as input,
        min({{ business_date('sent_at') }}) as first_on,
        max({{ business_date('sent_at') }}) as last_on
    from {{ ref('int_email_campaigns') }}
    where not has_events
),

-- an own dimension goes wherever the built-in one goes that goes back to the same rows
definitions as (
    select
        metric,
        name,
        area,
        meaning,
        formula,
        unit,
        null_rule,
        better,
        source,
        needs,
        dimensions
        {%- for dimension in own_dimensions() %}
        || case
            when ' ' || dimensions || ' ' like '% {{ carriers()[dimension.input] }} %' then ' {{ dimension.name }}' else ''
        end
        {%- endfor %} as dimensions,
        is_proportion,
        is_additive,
        matures_in_days
    from {{ ref('metric_definitions') }}
),

-- one row: which dimensions have so few values that their days are kept
day_dimensions as (
    select
        {%- for dimension in all_dimensions() %}
        max(case when dimension = '{{ dimension }}' then 1 else 0 end) as has_{{ dimension }}{{ "," if not loop.last }}
        {%- endfor %}
    from {{ ref('int_day_dimensions') }}
)

select
    cast(metric as {{ dbt.type_string() }}) as metric,
    cast(name as {{ dbt.type_string() }}) as name,
    cast(area as {{ dbt.type_string() }}) as area,
    cast(meaning as {{ dbt.type_string() }}) as meaning,
    cast(formula as {{ dbt.type_string() }}) as formula,
    cast(unit as {{ dbt.type_string() }}) as unit,
    cast(null_rule as {{ dbt.type_string() }}) as null_rule,
    cast(better as {{ dbt.type_string() }}) as better,
    cast(source as {{ dbt.type_string() }}) as source,
    cast(needs as {{ dbt.type_string() }}) as needs,
    cast(dimensions as {{ dbt.type_string() }}) as dimensions,
    cast(
        trim(
            ''
            {%- for dimension in all_dimensions() %}
            || case
                when day_dimensions.has_{{ dimension }} = 1 and ' ' || dimensions || ' ' like '% {{ dimension }} %' then '{{ dimension }} '
                else ''
            end
            {%- endfor %}
        ) as {{ dbt.type_string() }}
    ) as day_dimensions,
    case
        when needs like '%web_totals%' then 'web_totals'
        when needs like '%email_campaigns%' then 'email_campaigns'
    end as totals_input,
    totals_days.first_on as totals_first_on,
    totals_days.last_on as totals_last_on,
    cast(is_proportion as boolean) as is_proportion,
    cast(is_additive as boolean) as is_additive,
    cast(matures_in_days as bigint) as matures_in_days
from definitions
cross join day_dimensions
left join totals_days
    on case
        when needs like '%web_totals%' then 'web_totals'
        when needs like '%email_campaigns%' then 'email_campaigns'
    end = totals_days.input
