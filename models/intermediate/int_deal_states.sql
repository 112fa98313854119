-- One row is a deal that was open at the end of a day that pipeline coverage looks back to, as it
-- stood then.
with

-- the day before a quarter or year began, and its last day (the as-of date while it runs)
seen_days as (
    select period_start - 1 as seen_on from {{ ref('int_periods') }} where period_grain in ('quarter', 'year')
    union all
    select period_end as seen_on from {{ ref('int_periods') }} where period_grain in ('quarter', 'year')
),

days as (
    select seen_on from seen_days group by seen_on
)

select
    days.seen_on,
    versions.deal_id,
    versions.channel,
    versions.campaign,
    versions.segment,
    versions.program,
    versions.target_account,
    versions.source_owner,
    versions.owner,
    versions.icp,
    versions.deal_type,
    {{- own_columns({'accounts': 'versions', 'campaigns': 'versions', 'deals': 'versions'}) }}
    versions.expected_close_on,
    versions.amount,
    versions.known_from
from days
inner join {{ ref('int_deal_versions') }} as versions
    on
        versions.from_on <= days.seen_on
        and (versions.to_on is null or versions.to_on > days.seen_on)
