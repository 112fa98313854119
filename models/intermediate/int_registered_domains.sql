-- One row is a registered domain and an account whose website lies in it.
select
    domains.domain,
    websites.account_id
from {{ ref('int_account_websites') }} as websites
inner join {{ ref('int_domains') }} as domains
    on websites.website_host = domains.host
group by domains.domain, websites.account_id
