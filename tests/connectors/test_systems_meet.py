"""Systems that give one input: people and companies of two CRMs are one, spend of three adds up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import md5

import duckdb
import pytest

from tests.compiled import Compiled, failures, run
from tests.connectors.test_connectors import VARIABLES

GIVEN = {
    "hubspot__fivetran": {
        "company": "id,property_createdate,property_name,property_domain\n"
        "10,2026-01-01T08:00:00,Alder,alder.example\n"
        "20,2026-01-02T08:00:00,Birch,birch.example\n",
        "contact": "id,property_createdate,property_email,property_hs_analytics_source,"
        "property_associatedcompanyid\n"
        "1,2026-01-05T08:00:00,ada@alder.example,ORGANIC_SEARCH,10\n",
    },
    "salesforce__fivetran": {
        "account": "id,created_date,name,website\n"
        "001a,2026-01-20 12:00:00,Alder Inc.,https://www.Alder.example/en\n"
        "001b,2026-01-20 12:00:00,Birch North,birch.example\n"
        "001c,2026-01-20 12:00:00,Birch South,birch.example\n",
        "contact": "id,created_date,account_id,email,lead_source\n"
        "0031,2026-01-20 12:00:00,001a,Ada@Alder.example,Other\n",
        "opportunity": "id,created_date,account_id,type,amount,currency_iso_code,stage_name,"
        "close_date,is_closed,is_won\n"
        "0061,2026-01-20 12:00:00,001a,New Business,1200,USD,Closed Won,2026-03-31,true,true\n"
        "0062,2026-02-20 12:00:00,001a,New Business,800,USD,Closed Lost,2026-03-30,true,false\n",
        "opportunity_contact_role": "opportunity_id,contact_id,is_primary\n0061,0031,true\n",
    },
    "google_ads__fivetran": {
        "campaign_stats": "date,customer_id,id,cost_micros\n2026-05-01,77,g1,10000000\n",
        "campaign_history": "id,updated_at,name\ng1,2026-01-01T00:00:00,Search\n",
    },
    "linkedin_ads__fivetran": {
        "ad_analytics_by_campaign": "day,campaign_id,cost_in_local_currency\n2026-05-01,l1,20\n",
    },
    "meta_ads__fivetran": {
        "basic_ad": "date,ad_id,account_id,spend\n2026-05-01,1,78,30\n",
    },
}
ADS = (
    "select platform, sum(spend_amount) from core.fct_ad_spend group by platform order by platform"
)


@pytest.fixture(scope="module")
def company(compiled: Callable[[Mapping[str, str]], Compiled]) -> duckdb.DuckDBPyConnection:
    project = compiled(VARIABLES)
    connection = run(project.models, {}, systems=GIVEN)
    assert failures(connection, project.tests) == {}
    return connection


def test_a_person_of_two_systems_is_one_lead(company: duckdb.DuckDBPyConnection) -> None:
    leads = company.execute(
        "select lead_id, channel, cast(created_on as varchar) from core.fct_leads"
    )
    assert leads.fetchall() == [("1", "organic_search", "2026-01-05")]


def test_a_company_of_two_systems_is_one_account(company: duckdb.DuckDBPyConnection) -> None:
    of_deals = company.execute("select distinct account_id from core.fct_deals").fetchall()
    assert of_deals == [("10",)]
    joined = company.execute(
        "select id, other_id, rule_line from quality.identity_review where decision = 'joined'"
    )
    assert joined.fetchall() == [("10", "001a", "accounts,10,001a,not_same")]


def test_branches_within_a_system_stay_apart(company: duckdb.DuckDBPyConnection) -> None:
    accounts = company.execute(
        "select account_id from core.dim_accounts where is_delivered order by account_id"
    )
    assert accounts.fetchall() == [("001b",), ("001c",), ("10",), ("20",)]


def test_a_deal_finds_the_lead_that_the_other_system_has(
    company: duckdb.DuckDBPyConnection,
) -> None:
    deals = company.execute("select deal_id, lead_id, channel from core.fct_deals order by deal_id")
    assert deals.fetchall()[0] == ("0061", "1", "organic_search")


def test_spend_of_all_platforms_adds_up(company: duckdb.DuckDBPyConnection) -> None:
    assert company.execute(ADS).fetchall() == [
        ("google_ads", 10),
        ("linkedin_ads", 20),
        ("meta_ads", 30),
    ]


PORTALS = {
    "hubspot__fivetran": {
        "company": "id,property_createdate,property_name,property_domain,source_name\n"
        "10,2026-01-01T08:00:00,Alder,alder.example,eu:\n"
        "10,2026-01-02T08:00:00,Alder Inc.,www.alder.example,us:\n"
        "20,2026-01-02T08:00:00,Birch,birch.example,eu:\n"
        "21,2026-01-02T08:00:00,Birch North,birch.example,eu:\n"
        "20,2026-01-02T08:00:00,Birch South,birch.example,us:\n",
        "contact": "id,property_createdate,property_email,property_associatedcompanyid,"
        "source_name\n"
        "1,2026-01-05T08:00:00,Ada@alder.example,10,eu:\n"
        "2,2026-01-06T08:00:00,info@birch.example,20,eu:\n",
    },
    "mailchimp__fivetran": {
        "campaign": "id,send_time,title\nm1,2026-01-07T08:00:00Z,News\n",
        "campaign_recipient": "campaign_id,member_id,source_name\n"
        f"m1,{md5(b'ada@alder.example').hexdigest()},\n"
        f"m1,{md5(b'info@birch.example').hexdigest()},\n"
        f"m1,{md5(b'nobody@alder.example').hexdigest()},\n",
        "campaign_recipient_activity": "campaign_id,member_id,action,timestamp\n"
        f"m1,{md5(b'ada@alder.example').hexdigest()},open,2026-01-07T09:00:00Z\n",
    },
}


def test_two_portals_and_a_mail_tool_meet(
    compiled: Callable[[Mapping[str, str]], Compiled],
) -> None:
    """A company of two portals is one, branches within one stay apart, a hash finds its lead."""
    project = compiled(VARIABLES)
    with run(project.models, {}, systems=PORTALS) as connection:
        accounts = connection.execute(
            "select account_id from core.dim_accounts where is_delivered order by account_id"
        ).fetchall()
        messages = connection.execute(
            "select lead_id, is_opened from core.fct_email_messages order by lead_id nulls last"
        ).fetchall()
        signals = connection.execute(
            "select lead_id, said from work.intermediate.int_lead_signals"
            " where signal = 'email' order by all"
        ).fetchall()
        assert not failures(connection, project.tests)
    assert accounts == [("eu:10",), ("eu:20",), ("eu:21",), ("us:20",)]
    # Whoever reads info@ is nobody in particular.
    assert messages == [("eu:1", True), (None, False), (None, False)]
    assert signals == [("eu:1", "opened"), ("eu:1", "sent")]
