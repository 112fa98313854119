-- One row is money that looks wrong: an amount that could not be converted, or a rate of the reporting
-- currency that is not 1, which nobody asks for.
select
    input,
    case
        when reason = 'too large' then 'is too large in the reporting currency'
        else 'has no exchange rate'
    end as rule,
    row_identifier,
    column_name,
    cast(amount as {{ dbt.type_string() }}) || ' ' || currency || ' on ' || cast(amount_on as {{ dbt.type_string() }}) as value
from {{ ref('int_unconverted_amounts') }}
-- what a deal would have counted in twice on one day is one doubt
group by input, row_identifier, column_name, currency, amount_on, amount, reason
union all
select
    'exchange_rates' as input,
    'is not 1, which a unit of the reporting currency is worth' as rule,
    {{ key_text('exchange_rates', 'rates') }} as row_identifier,
    'rate_to_reporting' as column_name,
    cast(rate_to_reporting as {{ dbt.type_string() }}) as value
from {{ ref('stg_exchange_rates') }} as rates
where upper(currency) = '{{ var("reporting_currency") }}' and rate_to_reporting <> 1
