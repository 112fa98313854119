-- What a person wrote is published without addresses and numbers.
{%- set separated_digit = '[0-9][ ().-]?' %}
select *
from {{ ref('ad_engagement_feed') }}
where
    {{ matches('comment_text', "'[^[:space:]]@[^[:space:]]'") }}
    or {{ matches('comment_text', "'" ~ separated_digit * 7 ~ "'") }}
