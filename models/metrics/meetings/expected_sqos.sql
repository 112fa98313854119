-- How many SQOs to expect of the meetings attended, at their channels' historic rates.
with

delivered as (
    select * from {{ ref('int_delivered_inputs') }}
),

expected as (
    select * from {{ ref('expected_sqos_by_period') }}
)

select
    {{ metric_columns('expected_sqos', numerator='expected_sqos') }}
from expected
where {{ needs(['deals']) }}
