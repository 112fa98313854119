-- One row is a table of Google Ads, an input, and a reason why so many of its rows are left out; without one, what is given.
{{ rows_accounted_for('google_ads', [
    {
        'table': 'campaign_stats', 'rows_of': ref('base_google_ads__campaign_days'),
        'input': 'ad_spend', 'given_by': ref('google_ads__ad_spend'),
    },
    {
        'table': 'campaign_history', 'rows_of': ref('base_google_ads__campaigns'),
        'input': 'campaigns', 'given_by': ref('google_ads__campaigns'),
    },
]) }}
