-- One row is a table of Meta Ads, an input, and a reason why so many of its rows are left out; without one, what is given.
{%- set left_out = "(select case when coalesce(last_day, date_day) <> date_day then 'a sum of several days' end as left_out_reason from "
    ~ ref('base_meta_ads__ad_days') ~ ") as left_out" %}
{{ rows_accounted_for('meta_ads', [
    {
        'table': 'basic_ad', 'rows_of': ref('base_meta_ads__ad_days'),
        'input': 'ad_spend', 'given_by': ref('meta_ads__ad_spend'), 'left_out_by': left_out,
    },
    {
        'table': 'campaign_history', 'rows_of': ref('base_meta_ads__campaigns'),
        'input': 'campaigns', 'given_by': ref('meta_ads__campaigns'),
    },
]) }}
