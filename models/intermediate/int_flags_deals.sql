-- One row is something that looks wrong with how a deal stands.
with

deals as (
    select
        outcomes.*,
        stg_deals.closed_at as said_closed_at,
        stg_deals.stage
    from {{ ref('int_deal_outcomes') }} as outcomes
    inner join {{ ref('stg_deals') }} as stg_deals
        on outcomes.deal_id = stg_deals.deal_id
)

select
    'deals' as input,
    outcome || ' without a closing date, so it counts where no date is needed' as rule,
    deal_id as row_identifier,
    'closed_at' as column_name,
    cast(null as {{ dbt.type_string() }}) as value
from deals
where is_undated
union all
select
    'deals' as input,
    'the closing date of an open deal, taken for a forecast' as rule,
    deal_id as row_identifier,
    'closed_at' as column_name,
    cast(said_closed_at as {{ dbt.type_string() }}) as value
from deals
where is_closing_forecast
union all
select
    'deals' as input,
    'stage says otherwise than is_won, which holds' as rule,
    deal_id as row_identifier,
    'stage' as column_name,
    stage as value
from deals
where is_contradicted
