{# Who is one with whom. See int_identity_groups and the bridges. #}

{# The rows that have something in common, each with the group of all that hang together, however long
   the way from one to the other and in whatever circle: CTEs of which the last is connected_rows.

   Each round carries the smallest label once across a tie and then to where labels point: what is known
   of a chain doubles, as long as labels do not run along it, so they are numbered in the order of a hash.
   Twenty rounds reach along a quarter of a million rows; a test holds that nothing was left. A round is
   two windows over what the last one gave, and no join, because Spark copies a CTE into each of its uses.

   ties: a CTE with id and tie, one row for what a row has in common with others #}
{% macro connected(ties, rounds=20) -%}
roles as (
    select 0 as is_pointed_to
    union all
    select 1 as is_pointed_to
),

shared_ties as (
    select
        id,
        tie,
        count(*) over (partition by tie) as row_count
    from {{ ties }}
),

labels_0 {{ keep_cte() }} (
    select
        id,
        0 as is_pointed_to,
        dense_rank() over (order by md5(id) nulls last, id nulls last) as member,
        dense_rank() over (order by tie nulls last) as tie,
        dense_rank() over (order by md5(id) nulls last, id nulls last) as label
    from shared_ties
    where row_count > 1
)

{%- for round in range(1, rounds + 1) %},

tied_{{ round }} as (
    select
        *,
        min(label) over (partition by tie) as tie_label
    from labels_{{ round - 1 }}
    where is_pointed_to = 0
),

labels_{{ round }} {{ keep_cte() }} (
    select
        tied_{{ round }}.id,
        roles.is_pointed_to,
        tied_{{ round }}.member,
        tied_{{ round }}.tie,
        min(tied_{{ round }}.tie_label) over (
            partition by case
                when roles.is_pointed_to = 1 then tied_{{ round }}.member
                else tied_{{ round }}.label
            end
        ) as label
    from tied_{{ round }}
    cross join roles
)
{%- endfor %},

labelled as (
    select
        id,
        label
    from labels_{{ rounds }}
    where is_pointed_to = 0
    group by id, label
),

connected_rows as (
    select
        id,
        min(id) over (partition by label) as group_id
    from labelled
)
{%- endmacro %}

{# Per group the row that stands for it, and whether it is left out: its survivor, or all of it, is deleted.
   Survivors of merges stand before what was merged into them, deleted rows last.

   members: a CTE with id, group_id, created_at, is_deleted and is_merged (into another row that is there) #}
{% macro representatives(members) -%}
select
    group_id,
    id as representative_id,
    is_deleted or coalesce(survivor_rank, 0) = 1 as is_left_out
from (
    select
        *,
        row_number() over (
            partition by group_id
            order by
                case when is_deleted then 1 else 0 end,
                case when is_merged then 1 else 0 end,
                created_at nulls last,
                id nulls last
        ) as place_in_group,
        min(case when not is_merged and is_deleted then 1 when not is_merged then 0 end)
            over (partition by group_id) as survivor_rank
    from {{ members }}
) as ranked
where place_in_group = 1
{%- endmacro %}
