-- One row is a day of the website as an exploration of GA4 sums it up.
{%- for loader in loaders_of('ga4') %}
{%- if loader == 'fivetran' %}
select
    cast(null as {{ dbt.type_string() }}) as date_day,
    cast(null as {{ dbt.type_string() }}) as source,
    cast(null as {{ dbt.type_string() }}) as medium,
    cast(null as {{ dbt.type_string() }}) as campaign,
    cast(null as {{ dbt.type_string() }}) as sessions,
    cast(null as {{ dbt.type_string() }}) as visitors,
    cast(null as {{ dbt.type_string() }}) as engaged_sessions,
    cast(null as {{ dbt.type_string() }}) as page_views,
    cast(null as {{ dbt.type_string() }}) as conversions
from {{ source('ga4__fivetran', 'event') }} as delivered
where 1 = 0
{%- elif loader == 'export' %}
select
    case
        when {{ matches('delivered.date', "'^[0-9]{8}$'") }}
            then substr(delivered.date, 1, 4) || '-' || substr(delivered.date, 5, 2) || '-' || substr(delivered.date, 7, 2)
        else delivered.date
    end as date_day,
    coalesce(session_source, trim(split_part(session_source_medium, ' / ', 1))) as source,
    coalesce(session_medium, trim(split_part(session_source_medium, ' / ', 2))) as medium,
    session_campaign as campaign,
    sessions,
    total_users as visitors,
    engaged_sessions,
    views as page_views,
    key_events as conversions
from {{ source('ga4__export', 'exploration') }} as delivered
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
