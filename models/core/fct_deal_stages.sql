-- One row is a deal entering a stage, with its amount and expected close as they stood then.
select * from {{ ref('int_deal_stages') }}
