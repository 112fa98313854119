"""Accounts and the call list against a recount of the demo company, row by row.

Every fact is read as it is and dealt out in Python: the models add up in one pass instead.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

import pytest

from tests.compiled import ROOT, Compiled, run

DEMO = ROOT / "seeds" / "demo"
AS_OF = date(2026, 5, 17)
SINCE = AS_OF - timedelta(days=89)
ACCOUNT = "nullif(account_id, 'unknown') as account_id"
VARIABLES = {"input_kind": "delivered", "as_of": str(AS_OF), "reporting_currency": "USD"}


class Touch(NamedTuple):
    """Something between an account or a lead and the company."""

    account: str | None
    lead: str | None
    kind: str
    channel: str
    at: datetime
    on: date
    pages: int = 0
    opened: bool = False
    clicked: bool = False
    replied: bool = False


@pytest.fixture(scope="module")
def connection(compiled: Callable[[Mapping[str, Any]], Compiled]) -> Any:
    """The demo company in memory."""
    return run(compiled(VARIABLES).models, {file.stem: file for file in DEMO.glob("*.csv")})


@pytest.fixture(scope="module")
def touches(connection: Any) -> list[Touch]:
    """Everything that happened, one by one."""
    ask = lambda query: connection.execute(query).fetchall()  # noqa: E731
    accounts = dict(ask(f"select lead_id, {ACCOUNT} from core.fct_leads"))
    of_browser: dict[str, str] = {}
    for session, lead in sorted(
        ask("select session_id, lead_id from work.intermediate.int_lead_sessions"), reverse=True
    ):
        of_browser[session] = lead
    found = []
    for session, account, lead, channel, at, on, pages in ask(
        f"select session_id, {ACCOUNT}, lead_id, channel, started_at, started_on, page_view_count"
        " from core.fct_sessions"
    ):
        browser = of_browser.get(session)
        known = account or accounts.get(browser or "")
        found.append(Touch(known, lead or browser, "session", channel, at, on, pages or 0))
    found += [
        Touch(account, None, "ad_interaction", channel, at, on)
        for account, channel, at, on in ask(
            f"select {ACCOUNT}, channel, occurred_at, occurred_on from core.fct_ad_interactions"
        )
    ]
    found += [
        Touch(accounts.get(lead), lead, "email", channel, at, on, 0, *reactions)
        for lead, channel, at, on, *reactions in ask(
            "select lead_id, channel, sent_at, sent_on, is_opened, is_clicked, is_replied"
            " from core.fct_email_messages"
        )
        if any(reactions)
    ]
    found += [
        Touch(account, lead, "meeting", channel, scheduled or booked, on)
        for account, lead, channel, scheduled, booked, on, outcome in ask(
            f"select {ACCOUNT}, lead_id, channel, scheduled_for, booked_at, scheduled_on, outcome"
            " from core.fct_meetings"
        )
        if outcome == "attended" and on <= AS_OF
    ]
    found += [
        Touch(accounts.get(lead), lead, "inbound_request", channel, at, on)
        for lead, channel, at, on in ask(
            "select lead_id, channel, received_at, received_on from core.fct_inbound_requests"
        )
    ]
    return found


def test_accounts_are_a_recount_of_what_happened(connection: Any, touches: list[Touch]) -> None:
    recent: dict[str, list[Touch]] = defaultdict(list)
    last: dict[str, Touch] = {}
    for touch in touches:
        if touch.account:
            if touch.on >= SINCE:
                recent[touch.account].append(touch)
            before = last.get(touch.account)
            if before is None or (touch.at, before.kind, before.channel) > (
                before.at,
                touch.kind,
                touch.channel,
            ):
                last[touch.account] = touch
    leads = Counter(
        account
        for (account,) in connection.execute("select account_id from core.fct_leads").fetchall()
    )
    deals: dict[str, list[Any]] = defaultdict(list)
    for account, *deal in connection.execute(
        "select account_id, is_open, is_won, is_lost, revenue_amount from core.fct_deals"
    ).fetchall():
        deals[account].append(deal)

    rows = connection.execute(
        """
        select
            account_id, touches, people_engaged, sessions, page_views, ad_interactions,
            emails_opened, emails_clicked, emails_replied, meetings, inbound_requests,
            last_touch_at, last_touch_kind, last_touch_channel, leads, is_covered, open_deals,
            won_deals, lost_deals, won_revenue
        from insights.account_engagement
        """
    ).fetchall()
    assert len(rows) > 300
    for account, *row in rows:
        of = recent[account]
        kinds = Counter(touch.kind for touch in of)
        end = last.get(account)
        sold = deals[account]
        assert row == [
            len(of),
            len({touch.lead for touch in of if touch.lead}),
            kinds["session"],
            sum(touch.pages for touch in of),
            kinds["ad_interaction"],
            sum(touch.opened for touch in of),
            sum(touch.clicked for touch in of),
            sum(touch.replied for touch in of),
            kinds["meeting"],
            kinds["inbound_request"],
            *((end.at, end.kind, end.channel) if end else (None, None, None)),
            leads[account],
            leads[account] > 0,
            sum(is_open for is_open, *_ in sold),
            sum(is_won for _, is_won, *_ in sold),
            sum(is_lost for _, _, is_lost, _ in sold),
            sum(((amount or 0) for _, is_won, _, amount in sold if is_won), Decimal(0)),
        ], account


def test_the_call_list_is_who_is_open_and_warm(connection: Any, touches: list[Touch]) -> None:
    of_lead = Counter(touch.lead for touch in touches if touch.lead and touch.on >= SINCE)
    standing: dict[str, str] = {}
    for lead, stage in connection.execute(
        "select lead_id, stage from core.fct_lead_stages where left_at is null"
    ).fetchall():
        standing[lead] = stage
    present = dict(
        connection.execute(
            "select lead_id, min(stage) from work.intermediate.int_lead_present_stages group by 1"
        ).fetchall()
    )
    wanted = {
        lead: of_lead[lead]
        for lead, created_on, has_opportunity, is_customer in connection.execute(
            "select lead_id, created_on, has_opportunity, is_customer from core.fct_leads"
        ).fetchall()
        if not has_opportunity
        and not is_customer
        and standing.get(lead, present.get(lead, "lead")) not in ("disqualified", "recycled")
        and (created_on >= SINCE or of_lead[lead])
    }
    rows = connection.execute(
        "select lead_id, touches, probability, place from insights.call_list order by place"
    ).fetchall()
    assert {lead: touched for lead, touched, *_ in rows} == wanted
    assert [place for *_, place in rows] == list(range(1, len(rows) + 1))
    chances = [chance for *_, chance, _ in rows]
    assert chances == sorted(chances, reverse=True)
    assert len(rows) > 100
