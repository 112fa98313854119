-- How many opportunities sales qualified.
with

deals as (
    select * from {{ ref('deals_by_period') }}
)

select
    {{ metric_columns('sqos', numerator='sqos') }}
from deals
