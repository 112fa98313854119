-- One row is an account that has a website of its own, and that website's host; an account that others
-- were merged into has theirs too.
select
    bridge.account_id,
    websites.website_host
from {{ ref('int_delivered_websites') }} as websites
inner join {{ ref('int_account_bridge') }} as bridge
    on websites.account_id = bridge.source_account_id
where not bridge.is_left_out
group by bridge.account_id, websites.website_host
