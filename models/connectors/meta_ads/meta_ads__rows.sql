-- One row is a table of Meta Ads, an input, and a reason why so many of its rows are left out; without one, what is given.
{%- set left_out = "(select case when coalesce(last_day, date_day) <> date_day then 'a sum of several days' end as left_out_reason from "
    ~ ref('base_meta_ads__ad_days') ~ ") as left_out" %}
{{ rows_accounted_for('meta_ads', [
    {
        'table': 'basic_ad', 'rows_of': ref('base_meta_ads__ad_days'),
        'input': 'ad_spend', 'given_by': ref('meta_ads__ad_spend'), 'left_out_by': left_out,
    },
    {
        'table': 'basic_ad_actions', 'rows_of': ref('base_meta_ads__actions'), 'input': 'ad_spend',
        'given_by': "(select source_rows from " ~ ref('int_meta_ads__actions') ~ " where left_out_reason is null) as given",
        'left_out_by': ref('int_meta_ads__actions'),
    },
    {
        'table': 'campaign_history', 'rows_of': ref('base_meta_ads__campaigns'),
        'input': 'campaigns', 'given_by': ref('meta_ads__campaigns'),
    },
]) }}
