-- One row is a group of campaigns as it was from a time on: what others call a campaign.
{%- for loader in loaders_of('linkedin_ads') %}
{%- if loader == 'fivetran' %}
select
    {{ own_id('id') }} as group_id,
    delivered.name as group_name,
    run_schedule_start as starts_at,
    run_schedule_end as ends_at,
    last_modified_time as known_at
from {{ source('linkedin_ads__fivetran', 'campaign_group_history') }} as delivered
{%- elif loader == 'airbyte' %}
select
    {{ own_id('id') }} as group_id,
    delivered.name as group_name,
    {{ moment_of_number(json_text('runschedule', ['start'])) }} as starts_at,
    {{ moment_of_number(json_text('runschedule', ['end'])) }} as ends_at,
    lastmodified as known_at
from {{ source('linkedin_ads__airbyte', 'campaign_groups') }} as delivered
{%- elif loader == 'export' %}
select
    {{ own_id('coalesce(campaign_group_id, campaign_group_name)') }} as group_id,
    campaign_group_name as group_name,
    cast(null as {{ dbt.type_string() }}) as starts_at,
    cast(null as {{ dbt.type_string() }}) as ends_at,
    start_date_in_utc as known_at
from {{ source('linkedin_ads__export', 'campaign_performance') }} as delivered
where coalesce(campaign_group_id, campaign_group_name) is not null
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
