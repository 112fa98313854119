-- One row is what 64 steps of the Markov chain do: how likely they lead from one state to another.
with

steps_0 as (
    select * from {{ ref('int_markov_steps_8') }}
),

{{ squared_steps('steps', rounds=3) }}

select * from steps_3
