-- One row is where the keywords ranked at last in a period, for all of them and for each.
{%- set dimensions = dimensions_of('keywords') %}
with

rankings as (
    select
        date_periods.period_grain,
        date_periods.period_start,
        rankings.keyword,
        rankings.position,
        -- a keyword without a known volume weighs as little as one that is searched for once
        coalesce(rankings.search_volume, 1) as search_volume,
        row_number() over (
            partition by
                date_periods.period_grain, date_periods.period_start, rankings.keyword, rankings.search_engine
            -- spellings of one keyword may meet on a day: its best position counts
            order by rankings.date_day desc, rankings.position, rankings.search_volume desc nulls last
        ) as place_from_last
    from {{ ref('fct_keyword_rankings') }} as rankings
    inner join {{ ref('int_date_periods') }} as date_periods
        on rankings.date_day = date_periods.date_day
),

latest_rankings as (
    select * from rankings where place_from_last = 1
)

{{ by_period(
    'latest_rankings',
    dimensions=dimensions,
    counts={
        'search_volume': 'sum(latest_rankings.search_volume)',
        'keywords_in_top_3': 'count(distinct case when latest_rankings.position <= 3 then latest_rankings.keyword end)',
        'keywords_in_top_10': 'count(distinct case when latest_rankings.position <= 10 then latest_rankings.keyword end)',
    },
    amounts={'volume_weighted_position': 'sum(latest_rankings.position * latest_rankings.search_volume)'},
    has_periods=true,
) }}
