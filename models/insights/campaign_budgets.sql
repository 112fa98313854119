-- One row is a budget of a campaign, or what a campaign spent without one: how far it is spent, and how far it will be.
{%- set recent_days = 28 %}
with

-- what is spent is known until the last day of an export that stopped
known as (
    select coalesce(max(case when is_behind then last_event_on end), {{ as_of() }}) as known_to
    from {{ ref('int_input_freshness') }}
    where input = 'ad_spend'
),

spend_days as (
    select
        campaign,
        date_day,
        spend_amount as amount
    from {{ ref('fct_ad_spend') }}
    where campaign <> 'unknown'
    union all
    select
        campaign,
        date_day,
        cost_amount as amount
    from {{ ref('fct_costs') }}
    where campaign <> 'unknown' and department = 'marketing'
),

campaign_budgets as (
    select * from {{ ref('int_campaign_budgets') }}
),

-- a budget of a period holds what is spent in it, a campaign's own one all that it spends
spent as (
    select
        spend_days.campaign as campaign_id,
        coalesce(campaign_budgets.budget_number, 0) as budget_number,
        sum(coalesce(spend_days.amount, 0)) as spent_amount,
        sum(case
            when spend_days.date_day > {{ days_after('known.known_to', '-' ~ recent_days) }} and spend_days.date_day <= known.known_to
                then coalesce(spend_days.amount, 0)
            else 0
        end) as recent_amount,
        min(spend_days.date_day) as first_spent_on,
        max(spend_days.date_day) as last_spent_on
    from spend_days
    cross join known
    left join campaign_budgets
        on
            spend_days.campaign = campaign_budgets.campaign_id
            and (
                not campaign_budgets.is_of_a_period
                or (
                    spend_days.date_day >= campaign_budgets.started_on
                    and (campaign_budgets.ended_on is null or spend_days.date_day <= campaign_budgets.ended_on)
                )
            )
    group by spend_days.campaign, coalesce(campaign_budgets.budget_number, 0)
),

-- what a campaign spends outside of its budgets' days has no days of its own
budgets as (
    select
        coalesce(campaign_budgets.campaign_id, spent.campaign_id) as campaign_id,
        coalesce(campaign_budgets.budget_number, spent.budget_number) as budget_number,
        campaign_budgets.started_on,
        campaign_budgets.ended_on,
        campaign_budgets.budget_amount,
        spent.spent_amount,
        spent.recent_amount,
        spent.first_spent_on,
        spent.last_spent_on
    from campaign_budgets
    full outer join spent
        on campaign_budgets.campaign_id = spent.campaign_id and campaign_budgets.budget_number = spent.budget_number
    where campaign_budgets.budget_amount is not null or spent.campaign_id is not null
),

joined as (
    select
        budgets.campaign_id,
        budgets.budget_number,
        campaigns.campaign_name,
        campaigns.channel,
        campaigns.program,
        budgets.started_on,
        budgets.ended_on,
        budgets.budget_amount,
        known.known_to,
        budgets.first_spent_on,
        budgets.last_spent_on,
        case when exists (select 1 from spend_days) then coalesce(budgets.spent_amount, 0) end as spent_amount,
        coalesce(budgets.recent_amount, 0) as recent_amount,
        budgets.ended_on < known.known_to as has_ended,
        -- of a budget that is younger, as many days as it has had
        least(
            {{ recent_days }},
            {{ days_between('coalesce(budgets.started_on, budgets.first_spent_on)', 'known.known_to') }} + 1
        ) as recent_days,
        {{ days_between('budgets.started_on', 'budgets.ended_on') }} + 1 as planned_days,
        {{ days_between('budgets.started_on', 'known.known_to') }} + 1 as days_gone,
        {{ days_between('known.known_to', 'budgets.ended_on') }} as days_left
    from budgets
    inner join {{ ref('dim_campaigns') }} as campaigns
        on budgets.campaign_id = campaigns.campaign_id
    cross join known
),

paced as (
    select
        *,
        {{ safe_divide('greatest(0, least(days_gone, planned_days))', 'planned_days') }} as time_share,
        case when recent_days > 0 and not coalesce(has_ended, false) then {{ safe_divide('recent_amount', 'recent_days') }} end
            as daily_amount
    from joined
),

expected as (
    select
        *,
        cast(budget_amount as {{ type_double() }}) * time_share as pace_amount,
        case
            when has_ended then cast(spent_amount as {{ type_double() }})
            when days_left >= 0 then cast(spent_amount as {{ type_double() }}) + daily_amount * days_left
        end as expected_amount
    from paced
)

select
    campaign_id,
    budget_number,
    campaign_name,
    channel,
    program,
    started_on,
    ended_on,
    known_to,
    cast(budget_amount as decimal(38, 4)) as budget_amount,
    cast(spent_amount as decimal(38, 4)) as spent_amount,
    {{ safe_divide('spent_amount', 'budget_amount') }} as spent_share,
    cast(budget_amount - spent_amount as decimal(38, 4)) as left_amount,
    time_share,
    pace_amount,
    {{ safe_divide('spent_amount', 'pace_amount') }} as pace_ratio,
    daily_amount,
    expected_amount,
    {{ safe_divide('expected_amount', 'budget_amount') }} as expected_share,
    case when spent_amount < budget_amount and daily_amount > 0 then {{ safe_divide('budget_amount - spent_amount', 'daily_amount') }} end
        as days_of_budget_left,
    first_spent_on,
    last_spent_on,
    case
        when spent_amount is null then null
        when budget_amount is null then 'no_budget'
        when spent_amount > budget_amount then 'over'
        when started_on > known_to and spent_amount = 0 then 'not_started'
        when has_ended and spent_amount < budget_amount * (1 - {{ var('near_target_band') }}) then 'under'
        when has_ended then 'used'
        when expected_amount > budget_amount * (1 + {{ var('near_target_band') }}) then 'will_be_over'
        when expected_amount < budget_amount * (1 - {{ var('near_target_band') }}) then 'will_be_under'
        when expected_amount is not null then 'on_pace'
        else 'open_end'
    end as status
from expected
