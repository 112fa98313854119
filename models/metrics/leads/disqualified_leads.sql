-- How many leads were disqualified, and why.
with

disqualified as (
    select * from {{ ref('disqualified_leads_by_period') }}
)

select
    {{ metric_columns('disqualified_leads', numerator='disqualified_leads') }}
from disqualified
