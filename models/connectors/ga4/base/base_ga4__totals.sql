-- One row is a day of the website as an exploration of GA4 sums it up.
{%- for loader in loaders_of('ga4') %}
{%- if loader == 'fivetran' %}
{{ no_rows([
    'date_day', 'source', 'medium', 'campaign', 'sessions', 'visitors', 'engaged_sessions', 'page_views',
    'conversions'
]) }}
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
