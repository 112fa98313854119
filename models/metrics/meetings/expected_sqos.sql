-- How many SQOs to expect of the meetings attended, at their channels' historic rates.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

expected as (
    select * from {{ ref('expected_sqos_by_period') }}
)

select
    {{ metric_columns('expected_sqos', numerator='expected_sqos') }}
from expected
where {{ is_measured('expected_sqos') }}
