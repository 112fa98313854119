-- One row is a metric for which everything was delivered that it needs: inputs with rows, columns
-- that say something. What is not measured has no rows, and is no 0.
with

delivered as (
    select input as name from {{ ref('int_delivered_inputs') }}
    union all
    select input || '.' || column_name as name from {{ ref('int_delivered_columns') }} where is_told
),

numbers as (
    select number from (values (1), (2), (3), (4), (5), (6), (7), (8), (9), (10)) as listed(number)
),

-- groups parted by & must all be met, each by one of its names parted by |
needed as (
    select
        definitions.metric,
        numbers_of_groups.number as group_number,
        trim(replace(replace(
            split_part(
                split_part(definitions.needs, '&', numbers_of_groups.number), '|', numbers_of_names.number
            ), '(', ''
        ), ')', '')) as name
    from {{ ref('metric_definitions') }} as definitions
    cross join numbers as numbers_of_groups
    cross join numbers as numbers_of_names
),

judged as (
    select
        needed.metric,
        needed.group_number,
        max(case when delivered.name is not null then 1 else 0 end) as is_met
    from needed
    left join delivered
        on needed.name = delivered.name
    where needed.name <> ''
    group by needed.metric, needed.group_number
)

select metric
from judged
group by metric
having min(is_met) = 1
