-- One row is a budget of a campaign, with its days: those of the input budgets, else the campaign's own one, if it has
-- any.
with

campaigns as (
    select
        campaign_id,
        started_on,
        ended_on,
        budget,
        currency
    from {{ ref('stg_campaigns') }}
),

neighbours as (
    select
        campaign_id,
        period_start as started_on,
        amount as budget,
        currency,
        row_number() over (partition by campaign_id order by period_start nulls last) as budget_number,
        lag(period_start) over (partition by campaign_id order by period_start nulls last) as previous_start,
        lead(period_start) over (partition by campaign_id order by period_start nulls last) as next_start
    from {{ ref('stg_budgets') }}
),

measured as (
    select
        *,
        12 * (extract(year from started_on) - extract(year from previous_start))
        + extract(month from started_on) - extract(month from previous_start) as months_of_previous
    from neighbours
),

-- the last one is as long as the one before it: as many months, where both begin with one, else as many days
followed as (
    select
        *,
        case
            when next_start is not null then next_start
            -- 31 days for each month lead into the month behind the last of them
            when extract(day from started_on) = 1 and extract(day from previous_start) = 1
                then cast(date_trunc('month', {{ days_after('started_on', '31 * months_of_previous') }}) as date)
            else {{ days_after('started_on', days_between('previous_start', 'started_on')) }}
        end as next_on
    from measured
),

budgets as (
    select
        campaigns.campaign_id,
        followed.budget_number,
        followed.started_on,
        -- no budget goes on behind its campaign, but for one that begins there
        least(
            {{ days_after('followed.next_on', '-1') }},
            case when campaigns.ended_on >= followed.started_on then campaigns.ended_on end
        ) as ended_on,
        followed.budget,
        followed.currency,
        true as is_of_a_period
    from followed
    inner join campaigns
        on followed.campaign_id = campaigns.campaign_id
    union all
    select
        campaigns.campaign_id,
        1 as budget_number,
        campaigns.started_on,
        campaigns.ended_on,
        campaigns.budget,
        campaigns.currency,
        false as is_of_a_period
    from campaigns
    left join neighbours
        on campaigns.campaign_id = neighbours.campaign_id
    where neighbours.campaign_id is null
)

select
    budgets.campaign_id,
    cast(budgets.budget_number as bigint) as budget_number,
    budgets.started_on,
    budgets.ended_on,
    {{ in_reporting_currency('budgets.budget', 'budgets.currency', 'rates.rate_to_reporting') }} as budget_amount,
    budgets.is_of_a_period
from budgets
left join {{ ref('int_exchange_rates') }} as rates
    on
        upper(budgets.currency) = rates.currency
        and {{ day_of_rate('budgets.started_on') }} = rates.date_day
