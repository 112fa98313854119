-- One row is a customer of Stripe and the account that it is.
with

customers as (
    select
        *,
        row_number() over (partition by customer_id order by created desc nulls last, customer_name nulls last) as place,
        count(*) over (partition by customer_id) as version_count
    from {{ ref('base_stripe__customers') }}
)

select
    customer_id,
    -- a company may say in the customer's metadata which of its CRM's accounts it is
    coalesce(account_id, customer_id) as account_id,
    customer_name,
    case when email like '%@%' then lower(trim(split_part(email, '@', 2))) end as domain,
    country,
    created,
    is_deleted,
    version_count as source_rows,
    case
        when lower(livemode) = 'false' then 'of the test mode'
        when account_id is not null then 'an account of another system'
    end as left_out_reason
from customers
where place = 1
