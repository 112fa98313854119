-- One row is a table of LinkedIn Ads, an input, and a reason why so many of its rows are left out; without one, what is given.
{{ rows_accounted_for('linkedin_ads', [
    {
        'table': 'ad_analytics_by_campaign', 'rows_of': ref('base_linkedin_ads__campaign_days'),
        'input': 'ad_spend', 'given_by': ref('linkedin_ads__ad_spend'),
    },
    {
        'table': 'campaign_group_history', 'rows_of': ref('base_linkedin_ads__campaign_groups'),
        'input': 'campaigns', 'given_by': ref('linkedin_ads__campaigns'),
    },
]) }}
