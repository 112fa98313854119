-- One row is how many different visitors came in a period, for one value of one dimension.
{%- set dimensions = dimensions_of('sessions') %}
with

date_periods as (
    select * from {{ ref('int_counted_periods') }}
),

-- read anew for each dimension: few columns of a table, no copy of all
visits {{ computed_in_place() }} (
    select
        started_on as event_on,
        visitor_id,
        {{ dimensions | join(', ') }},
        first_seen_on,
        has_lead_action
    from {{ ref('fct_sessions') }}
)

{{ distinct_by_period(
    'visits',
    entity='visitor_id',
    dimensions=dimensions,
    counts={'visitors': 'true', 'new_visitors': 'true', 'visitors_with_lead_action': 'visits.has_lead_action'},
    newcomers={'new_visitors': 'first_seen_on'},
) }}
