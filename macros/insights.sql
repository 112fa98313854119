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

{# How many standard deviations hold 95 % of a Student's t distribution: by its expansion around the normal one, right to
   a hundredth from three degrees of freedom on. #}
{% macro t_quantile(degrees) -%}
    (
        1.959963984540054
        + {{ safe_divide('2.372271230298562', degrees) }}
        + {{ safe_divide('2.822498615739611', degrees ~ ' * ' ~ degrees) }}
        + {{ safe_divide('2.555849679507722', degrees ~ ' * ' ~ degrees ~ ' * ' ~ degrees) }}
    )
{%- endmacro %}

{# Where a running period will end, at the pace of earlier ones: the value so far by the share of a period that its days
   gone bring. The share's reach is wider where less than usual came so far, as few events stray more by chance; where
   it leaves nothing, the days gone say nothing of the end. Needs value and the columns of int_metric_pace.

   bound: expected, low or high #}
{% macro expected_end(bound) -%}
    {%- set reach -%}
        share_reach * sqrt(greatest(1, {{ safe_divide('usual_value', 'value') }}))
    {%- endset -%}
    case
        when value > 0 and pace_share > {{ reach }}
            then {% if bound == 'expected' -%}
                {{ safe_divide('value', 'pace_share') }}
            {%- elif bound == 'low' -%}
                {{ safe_divide('value', 'least(1, pace_share + ' ~ reach ~ ')') }}
            {%- else -%}
                {{ safe_divide('value', 'pace_share - ' ~ reach) }}
            {%- endif %}
    end
{%- endmacro %}

{# The day before the ninety days that a touch counts as of late. #}
{% macro before_recent_days() %}{{ days_after(as_of(), '-90') }}{% endmacro %}

{# From which share on of what it will come to a young period counts as ripe: judged, and compared with others as it is. #}
{% macro ripe_from() %}0.95{% endmacro %}
