-- One row is a lifecycle stage of the company's own, with the name that people read.
select
    value,
    min(label) as label
from {{ ref('base_hubspot__lifecycle_stages') }}
-- HubSpot's own keep their words: their names are in the account's language
where not {{ is_word_of('lead_stages', 'stage', 'value') }}
group by value
