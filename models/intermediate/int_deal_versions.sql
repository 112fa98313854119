-- One row is a deal as it stood at the end of each day from one to another, while it was open: also before it
-- was lost or won for a time, and since it was reopened.
with

deals as (
    select * from {{ ref('int_deals') }}
    -- what closed on the day it was created, or before, is never open at a day's end, nor is what closed
    -- on a day that nobody says
    where is_open or closed_on > created_on
),

stage_entries as (
    select
        deals.deal_id,
        greatest(stages.entered_on, deals.created_on) as changed_on,
        stages.stage,
        stages.amount,
        stages.expected_close_on,
        row_number() over (
            partition by deals.deal_id, greatest(stages.entered_on, deals.created_on)
            order by stages.entered_at desc, stages.stage, stages.amount nulls last, stages.expected_close_on nulls last
        ) as place_from_last
    from deals
    inner join {{ ref('int_deal_stages') }} as stages
        on
            deals.deal_id = stages.deal_id
            and (deals.closed_on is null or stages.entered_on < deals.closed_on)
),

-- what the builds saw themselves, at the rate that the deal's pipeline is converted with
sightings as (
    select
        deals.deal_id,
        greatest(cast(versions.dbt_valid_from as date), deals.created_on) as changed_on,
        {{ in_reporting_currency('versions.amount', 'versions.currency', 'rates.rate_to_reporting') }} as amount,
        versions.expected_close_on,
        {{ stage_name('versions.stage') }} as stage,
        versions.probability,
        row_number() over (
            partition by deals.deal_id, greatest(cast(versions.dbt_valid_from as date), deals.created_on)
            order by versions.dbt_valid_from desc, versions.dbt_scd_id
        ) as place_from_last
    from deals
    inner join {{ ref('deal_history') }} as versions
        on
            deals.deal_id = versions.deal_id
            and cast(versions.dbt_valid_from as date) <= {{ as_of() }}
            and (deals.closed_on is null or cast(versions.dbt_valid_from as date) < deals.closed_on)
    left join {{ ref('int_exchange_rates') }} as rates
        on upper(versions.currency) = rates.currency and deals.created_on = rates.date_day
),

change_days as (
    select deal_id, changed_on
    from (
        select deal_id, created_on as changed_on from deals
        union all
        select deal_id, changed_on from stage_entries
        union all
        select deal_id, changed_on from sightings
    ) as all_days
    group by deal_id, changed_on
),

-- each entry and sighting opens a stretch of days, in which it is the last one known
changes as (
    select
        change_days.deal_id,
        change_days.changed_on,
        lead(change_days.changed_on) over by_day as next_change_on,
        count(stage_entries.deal_id) over by_day as entry_number,
        count(sightings.deal_id) over by_day as sighting_number,
        stage_entries.stage as entered_stage,
        stage_entries.amount as entered_amount,
        stage_entries.expected_close_on as entered_expected_close_on,
        sightings.stage as seen_stage,
        sightings.amount as seen_amount,
        sightings.expected_close_on as seen_expected_close_on,
        sightings.probability as seen_probability
    from change_days
    left join stage_entries
        on
            change_days.deal_id = stage_entries.deal_id
            and change_days.changed_on = stage_entries.changed_on
            and stage_entries.place_from_last = 1
    left join sightings
        on
            change_days.deal_id = sightings.deal_id
            and change_days.changed_on = sightings.changed_on
            and sightings.place_from_last = 1
    window by_day as (partition by change_days.deal_id order by change_days.changed_on)
),

-- a stretch has one entry and one sighting at most, so that max only carries them on
stretches as (
    select
        deal_id,
        changed_on,
        next_change_on,
        entry_number,
        max(entry_number) over (partition by deal_id) as last_entry_number,
        max(entered_stage) over (partition by deal_id, entry_number) as entered_stage,
        max(entered_amount) over (partition by deal_id, entry_number) as entered_amount,
        max(entered_expected_close_on) over (partition by deal_id, entry_number) as entered_expected_close_on,
        max(seen_stage) over (partition by deal_id, sighting_number) as seen_stage,
        max(seen_amount) over (partition by deal_id, sighting_number) as seen_amount,
        max(seen_expected_close_on) over (partition by deal_id, sighting_number) as seen_expected_close_on,
        max(seen_probability) over (partition by deal_id, sighting_number) as last_seen_probability,
        -- how many stages the deal had come to when it was seen
        min(entry_number) over (partition by deal_id, sighting_number) as seen_entry_number
    from changes
),

-- a probability belongs to a stage: what was seen in the one before says nothing of this one
known as (
    select
        *,
        case when seen_entry_number = entry_number then last_seen_probability end as seen_probability,
        -- older builds kept neither stage nor probability
        seen_entry_number = entry_number
        and coalesce(seen_stage, cast(last_seen_probability as {{ dbt.type_string() }})) is not null as is_seen,
        entry_number < last_entry_number as is_left
    from stretches
),

standing as (
    select
        deals.deal_id,
        known.changed_on as from_on,
        coalesce(known.next_change_on, deals.closed_on) as to_on,
        deals.created_on,
        deals.outcome,
        coalesce(known.entered_expected_close_on, known.seen_expected_close_on, deals.expected_close_on)
            as expected_close_on,
        deals.channel,
        deals.campaign,
        deals.segment,
        deals.program,
        deals.target_account,
        deals.source_owner,
        deals.owner,
        deals.icp,
        deals.deal_type,
        {{- own_columns({'accounts': 'deals', 'campaigns': 'deals', 'deals': 'deals'}) }}
        coalesce(
            known.entered_stage,
            known.seen_stage,
            -- where a deal stands now says nothing of where one stood that has closed since
            case when deals.closed_on is null then {{ stage_name('deals.stage') }} end,
            'unknown'
        ) as stage,
        cast(coalesce(known.entered_amount, known.seen_amount, deals.pipeline_amount) as {{ money_type() }}) as amount,
        -- the CRM keeps the present one only: of a stage that the deal has left it is overwritten
        coalesce(
            known.seen_probability,
            case
                when deals.closed_on is null and not known.is_left
                    then deals.probability
            end
        ) as probability,
        not known.is_seen
        and (deals.closed_on is not null or known.is_left) as is_probability_lost,
        -- what the row rests on: the CRM's stage history, what earlier builds saw, or the deal as
        -- it stands today
        case
            when known.entered_expected_close_on is not null then 'deal_stages'
            when known.seen_expected_close_on is not null then 'earlier builds'
            else 'today'
        end as known_from
    from known
    inner join deals
        on known.deal_id = deals.deal_id
),

staged as (
    select
        standing.*,
        stages.outcome as stage_says,
        coalesce(stages.outcome in ('won', 'lost'), false) as is_ending
    from standing
    left join {{ ref('int_deal_stage_outcomes') }} as stages
        on standing.stage = stages.stage
),

-- between stages on the way, one that says lost or won ends a deal until it is reopened
judged as (
    select
        *,
        is_ending
        and coalesce(min(case when not is_ending then from_on end) over (partition by deal_id) < from_on, false)
        and coalesce(max(case when not is_ending then from_on end) over (partition by deal_id) > from_on, false)
            as is_over
    from staged
),

followed as (
    select
        *,
        lead(is_over) over by_day as is_over_next,
        lead(stage_says) over by_day as next_stage_says
    from judged
    window by_day as (partition by deal_id order by from_on nulls last)
)

select
    deal_id,
    from_on,
    to_on,
    created_on,
    expected_close_on,
    {{ dimensions_of('deals', ['stage']) | join(', ') }},
    amount,
    probability,
    is_probability_lost,
    known_from,
    -- how it ended on to_on, if it did: NULL where it went on
    case
        when is_over_next then next_stage_says
        when is_over_next is null and to_on is not null then outcome
    end as ended_as
from followed
where not is_over
