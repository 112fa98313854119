-- One row is a campaign. Its kind is its channel.
select
    {{ contract_columns('campaigns', {
        'campaign_id': 'campaign_id',
        'campaign_name': 'campaign_name',
        'channel': 'campaign_type',
        'program': 'program',
        'utm_campaign': 'utm_campaign',
        'started_on': 'started_on',
        'ended_on': 'ended_on',
        'budget': 'budget',
        'currency': 'currency',
        'updated_at': 'updated_at',
    }) }},
    1 as source_rows
from {{ ref('base_salesforce__campaigns') }}
where left_out_reason is null
