-- One row is an input that has accepted rows.
select
    input,
    max(row_count) as row_count
from {{ ref('int_delivered_columns') }}
where row_count > 0
group by input
