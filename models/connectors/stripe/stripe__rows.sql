-- One row is a table of Stripe, an input, and a reason why so many of its rows are left out; without one, what is given.
{%- set invoices = "(select source_rows from " ~ ref('stripe__invoices') ~ " where coalesce(invoice_id, '') " %}
{%- set credit_notes = "(select credit_note_id from " ~ ref('base_stripe__credit_notes') ~ " where credit_note_id is not null)" %}
{%- set left_out = "(select * from " ~ ref('int_stripe__invoices') ~ " where source_table = '" %}
{{ rows_accounted_for('stripe', [
    {
        'table': 'customer', 'rows_of': ref('base_stripe__customers'),
        'input': 'accounts', 'given_by': ref('stripe__accounts'), 'left_out_by': ref('int_stripe__accounts'),
        'left_out_rows': 'source_rows',
    },
    {
        'table': 'subscription_item', 'rows_of': ref('base_stripe__subscription_items'),
        'input': 'subscriptions', 'given_by': ref('stripe__subscriptions'), 'left_out_by': ref('int_stripe__items'),
        'left_out_rows': 'source_rows',
    },
    {
        'table': 'invoice_line_item', 'rows_of': ref('base_stripe__invoice_lines'), 'input': 'subscriptions',
        'given_by': "(select source_rows from " ~ ref('int_stripe__invoice_lines') ~ " where left_out_reason is null) as given",
        'left_out_by': ref('int_stripe__invoice_lines'),
    },
    {
        'table': 'invoice', 'rows_of': ref('base_stripe__invoices'),
        'input': 'invoices', 'given_by': invoices ~ "not in " ~ credit_notes ~ ") as given",
        'left_out_by': left_out ~ "invoice') as left_out",
    },
    {
        'table': 'credit_note', 'rows_of': ref('base_stripe__credit_notes'),
        'input': 'invoices', 'given_by': invoices ~ "in " ~ credit_notes ~ ") as given",
        'left_out_by': left_out ~ "credit_note') as left_out",
    },
]) }}
