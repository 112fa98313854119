-- One row is an inbound request that a metric follows, and the day of its outcome, NULL where it has none or nobody says when.
{{ config(materialized='view') }}
select
    'inbound_outcome_rate' as metric,
    received_on as entered_on,
    has_outcome as is_counted,
    {{ business_date('outcome_at') }} as counted_on,
    {{ dimensions_of('inbound_requests') | join(', ') }}
from {{ ref('fct_inbound_requests') }}
