-- One row is a table of HubSpot, an input, and a reason why so many of its rows are left out; without one, what is given.
{{ rows_accounted_for('hubspot', [
    {'table': 'companies', 'rows_of': ref('base_hubspot__companies'), 'input': 'accounts', 'given_by': ref('hubspot__accounts')},
    {'table': 'contacts', 'rows_of': ref('base_hubspot__contacts'), 'input': 'leads', 'given_by': ref('hubspot__leads')},
    {
        'table': 'contact_changes', 'rows_of': ref('base_hubspot__contact_changes'),
        'input': 'lead_stages', 'given_by': ref('hubspot__lead_stages'),
        'left_out_by': ref('int_hubspot__contact_changes'),
    },
    {
        'table': 'deals', 'rows_of': ref('base_hubspot__deals'),
        'input': 'deals', 'given_by': ref('hubspot__deals'),
        'left_out_by': ref('int_hubspot__deals'),
    },
    {
        'table': 'deal_entries', 'rows_of': ref('base_hubspot__deal_entries'),
        'input': 'deal_stages', 'given_by': ref('hubspot__deal_stages'),
        'left_out_by': ref('int_hubspot__deal_entries'),
    },
    {
        'table': 'meetings', 'rows_of': ref('base_hubspot__meetings'),
        'input': 'meetings', 'given_by': ref('hubspot__meetings'),
        'left_out_by': ref('int_hubspot__meetings'),
    },
    {
        'table': 'submissions', 'rows_of': ref('base_hubspot__submissions'),
        'input': 'inbound_requests', 'given_by': ref('hubspot__inbound_requests'),
        'left_out_by': ref('int_hubspot__submissions'),
    },
    {
        'table': 'submissions', 'rows_of': ref('base_hubspot__submissions'),
        'input': 'web_conversions', 'given_by': ref('hubspot__web_conversions'),
    },
    {
        'table': 'email_events', 'rows_of': ref('base_hubspot__email_events'),
        'input': 'email_events', 'given_by': ref('hubspot__email_events'),
        'left_out_by': ref('int_hubspot__email_events'),
    },
]) }}
