{# One end of the 95 % Wilson interval of a proportion: where its true value lies, given how few
   were counted.

   numerator, denominator: how many of how many
   is_proportion: a condition under which 0 <= numerator <= denominator and denominator > 0
   bound: low or high #}
{% macro wilson_bound(numerator, denominator, is_proportion, bound) -%}
    {%- set z = 1.959963984540054 -%}
    {%- set misses = '(' ~ denominator ~ ' - ' ~ numerator ~ ')' -%}
    {%- set variance = safe_divide(numerator ~ ' * ' ~ misses, denominator) -%}
    case when {{ is_proportion }} then
        case
            {#- exact at the ends, where rounding would leave the value outside #}
            {%- if bound == 'low' %}
            when {{ numerator }} = 0 then 0
            {%- else %}
            when {{ numerator }} = {{ denominator }} then 1
            {%- endif %}
            else {{ safe_divide(
                numerator ~ ' + ' ~ z * z / 2 ~ (' - ' if bound == 'low' else ' + ')
                    ~ z ~ ' * sqrt(' ~ variance ~ ' + ' ~ z * z / 4 ~ ')',
                denominator ~ ' + ' ~ z * z,
            ) }}
        end
    end
{%- endmacro %}

{# How a value stands to its target, by the direction that is better. near_target_band is a share
   of the target. Where neither direction is better, a target is a plan to keep: within the band is
   on target. #}
{% macro target_status(value, target, better) -%}
    {%- set band = '(' ~ var('near_target_band') ~ ' * abs(' ~ target ~ '))' -%}
    case
        when {{ target }} is null then 'no_target'
        when {{ value }} is null then null
        when {{ better }} = 'up' and {{ value }} >= {{ target }} then 'on_target'
        when {{ better }} = 'up' and {{ value }} >= {{ target }} - {{ band }} then 'near'
        when {{ better }} = 'down' and {{ value }} <= {{ target }} then 'on_target'
        when {{ better }} = 'down' and {{ value }} <= {{ target }} + {{ band }} then 'near'
        when {{ better }} not in ('up', 'down') and abs({{ value }} - {{ target }}) <= {{ band }}
            then 'on_target'
        else 'off_target'
    end
{%- endmacro %}

{# By how much a share of so few strays by chance: its standard deviation, after two more hits and
   two more misses, so that a share of 0 or 1 is not taken for certain. #}
{% macro proportion_noise(share, denominator) -%}
    {%- set hits = '(' ~ share ~ ' * ' ~ denominator ~ ' + 2)' -%}
    {%- set misses = '((1 - ' ~ share ~ ') * ' ~ denominator ~ ' + 2)' -%}
    {{ safe_divide(
        'sqrt(' ~ safe_divide(hits ~ ' * ' ~ misses, 'greatest(' ~ denominator ~ ', 1)') ~ ')',
        denominator ~ ' + 4',
    ) }}
{%- endmacro %}
