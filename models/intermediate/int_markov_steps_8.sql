-- One row is what eight steps of the Markov chain do: how likely they lead from one state to
-- another.
--
-- Each state also leads to a counter ('seen <state>') that stays. What comes to the counter in n
-- steps is the
-- number of visits of the state that n steps hold, so that the chain counts its visits itself.
with

transitions as (
    select * from {{ ref('int_markov_transitions') }} where to_state <> 'null'
),

counted_states as (
    select conversion_type, dimension, from_state as state from transitions
    union all
    select conversion_type, dimension, to_state as state from transitions
),

states as (
    select conversion_type, dimension, state
    from counted_states
    group by conversion_type, dimension, state
),

steps_0 as (
    select
        conversion_type,
        dimension,
        from_state,
        to_state,
        probability
    from transitions
    union all
    select
        conversion_type,
        dimension,
        state as from_state,
        'seen ' || state as to_state,
        cast(1 as decimal(18, 12)) as probability
    from states
    union all
    select
        conversion_type,
        dimension,
        'seen ' || state as from_state,
        'seen ' || state as to_state,
        cast(1 as decimal(18, 12)) as probability
    from states
),

{{ squared_steps('steps', rounds=3) }}

select * from steps_3
