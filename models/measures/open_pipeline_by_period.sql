-- One row is the deals open at the end of a period, as they stood then, for one value of one dimension.
{%- set stocks = ['deals', 'amount', 'weighted_amount', 'weighted_deals', 'lost_weights', 'created_days'] %}
{%- set dimensions = dimensions_of('deals', ['stage']) %}
with

date_periods as (
    select * from {{ ref('int_counted_periods') }}
),

periods as (
    select * from {{ ref('int_comparison_periods') }}
),

versions as (
    select
        *,
        1 as deals,
        coalesce(amount, 0) as known_amount,
        coalesce({{ money_times('amount', 'probability', 10) }}, 0) as weighted_amount,
        case when probability is not null then 1 else 0 end as weighted_deals,
        case when is_probability_lost and amount is not null then 1 else 0 end as lost_weights,
        -- an age at the end of any day is that day less this one
        {{ days_between("cast('1970-01-01' as date)", 'created_on') }} as created_days
    from {{ ref('int_deal_versions') }}
),

-- a deal comes with each of its versions and goes with the next, so that what is open is their sum
moves as (
    select
        from_on as event_on,
        {{ dimensions | join(', ') }},
        1 as arrivals,
        deals,
        known_amount as amount,
        weighted_amount,
        weighted_deals,
        lost_weights,
        created_days
    from versions
    union all
    select
        to_on as event_on,
        {{ dimensions | join(', ') }},
        0 as arrivals,
        -deals as deals,
        -known_amount as amount,
        -weighted_amount as weighted_amount,
        -weighted_deals as weighted_deals,
        -lost_weights as lost_weights,
        -created_days as created_days
    from versions
    where to_on is not null
),

moves_in_periods as (
    select
        moves.*,
        date_periods.period_grain,
        date_periods.period_start
    from moves
    inner join date_periods
        on moves.event_on = date_periods.date_day
),

changes as (
    {{ by_period(
        'moves_in_periods',
        dimensions=dimensions,
        counts={
            'arrivals': 'sum(moves_in_periods.arrivals)',
            'deals': 'sum(moves_in_periods.deals)',
            'weighted_deals': 'sum(moves_in_periods.weighted_deals)',
            'lost_weights': 'sum(moves_in_periods.lost_weights)',
            'created_days': 'sum(moves_in_periods.created_days)',
        },
        amounts={
            'amount': 'sum(moves_in_periods.amount)',
            'weighted_amount': 'sum(moves_in_periods.weighted_amount)',
        },
        has_periods=true,
    ) }}
),

balances as (
    {{ stocks_by_period('changes', ['arrivals'] + stocks, there='deals') | indent(4) }}
)

select
    {{ period_keys() }},
    cast(closing_deals as bigint) as deals_open_at_end,
    cast(
        closing_deals * {{ days_between("cast('1970-01-01' as date)", 'period_end') }} - closing_created_days
        as bigint
    ) as open_deal_days,
    cast(closing_amount as decimal(38, 4)) as open_pipeline,
    -- of a past that nobody recorded, the sum would leave out what has closed since
    cast(
        case when closing_lost_weights = 0 and closing_weighted_deals > 0 then closing_weighted_amount end
        as decimal(38, 4)
    ) as weighted_pipeline
from balances
-- in all, nothing open is 0; under a value of a dimension it has no row, but where it was the period that ended it
where dimension = 'total' or closing_deals - deals > 0 or arrivals > 0
