-- One row is a lead whose first conversion was a content offer, and the offer.
with

conversions as (
    select
        lead_id,
        content_offer,
        has_content_offer,
        row_number() over (partition by lead_id order by occurred_at, conversion_id) as conversion_number
    from {{ ref('fct_web_conversions') }}
    where lead_id is not null
)

select
    lead_id,
    content_offer
from conversions
where conversion_number = 1 and has_content_offer
