-- macros/contract.sql writes the inputs' names out; they must be those of models/inputs.yml.
{%- set declared = [] %}
{%- for source in graph.sources.values() if source.source_name == 'inputs' %}
{%- do declared.append(source.name) %}
{%- endfor %}
select '{{ declared | sort | join(" ") }}' as declared
where '{{ declared | sort | join(" ") }}' <> '{{ input_names() | sort | join(" ") }}'
