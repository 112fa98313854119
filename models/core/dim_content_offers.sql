-- One row is a content offer.
select
    content_offer,
    offer_type,
    page_path,
    published_on
from {{ ref('stg_content_offers') }}
