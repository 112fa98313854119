-- One row is a name that a channel goes by: its own, or one that CRMs and people use.
with

own_names as (
    select distinct
        channel as name,
        channel
    from {{ ref('channel_rules') }}
    union all
    select
        'direct' as name,
        'direct' as channel
),

other_names as (
    select
        name,
        channel
    from {{ ref('channel_names') }}
)

select * from own_names
union all
select * from other_names
