-- All rules of a topic count for one component.
select topic, count(distinct component) as component_count
from {{ ref('lead_score_rules') }}
group by topic
having count(distinct component) > 1
