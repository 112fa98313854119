-- One row is a member of a list of Mailchimp.
with

members as (
    {%- for loader in loaders_of('mailchimp') %}
    {%- if loader in ('fivetran', 'airbyte') %}
    select
        {{ own_id('id') }} as subscriber_id,
        {{ own_id('list_id') }} as list_id,
        lower(trim(status)) as status,
        {{ first_said('timestamp_opt', 'timestamp_signup') }} as subscribed_at,
        case
            when lower(trim(status)) in ('unsubscribed', 'cleaned', 'archived') then {{ first_said('last_changed') }}
        end as unsubscribed_at
    from {{ source('mailchimp__' ~ loader, 'member' if loader == 'fivetran' else 'list_members') }} as delivered
    {%- elif loader == 'export' %}
    select
        {{ own_id('leid') }} as subscriber_id,
        cast(null as {{ dbt.type_string() }}) as list_id,
        cast(null as {{ dbt.type_string() }}) as status,
        {{ first_said('confirm_time', 'optin_time') }} as subscribed_at,
        {{ first_said('unsub_time', 'clean_time') }} as unsubscribed_at
    from {{ source('mailchimp__export', 'audience') }} as delivered
    {%- endif %}
    {{ "union all" if not loop.last }}
    {%- endfor %}
)

select
    members.subscriber_id,
    coalesce(lists.list_name, members.list_id) as list_name,
    members.subscribed_at,
    members.unsubscribed_at,
    case
        when members.status = 'pending' then 'the subscription was not confirmed'
        when members.status in ('transactional', 'nonsubscribed') then 'never a subscriber'
        when members.subscribed_at is null and members.unsubscribed_at is not null then 'left without ever having subscribed'
        when members.status in ('unsubscribed', 'cleaned', 'archived') and members.unsubscribed_at is null
            then 'left, and when is not known'
    end as left_out_reason
from members
left join {{ ref('base_mailchimp__lists') }} as lists
    on members.list_id = lists.list_id
