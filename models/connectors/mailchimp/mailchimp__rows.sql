-- One row is a kind of Mailchimp's tables, an input, and a reason why so many of their rows are left out; without one, what is given.
{%- set events = ref('mailchimp__email_events') %}
{{ rows_accounted_for('mailchimp', [
    {
        'table': 'recipients', 'rows_of': ref('base_mailchimp__recipients'), 'left_out_by': ref('base_mailchimp__recipients'),
        'input': 'email_events', 'given_by': events ~ " where event_type = 'sent'",
    },
    {
        'table': 'activities', 'rows_of': ref('base_mailchimp__activities'), 'left_out_by': ref('base_mailchimp__activities'),
        'input': 'email_events', 'given_by': events ~ " where coalesce(event_type, '') <> 'sent'",
    },
    {
        'table': 'reports', 'rows_of': ref('base_mailchimp__reports'), 'left_out_by': ref('base_mailchimp__reports'),
        'input': 'email_campaigns', 'given_by': ref('mailchimp__email_campaigns'),
    },
    {
        'table': 'members', 'rows_of': ref('base_mailchimp__members'), 'left_out_by': ref('base_mailchimp__members'),
        'input': 'email_subscribers', 'given_by': ref('mailchimp__email_subscribers'),
    },
]) }}
