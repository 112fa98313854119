-- What one lead is worth: revenue won per lead of the period.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

deals as (
    select * from {{ ref('deals_by_period') }}
),

leads as (
    select * from {{ ref('leads_by_period') }}
),

met as (
    {{ meet({
        'deals': ['revenue'],
        'leads': ['leads'],
    }) }}
)

select
    {{ metric_columns('lead_value', numerator='revenue', denominator='leads') }}
from met
where {{ is_measured('lead_value') }}
