-- One row is a campaign of LinkedIn's, and the group that it is of, as it was from a time on.
{%- for loader in loaders_of('linkedin_ads') %}
{%- if loader == 'fivetran' %}
select
    {{ own_id('id') }} as campaign_id,
    {{ own_id('campaign_group_id') }} as group_id,
    {{ own_id('account_id') }} as account_id,
    objective_type as objective,
    last_modified_time as known_at
from {{ source('linkedin_ads__fivetran', 'campaign_history') }} as delivered
{%- elif loader == 'airbyte' %}
select
    {{ own_id('id') }} as campaign_id,
    {{ own_id(without_urn('campaigngroup')) }} as group_id,
    {{ own_id(without_urn('account')) }} as account_id,
    objectivetype as objective,
    lastmodified as known_at
from {{ source('linkedin_ads__airbyte', 'campaigns') }} as delivered
{%- elif loader == 'export' %}
select
    {{ own_id('campaign_id') }} as campaign_id,
    {{ own_id('coalesce(campaign_group_id, campaign_group_name)') }} as group_id,
    cast(null as {{ dbt.type_string() }}) as account_id,
    replace(upper(campaign_objective), ' ', '_') as objective,
    start_date_in_utc as known_at
from {{ source('linkedin_ads__export', 'campaign_performance') }} as delivered
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
