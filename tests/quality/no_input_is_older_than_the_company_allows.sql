-- A company may say from which age on an input is not to be published; by itself nothing is too old.
select *
from {{ ref('freshness') }}
where state = 'refused'
