-- One row is a delivered lead, account or deal and something by which it is one with others of its
-- input: the company's word, the CRM's merge, a person's e-mail address, a website that two systems have.
with

rules as (
    select * from {{ ref('int_identity_rules') }}
),

merges as (
    select * from {{ ref('int_identity_merges') }}
),

emails as (
    select * from {{ ref('int_lead_emails') }}
),

-- said not to be the same in spite of one address: it stays with the earlier of the two
parted as (
    select
        case
            when emails.created_at > others.created_at then emails.lead_id
            when emails.created_at = others.created_at and emails.lead_id > others.lead_id then emails.lead_id
            else others.lead_id
        end as lead_id
    from rules
    inner join emails
        on rules.id = emails.lead_id
    inner join emails as others
        on rules.other_id = others.lead_id and emails.email = others.email
    where rules.input = 'leads' and not rules.is_same
)

select
    'same ' || id || ' ' || other_id as tie,
    input,
    id
from rules
where is_same
union all
select
    'same ' || id || ' ' || other_id as tie,
    input,
    other_id as id
from rules
where is_same
union all
select
    'merge ' || into_id as tie,
    input,
    id
from merges
union all
select
    'merge ' || into_id as tie,
    input,
    into_id as id
from merges
group by input, into_id
union all
select
    'email ' || email as tie,
    'leads' as input,
    lead_id as id
from emails
where lead_id not in (select lead_id from parted)
union all
select
    'website ' || website_host as tie,
    'accounts' as input,
    account_id as id
from {{ ref('int_system_websites') }}
