-- One row is a value that was not understood: where it stands, how often, what it counts as, and the
-- line that would settle it.
{%- set platform_inputs = ['campaigns', 'ad_spend', 'ad_interactions'] %}
{%- set channel_inputs = ['campaigns', 'costs'] %}
with

-- what is no value of the list that its column takes, known words that do not count among them
listed_words as (
    select
        cast(null as {{ dbt.type_string() }}) as input,
        cast(null as {{ dbt.type_string() }}) as column_name,
        cast(null as {{ dbt.type_string() }}) as value,
        cast(null as {{ dbt.type_string() }}) as name,
        cast(null as bigint) as row_count
    where false
    {%- for name in input_names() %}
    {#- Asked for outside the inner loop, which is empty while dbt only parses. #}
    {%- set delivered = input(name) %}
    {%- for column in contract(name).columns.values() if column.config.meta.get('values') %}
    union all
    select
        '{{ name }}' as input,
        '{{ column.name }}' as column_name,
        {{ masked('delivered_' ~ column.name, 'text') }} as value,
        {{ as_name(masked('delivered_' ~ column.name, 'text')) }} as name,
        row_count
    from (
        select
            {{ present(column.name) }} as delivered_{{ column.name }},
            count(*) as row_count
        from {{ delivered }}
        group by {{ present(column.name) }}
    ) as delivered
    where
        delivered_{{ column.name }} is not null
        and {{ listed('delivered_' ~ column.name, column.config.meta) }} is null
        {%- if column.config.meta.get('required') %}
        -- rows with a word that does not count are set aside, and counted there
        and not {{ does_not_count('delivered_' ~ column.name, column.config.meta) }}
        {%- endif %}
    {%- endfor %}
    {%- endfor %}
),

lead_sources as (
    select
        leads.lead_source as value,
        {{ as_name('leads.lead_source') }} as name
    from {{ ref('stg_leads') }} as leads
    left join {{ ref('int_channels') }} as channels
        on {{ as_name('leads.lead_source') }} = channels.name
    where leads.lead_source is not null and channels.name is null
),

own_channels as (
    {%- for name in channel_inputs %}
    select
        '{{ name }}' as input,
        delivered.channel as value,
        channels.name
    from {{ ref('stg_' ~ name) }} as delivered
    inner join {{ ref('int_channels') }} as channels
        on {{ as_name('delivered.channel') }} = channels.name
    where
        channels.name not in (select name from {{ ref('channel_names') }})
        and channels.name not in (select channel from {{ ref('channel_rules') }})
        and channels.name <> 'direct'
    {{- "\n    union all" if not loop.last }}
    {%- endfor %}
),

platforms as (
    {%- for name in platform_inputs %}
    select
        '{{ name }}' as input,
        delivered.platform as value,
        platforms.name,
        platforms.platform
    from {{ ref('stg_' ~ name) }} as delivered
    inner join {{ ref('int_platforms') }} as platforms
        on {{ as_name('delivered.platform') }} = platforms.name
    where not platforms.is_known
    {{- "\n    union all" if not loop.last }}
    {%- endfor %}
),

criteria as (
    select
        criterion as value,
        {{ as_name('criterion') }} as name
    from {{ ref('stg_lead_qualifications') }}
    where {{ as_name('criterion') }} not in (select criterion from {{ ref('qualification_frameworks') }})
),

-- where nothing but its stage could say that a deal has closed
deal_stages as (
    select
        deals.stage as value,
        stages.stage as name
    from {{ ref('stg_deals') }} as deals
    inner join {{ ref('int_deal_stage_outcomes') }} as stages
        on {{ stage_name('deals.stage') }} = stages.stage
    where
        stages.outcome is null
        and (deals.is_won is null or (not deals.is_won and deals.closed_at is null))
),

-- a link of which the rules, and the campaign that it names, tell nothing
unknown_touches as (
    select
        touch_channels.touch_key,
        touch_channels.source,
        touch_channels.medium,
        touch_channels.campaign
    from {{ ref('int_touch_channels') }} as touch_channels
    left join {{ ref('int_touch_campaigns') }} as touch_campaigns
        on touch_channels.touch_key = touch_campaigns.touch_key and touch_campaigns.channel <> 'unknown'
    where touch_channels.channel = 'unknown' and touch_campaigns.touch_key is null
),

unknown_sessions as (
    select
        'sessions' as input,
        nullif(source, '(direct)') as source,
        nullif(medium, '(none)') as medium
    from {{ ref('int_sessions') }}
    where channel = 'unknown'
),

unknown_pairs as (
    select
        input,
        source,
        medium
    from unknown_sessions
    union all
    select
        'leads' as input,
        unknown_touches.source,
        unknown_touches.medium
    from {{ ref('int_lead_touches') }} as touches
    inner join unknown_touches
        on {{ touch_key('touches') }} = unknown_touches.touch_key
    where touches.has_stated_touch
    union all
    select
        'web_totals' as input,
        unknown_touches.source,
        unknown_touches.medium
    from {{ ref('int_web_totals') }} as touches
    inner join unknown_touches
        on {{ touch_key('touches') }} = unknown_touches.touch_key
),

ambiguous as (
    select
        touch_key,
        max(campaign_id) as campaign_id
    from {{ ref('int_touch_campaigns') }}
    where is_ambiguous
    group by touch_key
),

ambiguous_utms as (
    select touch_channels.campaign
    from {{ ref('int_touch_channels') }} as touch_channels
    inner join ambiguous
        on touch_channels.touch_key = ambiguous.touch_key
    group by touch_channels.campaign
),

ambiguous_touches as (
    select
        'sessions' as input,
        touches.touch_campaign,
        {{ touch_key('touches') }} as touch_key
    from {{ ref('int_session_touches') }} as touches
    inner join ambiguous_utms
        on touches.touch_campaign = ambiguous_utms.campaign
    union all
    select
        'leads' as input,
        touches.touch_campaign,
        {{ touch_key('touches') }} as touch_key
    from {{ ref('int_lead_touches') }} as touches
    inner join ambiguous_utms
        on touches.touch_campaign = ambiguous_utms.campaign
),

found as (
    select
        input,
        column_name,
        value,
        name,
        'nothing' as counted_as,
        'models/inputs.yml: ' || input || '.' || column_name || ', synonyms: ' || name || ': <value>' as settled_by,
        row_count
    from listed_words
    union all
    select
        'leads' as input,
        'lead_source' as column_name,
        value,
        name,
        'unknown' as counted_as,
        'seeds/reference/channel_names.csv: ' || name || ',<channel>' as settled_by,
        1 as row_count
    from lead_sources
    union all
    select
        input,
        'channel' as column_name,
        value,
        name,
        name as counted_as,
        'seeds/reference/channel_names.csv: ' || name || ',<channel>' as settled_by,
        1 as row_count
    from own_channels
    union all
    select
        input,
        'platform' as column_name,
        value,
        name,
        platform as counted_as,
        'seeds/reference/platform_channels.csv: ' || name || ',<platform>,<channel>' as settled_by,
        1 as row_count
    from platforms
    union all
    select
        'lead_qualifications' as input,
        'criterion' as column_name,
        value,
        name,
        'nothing' as counted_as,
        'seeds/reference/qualification_frameworks.csv: <framework>,' || name as settled_by,
        1 as row_count
    from criteria
    union all
    select
        'deals' as input,
        'stage' as column_name,
        value,
        name,
        'open' as counted_as,
        'seeds/reference/deal_stage_rules.csv: <priority>,<outcome>,^' || replace(name, '.', '[.]') || '$,<rule>'
            as settled_by,
        1 as row_count
    from deal_stages
    union all
    select
        input,
        'source / medium' as column_name,
        coalesce(source, '(none)') || ' / ' || coalesce(medium, '(none)') as value,
        coalesce(source, '(none)') || ' / ' || coalesce(medium, '(none)') as name,
        'unknown' as counted_as,
        case
            when medium is not null then 'seeds/reference/channel_names.csv: ' || {{ as_name('medium') }} || ',<channel>'
            when source is not null
                then 'seeds/reference/channel_rules.csv: <priority>,<channel>,,^' || replace(source, '.', '[.]')
                    || '$,,,false,<rule>'
            else 'campaign_utms: <campaign_id>,<utm_campaign>,,,'
        end as settled_by,
        1 as row_count
    from unknown_pairs
    union all
    select
        ambiguous_touches.input,
        'utm_campaign' as column_name,
        ambiguous_touches.touch_campaign as value,
        ambiguous_touches.touch_campaign as name,
        ambiguous.campaign_id as counted_as,
        'campaign_utms: <campaign_id>,' || ambiguous_touches.touch_campaign || ',<utm_source>,<utm_medium>,<valid_from>'
            as settled_by,
        1 as row_count
    from ambiguous_touches
    inner join ambiguous
        on ambiguous_touches.touch_key = ambiguous.touch_key
)

select
    input,
    column_name,
    min(value) as value,
    min(counted_as) as counted_as,
    cast(sum(row_count) as bigint) as row_count,
    min(settled_by) as settled_by
from found
group by input, column_name, name
