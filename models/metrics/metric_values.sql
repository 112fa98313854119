-- One row is a metric's value in a period, for one value of one dimension. All metrics.
{%- set models = [
    'bounce_rate',
    'engaged_session_rate',
    'scroll_depth',
    'session_depth',
    'visit_to_lead_rate',
    'visitor_shares',
    'visitors',
    'website_traffic',
    'social_click_through_rate',
    'social_conversion_rate',
    'social_engagement',
    'social_website_sessions',
    'ad_costs',
    'ad_delivery',
    'ad_engagement',
    'click_through_rate',
    'leads_per_thousand_impressions',
    'return_on_ad_spend',
    'email_delivery',
    'email_engagement',
    'email_reply_rate',
    'email_unsubscribe_rate',
    'subscriber_growth_rate',
    'cost_per_lead',
    'cost_per_mql',
    'cost_per_sql',
    'lead_fit',
    'lead_value',
    'lead_volume',
    'opportunity_conversion',
    'disqualified_leads',
    'qualified_lead_share',
    'stage_conversion',
    'chatbot_rates',
    'chatbot_volume',
    'content_conversion_rate',
    'content_lead_to_customer_rate',
    'inbound_outcome_rate',
    'keyword_positions',
    'organic_search',
    'response_minutes',
    'response_within_target_share',
    'expected_sqos',
    'meeting_attendance_rate',
    'meeting_fit',
    'meeting_to_opportunity_rate',
    'meeting_volume',
    'average_contract_value',
    'average_deal_size',
    'close_rate',
    'cohort_conversion_rate',
    'conversion_rate',
    'cost_per_sqo',
    'deals_won_and_revenue',
    'demo_step_days',
    'lead_to_customer_days',
    'marketing_sourced_revenue',
    'open_pipeline',
    'opportunity_win_rate',
    'pipeline_coverage',
    'pipeline_created',
    'pipeline_to_spend',
    'pipeline_velocity',
    'revenue_target_attainment',
    'sales_cycle_days',
    'self_reported_lead_share',
    'self_reported_revenue',
    'sqo_volume',
    'time_in_stage_days',
    'win_rate',
    'average_customer_lifetime_years',
    'average_revenue_per_customer',
    'customer_acquisition_cost',
    'customer_lifetime_value',
    'fully_loaded_customer_acquisition_cost',
    'ltv_to_cac',
    'mrr',
    'return_on_investment',
] %}
with

rows_of_models as (
    {%- for model in models %}
    select * from {{ ref(model) }}
    {{- "\n    union all" if not loop.last }}
    {%- endfor %}
),

-- days of the total and of dimensions of few values; of others the models hold only those that are compared
kept as (
    select
        *,
        period_grain <> 'day' or dimension = 'total' or coalesce(numerator, 0) <> 0 or coalesce(denominator, 0) <> 0
            as says_something
    from rows_of_models
    where
        period_grain <> 'day'
        or dimension = 'total'
        or dimension in (select dimension from {{ ref('int_day_dimensions') }})
),

empty_days as (
    select
        kept.*,
        periods.previous_start,
        periods.last_year_start
    from kept
    inner join {{ ref('int_comparison_periods') }} as periods
        on kept.period_grain = periods.period_grain and kept.period_start = periods.period_start
    where not kept.says_something
),

days_with_something as (
    select * from kept where period_grain = 'day' and says_something
),

-- nothing after something is a change
ended as (
    select empty_days.*
    from empty_days
    {%- for earlier in ['previous', 'last_year'] %}
    left join days_with_something as {{ earlier }}
        on
            empty_days.metric = {{ earlier }}.metric
            and empty_days.{{ earlier }}_start = {{ earlier }}.period_start
            and empty_days.dimension = {{ earlier }}.dimension
            and empty_days.dimension_value = {{ earlier }}.dimension_value
    {%- endfor %}
    where previous.metric is not null or last_year.metric is not null
)

{%- for rows, condition in {'kept': 'says_something', 'ended': none}.items() %}
select
    metric,
    {{ period_keys() }},
    numerator,
    denominator,
    value
from {{ rows }}
{{- "\nwhere " ~ condition if condition }}
{{- "\nunion all" if not loop.last }}
{%- endfor %}
