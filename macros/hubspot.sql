{# What only HubSpot needs. #}

{# One row is a record that was merged into another, with the one that remains. Each names all that it took in, also those
   that came by way of another; of several that name one, the one that was not merged itself remains.
   records: a relation with merged_ids, a list; id: its column; pairs: a relation with id and merged_<id>, beside it #}
{% macro hubspot_merges(records, id, pairs=none) -%}
with

words as (
    {{ words_of_lists(records, 'merged_ids', [id, 'source_name'], ';') }}
),

merges as (
    select
        source_name || word as merged_id,
        {{ id }} as remaining_id
    from words
    where word <> ''
    {%- if pairs %}
    union all
    select
        merged_{{ id }} as merged_id,
        {{ id }} as remaining_id
    from {{ pairs }}
    {%- endif %}
),

merged as (
    select merged_id
    from merges
    where merged_id <> remaining_id
    group by merged_id
),

ranked as (
    select
        merges.merged_id,
        merges.remaining_id,
        row_number() over (
            partition by merges.merged_id
            order by case when merged.merged_id is null then 0 else 1 end, {{ lowest_id('merges.remaining_id') }}
        ) as place
    from merges
    left join merged
        on merges.remaining_id = merged.merged_id
    where merges.merged_id <> merges.remaining_id
)

select
    merged_id,
    remaining_id
from ranked
where place = 1
{%- endmacro %}

{# One row is a record with the one of another kind that it belongs to: the primary one, else that of the lowest id.
   pairs: relations of pairs, each with a column is_primary or without (has_primary) #}
{% macro hubspot_first_of(pairs, id, other_id, lists=none, other_ids=none, has_primary=true) -%}
with

pairs as (
    select
        {{ id }},
        {{ other_id }},
        {{ "case when is_primary = 'true' then 0 else 1 end" if has_primary else '0' }} as rank_of_type
    from {{ pairs }}
    {%- if lists %}
    union all
    select
        {{ id }},
        source_name || word as {{ other_id }},
        1 as rank_of_type
    from (
        {{ words_of_lists(lists, other_ids, [id, 'source_name'], ';') | indent(8) }}
    ) as words
    where word <> ''
    {%- endif %}
),

ranked as (
    select
        {{ id }},
        {{ other_id }},
        row_number() over (
            partition by {{ id }}
            order by min(rank_of_type) nulls last, {{ lowest_id(other_id) }}
        ) as place
    from pairs
    where {{ other_id }} is not null
    group by {{ id }}, {{ other_id }}
)

select
    {{ id }},
    {{ other_id }}
from ranked
where place = 1
{%- endmacro %}

{# In an order: the lowest number first, as ids are numbers of any length. #}
{% macro lowest_id(column) %}length({{ column }}) nulls last, {{ column }} nulls last{% endmacro %}

{# Whether HubSpot says yes; NULL where it says nothing. #}
{% macro hubspot_says(column) %}{{ typed(column, 'boolean', {}) }}{% endmacro %}

{# What a lead status is as a stage; NULL where it is none. #}
{% macro hubspot_lead_status(column) -%}
    {{ meaning_of_words('upper(trim(' ~ column ~ '))', {'UNQUALIFIED': 'disqualified', 'BAD_TIMING': 'recycled', 'BAD TIMING': 'recycled'}) }}
{%- endmacro %}

{# A twelfth of an amount, as a text; NULL where it is none. #}
{% macro twelfth_of(column) -%}
    cast(cast(
        {{ safe_divide(typed(column, 'decimal(22,4)', {}), 12) }} as decimal(22, 4)
    ) as {{ dbt.type_string() }})
{%- endmacro %}

{# An array of ids, as Airbyte delivers them, as a list of words. #}
{% macro hubspot_list(column) -%}
    replace(replace(replace(replace(replace({{ column }}, '[', ''), ']', ''), '"', ''), ' ', ''), ',', ';')
{%- endmacro %}

{# One row is a stage of a pipeline, as Airbyte delivers them: an array of objects, each with another of metadata in it.
   A word is what stands between the braces of a stage, without those of its metadata. #}
{% macro hubspot_stages(pipelines) -%}
    {%- set bare = replace_all('stages', "'\"[[:space:]]*:[[:space:]]*'", "'\":'") -%}
    {%- set joined = replace_all(bare, "'[}][[:space:]]*,[[:space:]]*[{]'", "'},{'") -%}
    {%- set flat = replace_all(joined, "'\"metadata\":[{]([^{}]*)[}]'", "'" ~ first_group() ~ "'") -%}
    {{ words_of_lists(
        '(select pipelineid, source_name, ' ~ flat ~ ' as stages from ' ~ pipelines ~ ')',
        'stages', ['pipelineid', 'source_name'], '},{'
    ) }}
{%- endmacro %}

{# What such a word says under a name; NULL where it does not. #}
{% macro hubspot_word(word, name) -%}
    case
        when {{ matches(word, "'\"" ~ name ~ "\":\"'") }}
            then {{ replace_all(word, "'^.*\"" ~ name ~ "\":\"([^\"]*)\".*$'", "'" ~ first_group() ~ "'") }}
        when {{ matches(word, "'\"" ~ name ~ "\":[a-z0-9]'") }}
            then {{ replace_all(word, "'^.*\"" ~ name ~ "\":([a-zA-Z0-9.]*).*$'", "'" ~ first_group() ~ "'") }}
    end
{%- endmacro %}
