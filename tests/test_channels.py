"""A channel has one name wherever it is told from: a link, a platform, a campaign or a lead source.

The seeds are held against each other over what platforms really put into their links, and over the
words that CRMs use.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from tests.compiled import MINIATURE_VARIABLES, ROOT, Compiled, run

SEEDS = ROOT / "seeds" / "reference"
ANY_CLICK = ("cpc", "ppc", "paid", "CPC")
SOCIAL = (*ANY_CLICK, "paid_social", "paid-social", "paidsocial", "cpm", "cpl")
# What a platform is called in ad spend, as which source its links come, and with which media.
SENT = [
    (
        ("google", "google_ads", "Google Ads", "adwords"),
        ("google", "adwords", "google_ads"),
        ANY_CLICK,
    ),
    (("google_display", "dv360"), ("google_display", "gdn", "dv360"), ("cpc", "cpm", "display")),
    (("bing", "bing_ads", "Microsoft Advertising"), ("bing", "microsoft", "bing_ads"), ANY_CLICK),
    (("linkedin", "linkedin_ads"), ("linkedin", "linkedin_ads", "li", "linkedin.com"), SOCIAL),
    (("facebook", "facebook_ads"), ("facebook", "facebook_ads", "fb", "m.facebook.com"), SOCIAL),
    (("meta", "meta_ads"), ("meta", "meta_ads", "ig", "instagram", "an"), SOCIAL),
    (("x", "twitter", "twitter_ads"), ("x", "twitter", "t.co", "twitter_ads"), SOCIAL),
    (("tiktok", "tiktok_ads"), ("tiktok", "tiktok_ads"), SOCIAL),
    (("reddit", "reddit_ads"), ("reddit", "reddit_ads"), SOCIAL),
    (("quora", "pinterest", "snapchat"), ("quora", "pinterest", "snapchat"), SOCIAL),
    (("youtube", "youtube_ads"), ("youtube", "youtube_ads"), (*ANY_CLICK, "cpv", "paid_video")),
    (("amazon", "amazon_ads"), ("amazon", "amazon_ads"), ANY_CLICK),
    (
        ("criteo", "adroll", "taboola"),
        ("criteo", "adroll", "taboola"),
        ("cpc", "display", "retargeting"),
    ),
    (("capterra", "g2", "trustradius"), ("capterra", "g2", "trustradius"), ANY_CLICK),
    (("mailchimp", "klaviyo"), ("mailchimp", "klaviyo", "newsletter"), ("email", "e-mail")),
]
PAIRS = [
    (platform, source, medium)
    for platforms, sources, media in SENT
    for platform, source, medium in product(platforms, sources, media)
]
# Words of Salesforce's and HubSpot's own lists, and what stands in most CRMs.
SALESFORCE = (
    "Web", "Phone Inquiry", "Partner Referral", "Purchased List", "Advertisement",
    "Employee Referral", "External Referral", "Partner", "Public Relations", "Word of mouth",
    "Seminar - Internal", "Seminar - Partner", "Trade Show", "Cold Call",
)  # fmt: skip
HUBSPOT = (
    "ORGANIC_SEARCH", "PAID_SEARCH", "EMAIL_MARKETING", "SOCIAL_MEDIA", "REFERRALS",
    "OTHER_CAMPAIGNS", "DIRECT_TRAFFIC", "OFFLINE", "PAID_SOCIAL", "AI_REFERRALS",
)  # fmt: skip
OTHERS = ("Google", "Facebook", "Twitter", "Bing", "LinkedIn", "Referral", "Google Ads", "Webinar")
WORDS = (*SALESFORCE, *HUBSPOT, *OTHERS)


def seed(name: str) -> list[dict[str, str]]:
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


KNOWN = {row["channel"] for row in seed("channels")}


@pytest.fixture(scope="module")
def told(compiled: Callable[[Mapping[str, Any]], Compiled]) -> dict[tuple[str, ...], str]:
    """The channel of each platform, link and word, as the models tell it."""
    facts = [f"leadmart.core.fct_{one}" for one in ("sessions", "ad_spend", "leads")]
    platforms = sorted({platform for platform, _, _ in PAIRS})
    inputs = {
        "ad_spend": "date_day,platform,spend,ad_id\n"
        + "".join(f"2026-01-01,{name},1,{name}\n" for name in platforms),
        "sessions": "session_id,visitor_id,started_at,utm_source,utm_medium\n"
        + "".join(
            f"{source}/{medium},v,2026-01-01T10:00:00Z,{source},{medium}\n"
            for source, medium in sorted({pair[1:] for pair in PAIRS})
        ),
        "leads": "lead_id,created_at,lead_source\n"
        + "".join(f"{word},2026-01-01T10:00:00Z,{word}\n" for word in WORDS),
    }
    with run(compiled(MINIATURE_VARIABLES).made_for(*facts), inputs) as connection:
        rows = connection.execute(
            "select 'platform' as place, ad as name, channel from core.fct_ad_spend union all"
            " select 'link', session_id, channel from core.fct_sessions union all"
            " select 'word', lead_id, channel from core.fct_leads"
        ).fetchall()
    return {(place, name): channel for place, name, channel in rows}


def test_a_platform_and_its_links_are_one_channel(told: dict[tuple[str, ...], str]) -> None:
    differing = {
        (platform, source, medium): (spent, came)
        for platform, source, medium in PAIRS
        if (spent := told["platform", platform]) != (came := told["link", f"{source}/{medium}"])
        # a display medium says more than the platform
        and (medium, came) not in {("display", "display"), ("cpm", "display")}
    }
    assert not differing


def test_the_words_of_crms_have_channels(told: dict[tuple[str, ...], str]) -> None:
    assert {word for word in WORDS if told["word", word] not in KNOWN} == set()


def test_a_platforms_name_is_the_same_channel_as_a_source_of_leads() -> None:
    platforms = {row["name"]: row["channel"] for row in seed("platform_channels")}
    names = {row["name"]: row["channel"] for row in seed("channel_names")}
    # A site's bare name is its ads where money is spent, and the site where a person names it.
    both = {name for name in platforms.keys() & names.keys() if re.search(r"ads?$|adwords", name)}
    assert both
    assert {name for name in both if platforms[name] != names[name]} == set()


@pytest.mark.parametrize("name", ["channel_names", "platform_channels"])
def test_names_are_spelt_as_they_are_looked_up(name: str) -> None:
    spelt = [row["name"] for row in seed(name)]
    assert spelt == [re.sub(r"[\s_-]+", "_", text.lower()) for text in spelt]


@pytest.mark.parametrize("name", ["channel_names", "platform_channels", "channel_rules"])
def test_seeds_name_channels_that_are_known(name: str) -> None:
    assert {row["channel"] for row in seed(name)} - KNOWN <= {"unknown"}


def test_every_category_of_a_rule_has_sources_and_each_source_a_rule() -> None:
    named = {row["source_category"] for row in seed("channel_rules")} - {""}
    assert named == {row["category"] for row in seed("channel_sources")}


def test_what_is_paid_is_said_alike() -> None:
    paid = {row["channel"] for row in seed("channels") if row["is_paid"] == "true"}
    macro = (ROOT / "macros" / "meaning.sql").read_text(encoding="utf-8")
    text = macro.split("macro paid_channels()")[1].split("endmacro")[0]
    assert set(re.findall(r"'(\w+)'", text)) == paid
    semantic = (ROOT / "models" / "semantic" / "_website.yml").read_text(encoding="utf-8")
    listed = re.search(r"name: ad_click.*?channel in \((.*?)\)", semantic)
    assert listed is not None
    assert set(re.findall(r"'(\w+)'", listed[1])) == paid


def test_public_suffixes_are_lower_case_and_of_at_most_four_labels() -> None:
    rows = seed("public_suffixes")
    assert all(row["suffix"] == row["suffix"].lower() for row in rows)
    assert all(1 <= int(row["label_count"]) <= 4 for row in rows)
    assert {"co.uk", "github.io", "com.au"} <= {row["suffix"] for row in rows}


def test_no_seed_is_made_by_a_package_at_run_time() -> None:
    requirements = Path(ROOT / "requirements.txt").read_text(encoding="utf-8")
    assert "publicsuffix" not in requirements
