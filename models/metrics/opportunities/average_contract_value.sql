-- What a won deal brings in a year.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

deals as (
    select * from {{ ref('deals_by_period') }}
)

select
    {{ metric_columns(
        'average_contract_value',
        numerator='annual_contract_value',
        denominator='deals_won_with_contract_value',
    ) }}
from deals
where {{ is_measured('average_contract_value') }}
