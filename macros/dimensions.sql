{# Which dimensions the rows of which subject know: the built-in ones, and a company's own. #}

{# The dimensions that a subject's rows know. The one place that says so: what is counted of a subject is counted by
   all of them.

   more: what only the rows of one measure know beside them (lost_reason: only of what closed) #}
{% macro dimensions_of(subject, more=[]) %}
    {#- what brought it, and whose it is: a first touch and an account -#}
    {%- set common = ['channel', 'campaign', 'segment', 'program', 'target_account', 'icp'] -%}
    {#- what is spent has no account -#}
    {%- set spent = ['channel', 'campaign', 'program'] -%}
    {%- set known = {
        'sessions': common + ['page', 'utm_source', 'utm_medium', 'visitor_type'],
        'ads': spent + ['platform', 'ad'],
        'ad_interactions': common + ['platform', 'ad'],
        'social_posts': spent + ['network'],
        'costs': spent,
        'email_messages': common,
        'leads': common + ['country', 'lead_source', 'job_level'],
        'inbound_requests': common,
        'chatbot_conversations': common,
        'keywords': ['keyword'],
        'meetings': common,
        'deals': common + ['source_owner', 'owner', 'deal_type'],
        'customers': common,
    } -%}
    {{ return(with_own_dimensions(known[subject] + more)) }}
{% endmacro %}

{# In which tables each dimension has its values: what other tables only repeat is left out. #}
{% macro tables_of_dimensions() %}{{ return({
    'fct_sessions': dimensions_of('sessions', ['network']),
    'fct_web_totals': dimensions_of('sessions', ['network']),
    'fct_page_views': ['page'],
    'fct_leads': dimensions_of('leads', ['self_reported_source']),
    'fct_lead_stages': ['stage', 'reason'],
    'fct_deals': dimensions_of('deals', ['competitor', 'lost_reason']),
    'int_deal_versions': ['stage', 'owner'],
    'fct_ad_spend': dimensions_of('ads'),
    'fct_ad_interactions': dimensions_of('ad_interactions'),
    'fct_costs': dimensions_of('costs'),
    'fct_social_posts': dimensions_of('social_posts'),
    'fct_email_messages': dimensions_of('email_messages'),
    'fct_email_campaigns': dimensions_of('email_messages'),
    'fct_inbound_requests': dimensions_of('inbound_requests'),
    'fct_chatbot_conversations': dimensions_of('chatbot_conversations'),
    'fct_meetings': dimensions_of('meetings'),
    'fct_subscriptions': dimensions_of('customers'),
    'stg_content_offers': ['content_offer'],
    'fct_keyword_rankings': dimensions_of('keywords'),
}) }}{% endmacro %}

{# The names of all dimensions, each once. #}
{% macro all_dimensions() %}
    {%- set names = ['ad_click'] -%}
    {%- for columns in tables_of_dimensions().values() -%}
        {%- for column in columns if dimension_name(column) not in names -%}
            {%- do names.append(dimension_name(column)) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(names) }}
{% endmacro %}

{# Of which input an own dimension may be, and the built-in dimension that everything knows which goes back to a row of
   it: what knows an account's segment knows all of the account. So an own dimension goes wherever that one goes. #}
{% macro carriers() %}{{ return({
    'accounts': 'segment',
    'leads': 'lead_source',
    'deals': 'deal_type',
    'sessions': 'visitor_type',
    'campaigns': 'program',
    'ad_spend': 'ad',
}) }}{% endmacro %}

{# A company's own dimensions, as its company file names them: name, input and column of each. None by default. #}
{% macro own_dimensions() %}{{ return(var('own_dimensions', [])) }}{% endmacro %}

{# The column that holds an own dimension in core: no other column's name begins like that. #}
{% macro own_column(dimension) %}{{ return('own_' ~ dimension.name) }}{% endmacro %}

{# Columns of dimensions, with those of own dimensions that rows with these columns know. #}
{% macro with_own_dimensions(columns) %}
    {%- set all = columns | list -%}
    {%- for dimension in own_dimensions() if carriers()[dimension.input] in columns -%}
        {%- do all.append(own_column(dimension)) -%}
    {%- endfor -%}
    {{ return(all) }}
{% endmacro %}

{# What a dimension's column is called in the tables of metrics. #}
{% macro dimension_name(column) %}{{ return(column[4:] if column.startswith('own_') else column) }}{% endmacro %}

{# The columns of own dimensions that a row knows, each with a comma behind it; nothing where there are none.

   known:   input → the relation in which the row's account, lead … stands with its own columns, or several of which
            the first counts that says something; none where nobody can say
   beyond:  inputs whose own columns other rows of the same table know, and this one does not: NULL #}
{% macro own_columns(known, beyond=[]) -%}
    {%- for dimension in own_dimensions() if dimension.input in known or dimension.input in beyond %}
    {%- set relations = known.get(dimension.input) or [] %}
    {%- set values = [] %}
    {%- for relation in ([relations] if relations is string else relations) -%}
        {%- do values.append(relation ~ '.' ~ own_column(dimension)) -%}
    {%- endfor %}
    {{ 'cast(null as ' ~ dbt.type_string() ~ ')' if dimension.input in beyond
        else 'coalesce(' ~ (values + ["'unknown'"]) | join(', ') ~ ')' }} as {{ own_column(dimension) }},
    {%- endfor %}
{%- endmacro %}

{# The names of the columns of an input's own dimensions. #}
{% macro own_columns_of(input) %}
    {%- set columns = [] -%}
    {%- for dimension in own_dimensions() if dimension.input == input -%}
        {%- do columns.append(own_column(dimension)) -%}
    {%- endfor -%}
    {{ return(columns) }}
{% endmacro %}

{# The values of an input's own dimensions as they are counted, each with a comma behind it: in one spelling, NULL where
   nothing is said.

   relation: its accepted rows #}
{% macro own_values(input, relation) -%}
    {%- for dimension in own_dimensions() if dimension.input == input %}
    {{ own_value(dimension, relation ~ '.' ~ dimension.column) }} as {{ own_column(dimension) }},
    {%- endfor %}
{%- endmacro %}

{# A value of an own dimension in its one spelling, by the type of its column: names are compared without regard to
   case and to what parts their words. #}
{% macro own_value(dimension, value) -%}
    {%- set columns = contract(dimension.input).columns -%}
    {%- set data_type = columns[dimension.column].data_type if dimension.column in columns else 'string' -%}
    {%- if data_type == 'boolean' -%}
        nullif({{ yes_no(value) }}, 'unknown')
    {%- elif data_type == 'string' -%}
        {{ as_name(value) }}
    {%- else -%}
        cast({{ value }} as {{ dbt.type_string() }})
    {%- endif -%}
{%- endmacro %}

{# The dimensions of a touch on the way to a conversion: each touch has its own value. What is known of the conversion
   itself (its account, its deal) is the same under every model of attribution. #}
{% macro touch_dimensions() %}
    {{ return(['channel', 'campaign'] + own_columns_of('campaigns') + own_columns_of('sessions')) }}
{% endmacro %}

{# A fact's campaign under the name of its dimension's key; and, for one more version, under the name that metrics know. #}
{% macro campaign_columns(value) -%}
    {{ value }} as campaign_id,
    {{ value }} as campaign
{%- endmacro %}
