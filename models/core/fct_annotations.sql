-- One row is a note on a day, drawn on trends.
with

notes as (
    select
        day as date_day,
        text as annotation,
        coalesce(dimension, 'total') as dimension,
        -- the total has one value, whatever is written there
        case when coalesce(dimension, 'total') = 'total' then 'all' else coalesce(dimension_value, 'all') end as dimension_value
    from {{ ref('stg_annotations') }}
)

-- "absent" and "total" may both be delivered: they are one note
select distinct
    date_day,
    annotation,
    dimension,
    dimension_value
from notes
