-- One row is the deals open at the end of a period, as they stood then, for one value of one dimension.
{%- set stocks = ['deals', 'amount', 'weighted_amount', 'weighted_deals', 'lost_weights', 'created_days'] %}
{%- set dimensions = dimensions_of('deals', ['stage']) %}
with

date_periods as (
    select * from {{ ref('int_date_periods') }}
),

periods as (
    select * from {{ ref('int_periods') }}
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

changes as (
    {{ by_period(
        'moves',
        dimensions=dimensions,
        counts={
            'arrivals': 'sum(moves.arrivals)',
            'deals': 'sum(moves.deals)',
            'weighted_deals': 'sum(moves.weighted_deals)',
            'lost_weights': 'sum(moves.lost_weights)',
            'created_days': 'sum(moves.created_days)',
        },
        amounts={'amount': 'sum(moves.amount)', 'weighted_amount': 'sum(moves.weighted_amount)'},
    ) }}
),

filled as (
    {{ in_every_period('changes', ['arrivals'] + stocks) }}
),

balances as (
    select
        {{ period_keys() }},
        period_end,
        arrivals,
        sum(deals) over (
            partition by period_grain, dimension, dimension_value order by period_start
            rows between unbounded preceding and current row
        ) - deals as opening_deals
        {%- for stock in stocks %},
        sum({{ stock }}) over (
            partition by period_grain, dimension, dimension_value order by period_start
            rows between unbounded preceding and current row
        ) as closing_{{ stock }}
        {%- endfor %}
    from filled
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
where dimension = 'total' or opening_deals > 0 or arrivals > 0
