-- One row is a metric's value in a period, for one value of one dimension. All metrics.
{%- set models = [
    'website_traffic', 'visitors', 'bounce_rate',
    'social_engagement', 'social_website_sessions',
    'ad_delivery', 'leads_per_thousand_impressions',
    'email_engagement', 'subscriber_growth_rate',
    'lead_volume', 'qualified_lead_share', 'cost_per_lead', 'cost_per_mql', 'cost_per_sql', 'lead_value',
    'response_minutes', 'response_within_target_share', 'inbound_outcome_rate',
    'meeting_volume', 'meeting_attendance_rate', 'expected_sqos',
    'sqo_volume', 'cost_per_sqo', 'deals_won_and_revenue', 'average_deal_size', 'conversion_rate',
    'customer_acquisition_cost', 'average_revenue_per_customer', 'average_customer_lifetime_years',
    'customer_lifetime_value', 'mrr', 'return_on_investment',
] %}
{%- for model in models %}
select * from {{ ref(model) }}
{{- "\nunion all" if not loop.last }}
{%- endfor %}
