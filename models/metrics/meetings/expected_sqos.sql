-- How many SQOs to expect of the meetings attended, at their channels' historic rates.
with

expected as (
    select * from {{ ref('expected_sqos_by_period') }}
)

select
    {{ metric_columns('expected_sqos', numerator='expected_sqos') }}
from expected
