-- One row is what the company says of two rows of an input: that they are the same, or are not.
with

rules as (
    select
        lower(trim(input)) as input,
        id,
        other_id,
        lower(trim(verdict)) = 'same' as is_same
    from {{ ref('identity_rules') }}
    where id <> other_id
)

select
    input,
    id,
    other_id,
    is_same
from rules
group by input, id, other_id, is_same
