-- One row is a content offer, or `unknown`, of what names none that is there.
select
    content_offer,
    offer_type,
    page_path,
    published_on
from {{ ref('stg_content_offers') }}
union all
select
    'unknown' as content_offer,
    cast(null as {{ dbt.type_string() }}) as offer_type,
    cast(null as {{ dbt.type_string() }}) as page_path,
    cast(null as date) as published_on
