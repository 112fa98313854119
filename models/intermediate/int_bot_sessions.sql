-- One row is a session that the web tool took for a robot's.
select session_id
from {{ ref('stg_sessions') }}
where is_bot
