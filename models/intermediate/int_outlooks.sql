-- One row is what a quarter's outlook expects of a channel in the next quarter, by what was known
-- at its end.
with

quarters as (
    select * from {{ ref('int_outlook_quarters') }}
),

all_basis as (
    select * from {{ ref('int_outlook_basis') }}
),

outcomes as (
    select * from {{ ref('int_outlook_outcomes') }}
),

-- the quarter in which the data begin may be a part of one: it is left out
first_quarters as (
    select
        quantity,
        basis,
        min(quarter_start) as first_quarter_start
    from all_basis
    group by quantity, basis
),

basis as (
    select all_basis.*
    from all_basis
    inner join first_quarters
        on
            all_basis.quantity = first_quarters.quantity
            and all_basis.quarter_start > first_quarters.first_quarter_start
),

-- the quarters that were over at the end of a quarter, itself included unless it runs
known_quarters as (
    select
        first_quarters.quantity,
        first_quarters.basis,
        seen.quarter_start,
        count(*) as history_quarters
    from first_quarters
    inner join quarters as seen
        on seen.quarter_start > first_quarters.first_quarter_start
    inner join quarters as past
        on
            past.quarter_start > first_quarters.first_quarter_start
            and past.next_quarter_start <= cast(seen.seen_on + interval '1' day as date)
    group by first_quarters.quantity, first_quarters.basis, seen.quarter_start
),

-- what each of them had, and what came in the one after it, if that one was over too
history as (
    select
        seen.quarter_start,
        basis.quantity,
        basis.channel,
        basis.basis_value,
        cast(0 as decimal(38, 4)) as outcome_value
    from basis
    inner join quarters as past
        on basis.quarter_start = past.quarter_start
    inner join quarters as following_quarters
        on past.next_quarter_start = following_quarters.quarter_start
    inner join quarters as seen
        on following_quarters.next_quarter_start <= cast(seen.seen_on + interval '1' day as date)
    union all
    select
        outcomes.seen_quarter_start as quarter_start,
        outcomes.quantity,
        outcomes.channel,
        cast(0 as decimal(38, 4)) as basis_value,
        outcomes.outcome_value
    from outcomes
    inner join quarters as past
        on outcomes.quarter_start = past.next_quarter_start
    inner join first_quarters
        on
            outcomes.quantity = first_quarters.quantity
            and past.quarter_start > first_quarters.first_quarter_start
    union all
    -- a channel that is new this quarter has no history, but something to expect
    select
        quarter_start,
        quantity,
        channel,
        cast(0 as decimal(38, 4)) as basis_value,
        cast(0 as decimal(38, 4)) as outcome_value
    from basis
),

channels as (
    select
        quarter_start,
        quantity,
        channel,
        sum(basis_value) as known_basis,
        sum(outcome_value) as known_outcome
    from history
    group by quarter_start, quantity, channel
),

compared as (
    select
        *,
        sum(known_basis) over (partition by quarter_start, quantity) as all_basis,
        sum(known_outcome) over (partition by quarter_start, quantity) as all_outcome,
        count(*) over (partition by quarter_start, quantity) as channel_count
    from channels
),

-- a channel's rate, as if the average channel had been added to its history with the rate of all:
-- with much history its own says nearly all, with none the others'
rates as (
    select
        compared.quarter_start,
        compared.quantity,
        compared.channel,
        known_quarters.basis,
        known_quarters.history_quarters,
        {{ safe_divide('all_outcome', 'all_basis') }} as all_rate,
        {{ safe_divide('all_basis', 'channel_count * (history_quarters - 1)') }} as average_basis,
        cast(known_basis as {{ type_double() }}) as known_basis,
        cast(known_outcome as {{ type_double() }}) as known_outcome
    from compared
    inner join known_quarters
        on compared.quarter_start = known_quarters.quarter_start and compared.quantity = known_quarters.quantity
),

expected as (
    select
        rates.quarter_start,
        rates.quantity,
        rates.channel,
        rates.basis,
        rates.history_quarters,
        coalesce(basis.basis_value, 0) as basis_value,
        case
            when rates.history_quarters >= 3
                then (rates.known_outcome + rates.all_rate * rates.average_basis)
                    / (rates.known_basis + rates.average_basis)
        end as historic_rate
    from rates
    left join basis
        on
            rates.quarter_start = basis.quarter_start
            and rates.quantity = basis.quantity
            and rates.channel = basis.channel
)

select
    quarter_start,
    quantity,
    channel,
    basis,
    history_quarters,
    cast(basis_value as decimal(38, 4)) as basis_value,
    historic_rate,
    -- rounded here, so that channels add up to the total exactly; of nothing, nothing is said
    cast(
        case when basis_value > 0 then cast(basis_value as {{ type_double() }}) * historic_rate end as decimal(38, 4)
    ) as expected_value
from expected
