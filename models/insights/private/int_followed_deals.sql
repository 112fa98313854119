-- One row is a deal that a metric follows, and the day on which it was won, NULL where it was not.
{{ config(materialized='view') }}
select
    'opportunity_win_rate' as metric,
    created_on as entered_on,
    is_won as is_counted,
    case when is_won then closed_on end as counted_on,
    {{ dimensions_of('deals') | join(', ') }}
from {{ ref('fct_deals') }}
