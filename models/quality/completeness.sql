-- One row is an input and a column: how many of the accepted rows say something in it.
select
    input,
    column_name,
    is_required,
    row_count,
    filled_count,
    is_told,
    {{ safe_divide('filled_count', 'row_count') }} as filled_share
from {{ ref('int_delivered_columns') }}
