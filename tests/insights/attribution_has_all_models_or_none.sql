-- Every conversion type is handed out under all nine models, by channel and campaign and by own dimensions.
select conversion_type, count(*) as view_count
from (
    select conversion_type, model, dimension
    from {{ ref('attribution') }}
    group by conversion_type, model, dimension
) as views
group by conversion_type
having count(*) <> 9 * count(distinct dimension) or count(distinct dimension) < 2
