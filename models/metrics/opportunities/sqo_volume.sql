-- How many opportunities sales qualified.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

deals as (
    select * from {{ ref('deals_by_period') }}
)

select
    {{ metric_columns('sqos', numerator='sqos') }}
from deals
where {{ is_measured('sqos') }}
