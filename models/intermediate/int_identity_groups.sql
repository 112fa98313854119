-- One row is a delivered lead, account or deal that is one with others of its input, and the group
-- of them, under its smallest id.
with

ties as (
    select
        input || ' ' || id as id,
        input || ' ' || tie as tie
    from {{ ref('int_identity_ties') }}
),

{{ connected('ties') }}

select
    split_part(id, ' ', 1) as input,
    substr(id, length(split_part(id, ' ', 1)) + 2) as id,
    substr(group_id, length(split_part(id, ' ', 1)) + 2) as group_id
from connected_rows
