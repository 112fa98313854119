-- One row is a table of Salesforce, an input, and a reason why so many of its rows are left out; without one, what is given.
{%- set contacts = ref('base_salesforce__contacts') %}
{%- set is_contact = "exists (select 1 from " ~ contacts ~ " as contacts where contacts.contact_id = given.lead_id)" %}
{%- set one_by_one = {
    'account': ['accounts', ref('base_salesforce__accounts'), ref('salesforce__accounts')],
    'campaign': ['campaigns', ref('base_salesforce__campaigns'), ref('salesforce__campaigns')],
    'opportunity': ['deals', ref('base_salesforce__opportunities'), ref('salesforce__deals')],
    'event': ['meetings', ref('base_salesforce__events'), ref('salesforce__meetings')],
    'lead': [
        'leads', ref('base_salesforce__leads'), ref('salesforce__leads') ~ " as given where not " ~ is_contact,
    ],
    'contact': [
        'leads', contacts, ref('salesforce__leads') ~ " as given where " ~ is_contact,
    ],
    'lead_history': [
        'lead_stages',
        "(select * from " ~ ref('base_salesforce__lead_statuses') ~ " where source_rows = 1) as told",
        ref('salesforce__lead_stages'),
    ],
    'opportunity_history': [
        'deal_stages',
        "(select * from " ~ ref('base_salesforce__deal_versions') ~ " where source_rows = 1) as told",
        ref('salesforce__deal_stages'),
    ],
} %}
{%- set tables = [] %}
{%- for table, (input, rows_of, given_by) in one_by_one.items() %}
    {%- do tables.append(
        {'table': table, 'rows_of': rows_of, 'input': input, 'given_by': given_by, 'left_out_by': rows_of}
    ) %}
{%- endfor %}
{{ rows_accounted_for('salesforce', tables) }}
