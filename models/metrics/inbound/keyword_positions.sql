-- Where keywords ranked at last, and how many of them near the top.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

keywords as (
    select * from {{ ref('keywords_by_period') }}
)

select
    {{ metric_columns(
        'average_keyword_position',
        numerator='volume_weighted_position',
        denominator='search_volume',
    ) }}
from keywords
union all
select
    {{ metric_columns('keywords_in_top_3', numerator='keywords_in_top_3') }}
from keywords
union all
select
    {{ metric_columns('keywords_in_top_10', numerator='keywords_in_top_10') }}
from keywords
