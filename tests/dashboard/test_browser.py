"""The page in a real browser: what it shows is what the tables say, and it does nothing else."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import pytest

from leadmart.pages.dashboard import page, selection
from tests.dashboard.conftest import HOSTILE, Window, assert_is_quiet

SECTIONS = (
    "overview",
    "performance",
    "website",
    "leads",
    "pipeline",
    "abm",
    "funnel",
    "channels",
    "attribution",
    "quality",
)
DASH, MINUS = "\N{EN DASH}", "\N{MINUS SIGN}"
STATUS = {"on_target": "✓Ontarget", "near": "≈Neartarget", "off_target": "✕Offtarget"}
PACE = {"on_target": "✓Atpace", "near": "≈Nearpace", "off_target": "✕Offpace"}
QUARTER = f"Jan {DASH} Mar 2026"
MARCH = "grain=month&period=2026-03-01"


def scorecard(
    tables: duckdb.DuckDBPyConnection, grain: str, start: str, dimension: str, value: str
) -> dict[str, tuple[Any, ...]]:
    """What the tables say of every metric in one view."""
    rows = tables.execute(
        """
        select
            metric, card.value, unit, target,
            case
                when is_open and card.value is not null then 'open'
                when target_source = 'company' then card.status
            end,
            change_from_previous, interval_low,
            interval_high, numerator, denominator, relative_change_from_previous
        from insights.scorecard as card
        join metrics.metric_values
            using (metric, period_grain, period_start, dimension, dimension_value)
        join metrics.metric_catalog using (metric)
        where period_grain = ? and period_start = ? and dimension = ? and dimension_value = ?
        """,
        [grain, start, dimension, value],
    ).fetchall()
    return {row[0]: row[1:] for row in rows}


def is_state(said: str, status: str | None, words: Mapping[str, str]) -> bool:
    """Whether the page says a status, or that it is open, or nothing."""
    text = re.sub(r"\s+", "", said)
    return text.startswith("○open:") if status == "open" else text == words.get(status or "", "")


def number(text: str) -> float | None:
    """A number as the page writes it."""
    if text.strip() == DASH:
        return None
    digits = re.sub(r"[^\d.]", "", text)
    return (-1 if text.lstrip("$").startswith(MINUS) else 1) * float(digits)


def is_shown(text: str, value: float | None, unit: str, key: str) -> bool:
    """Whether a text says a value, to the digits that it has."""
    shown = number(text)
    if shown is None or value is None:
        return shown is value
    if unit == "ratio" and "_per_" not in key:
        value *= 100
    digits = len(re.sub(r"[^\d.]", "", text).partition(".")[2])
    return math.isclose(shown, value, abs_tol=0.51 * 10**-digits, rel_tol=1e-9)


@pytest.mark.parametrize(
    ("grain", "start", "dimension", "value"),
    [
        ("month", "2026-03-01", "total", "all"),
        ("quarter", "2026-01-01", "total", "all"),
        ("month", "2026-02-01", "channel", "organic_search"),
        ("all_time", "2025-10-01", "total", "all"),
        ("all_time", "2025-10-01", "segment", "enterprise"),
    ],
)
def test_numbers_are_the_tables(
    window: Window,
    tables: duckdb.DuckDBPyConnection,
    grain: str,
    start: str,
    dimension: str,
    value: str,
) -> None:
    wanted = scorecard(tables, grain, start, dimension, value)
    view = f"grain={grain}&period={start}"
    if dimension != "total":
        view += f"&dimension={dimension}&value={value}"
    seen: set[str] = set()
    for section in ("website", "leads", "pipeline", "channels"):
        window.open(f"#section={section}&{view}")
        for key, said in window.rows().items():
            value, unit, target, status, *_ = wanted.get(key, (None, "count", None, None))
            assert is_shown(said["value"], value, unit, key), (key, said, value)
            assert bool(said["goal"]) == (target is not None), key
            if target is not None:
                goal = said["goal"].removeprefix("benchmark ")
                assert is_shown(goal, target, unit, key), (key, said, target)
            assert is_state(said["state"], status, STATUS), key
            seen.add(key)
    present = {key for key, card in wanted.items() if card[0] is not None}
    assert present <= seen
    assert len(present) > (80 if dimension == "total" else 30)


def test_a_running_period_is_held_against_its_pace(
    window: Window, tables: duckdb.DuckDBPyConnection
) -> None:
    wanted = {
        metric: (target, pace, status)
        for metric, target, pace, status in tables.execute(
            """
            select
                metric, target, case when is_open then target else pace_target end,
                case when is_open then 'open' when target_source = 'company' then status end
            from insights.scorecard
            where period_grain = 'year' and period_start = date '2026-01-01'
                and dimension = 'total' and value is not null
            """
        ).fetchall()
    }
    seen = 0
    for section in ("website", "leads", "pipeline", "channels"):
        window.open(f"#section={section}&grain=year&period=2026-01-01")
        for key, said in window.rows().items():
            target, pace, status = wanted.get(key, (None, None, None))
            assert is_state(said["state"], status, PACE), key
            if target is None or pace == target or said["goal"].startswith("benchmark "):
                continue
            if pace is None:
                assert said["goal"].endswith("by the end"), key
            else:
                assert math.isclose(number(said["goal"].split(" of ")[0]), pace, abs_tol=0.51), key
            seen += 1
        # What is not over is nothing to be alarmed by.
        assert not window.page.locator(".status.off").count()
    assert seen


def test_the_triangle_of_cohorts_is_the_tables(
    window: Window, tables: duckdb.DuckDBPyConnection
) -> None:
    opened = window.open("#section=funnel&grain=month&period=2026-03-01")
    for stage, share in (("MQL", "mql_share"), ("Customer", "customer_share")):
        opened.get_by_label("What the leads became").select_option(label=stage)
        wanted = tables.execute(
            f"""
            select leads, list({share} order by months_since) from insights.cohorts
            where dimension = 'total'
            group by lead_month, leads order by lead_month desc limit 13
            """
        ).fetchall()
        rows = opened.locator("table.cohorts tbody tr").all()
        assert len(rows) == len(wanted)
        for row, (leads, shares) in zip(rows, wanted, strict=True):
            [count, *cells] = row.locator("td.right").all_inner_texts()
            assert number(count) == leads
            for said, value in zip(cells, shares, strict=True):
                assert is_shown(said, value, "ratio", share), (said, value)
    opened.get_by_label("Shares or counts").select_option(label="Count")
    assert "how many" in opened.locator("table.cohorts caption").inner_text()
    assert_is_quiet(window)


def test_changes_are_the_tables(window: Window, tables: duckdb.DuckDBPyConnection) -> None:
    wanted = scorecard(tables, "month", "2026-03-01", "total", "all")
    window.open(f"#section=leads&{MARCH}")
    compared = by_chance = 0
    for key, said in window.rows().items():
        text = said["moved"]
        change, relative = (wanted[key][4], wanted[key][9]) if key in wanted else (None, None)
        if change is None:
            assert not {"▲", "▼"} & {*text}, key
            continue
        assert text[0] == ("▲" if change > 0 else "▼" if change < 0 else "="), key
        if "pp" in text:
            assert math.isclose(number(text), abs(change) * 100, abs_tol=0.051), key
        elif "%" in text:
            assert math.isclose(number(text), abs(relative) * 100, abs_tol=0.051), key
        value, low, high = wanted[key][0], *wanted[key][5:7]
        if low is not None and low < value - change < high:
            moved = window.page.locator(f'tr[data-row="{key}"] .moved .change').first
            assert "same" in moved.get_attribute("class"), key
            by_chance += 1
        compared += 1
    assert compared > 10 and by_chance


def test_filters_change_numbers(window: Window, tables: duckdb.DuckDBPyConnection) -> None:
    opened = window.open(f"#section=leads&{MARCH}")
    march = window.rows()
    opened.get_by_label("The period before").click()
    opened.wait_for_selector("#view:has-text('February 2026')")
    february = scorecard(tables, "month", "2026-02-01", "total", "all")["leads"][0]
    assert number(window.said("leads")) == february
    assert window.rows() != march
    opened.locator("label", has_text="Quarter").click()
    opened.wait_for_selector(f"#view:has-text('{QUARTER}')")
    quarter = scorecard(tables, "quarter", "2026-01-01", "total", "all")["leads"][0]
    assert number(window.said("leads")) == quarter
    opened.locator("#dimension").select_option("channel")
    opened.locator("#value").select_option(label="Organic search")
    opened.wait_for_selector("#view:has-text('Organic search')")
    channel = scorecard(tables, "quarter", "2026-01-01", "channel", "organic_search")
    assert number(window.said("leads")) == channel["leads"][0]
    window.settle()


def test_a_link_opens_the_same_view(window: Window, browser: Any) -> None:
    opened = window.open(f"#section=leads&{MARCH}")
    opened.locator("#dimension").select_option("segment")
    opened.locator("#value-field select").select_option(index=1)
    opened.locator('tr[data-row="leads"] button.number').click()
    opened.wait_for_selector("dialog[open]")
    window.settle()
    again = Window(browser, window.path)
    linked = again.open(opened.evaluate("location.hash"))
    linked.wait_for_selector("dialog[open]")
    again.settle()
    for place in ("#view", "#content table", "#detail"):
        assert linked.locator(place).first.inner_text() == opened.locator(place).first.inner_text()
    again.context.close()
    assert_is_quiet(again)


def test_an_address_that_means_nothing_opens_the_overview(window: Window) -> None:
    opened = window.open(
        "#section=constructor&grain=eon&period=x&dimension=__proto__&metric=toString"
    )
    assert opened.locator("h2").first.inner_text() == "How are we doing?"


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("grain", ["week", "quarter"])
def test_every_section_stands_on_a_phone(window: Window, section: str, grain: str) -> None:
    window.page.set_viewport_size({"width": 360, "height": 740})
    opened = window.open(f"#section={section}&grain={grain}")
    assert opened.locator("[aria-current=page]").count() == 1
    assert opened.evaluate("document.documentElement.scrollWidth") <= 360
    assert len(opened.locator("main").inner_text()) > 100


def test_a_change_opens_what_moved_it_and_a_number_its_formula(
    window: Window, tables: duckdb.DuckDBPyConnection
) -> None:
    opened = window.open("#section=pipeline&grain=quarter&period=2026-01-01")
    button = opened.locator("tr[data-row] button.change").first
    key = button.get_attribute("data-change")
    button.click()
    opened.wait_for_selector("dialog[open] #drivers")
    formula, source = tables.execute(
        "select formula, source from metrics.metric_catalog where metric = ?", [key]
    ).fetchall()[0]
    facts = opened.locator("dialog .facts").inner_text()
    for said in (formula, source, "Unit", "No value"):
        assert said in facts
    window.settle()
    opened.keyboard.press("Escape")
    opened.wait_for_selector("dialog:not([open])", state="attached")
    assert "metric=" not in opened.evaluate("location.hash")
    focused = opened.evaluate(
        "document.activeElement.dataset.change ?? document.activeElement.dataset.metric"
    )
    assert focused == key


def test_a_tooltip_says_numerator_denominator_and_interval(
    window: Window, tables: duckdb.DuckDBPyConnection
) -> None:
    key = "win_rate"
    opened = window.open(f"#section=pipeline&grain=quarter&period=2026-01-01&metric={key}")
    card = scorecard(tables, "quarter", "2026-01-01", "total", "all")[key]
    chart = opened.locator("dialog .chart").first
    box = chart.bounding_box()
    assert box is not None
    found = ""
    for step in range(40):
        opened.mouse.move(box["x"] + box["width"] - 6 - step * 8, box["y"] + box["height"] / 2)
        tooltip = opened.locator("#tooltip")
        if tooltip.is_visible() and QUARTER in tooltip.inner_text():
            found = tooltip.inner_text()
            break
    lines = re.findall(r"(Numerator|Denominator|95 % interval)\s+([^\n]+)", found)
    said = dict(lines)
    assert number(said["Numerator"]) == card[7]
    assert number(said["Denominator"]) == card[8]
    low, high = said["95 % interval"].split(" to ")
    assert is_shown(low, card[5], "ratio", key)
    assert is_shown(high, card[6], "ratio", key)


def test_every_chart_has_a_name_and_its_numbers_as_a_table(window: Window) -> None:
    opened = window.open(f"#section=leads&{MARCH}")
    figures = opened.locator("figure").all()
    assert figures
    for figure in figures:
        assert figure.get_attribute("aria-label")
        assert figure.locator("details table tbody tr").count() > 1
    unnamed = opened.evaluate(
        """[...document.querySelectorAll('button, select, input, a')].filter((one) =>
            !(one.ariaLabel || one.textContent.trim() || one.labels?.length)).length"""
    )
    assert unnamed == 0
    assert opened.locator("h1, header, nav[aria-label], main, footer").count() == 5


def test_the_pipeline_leads_from_its_opening_to_its_closing(window: Window) -> None:
    opened = window.open("#section=pipeline&grain=quarter&period=2026-01-01")
    block = opened.locator("section[aria-label='What moved the open pipeline']")
    everything = block.locator("figure").first
    assert everything.locator(".now").inner_text() == "$1,150 → $5,510"
    everything.locator("summary").click()
    rows = [
        row.inner_text().replace(MINUS, "-").split() for row in everything.locator("tbody tr").all()
    ]
    assert rows == [
        ["Opening", "$1,150", "2"],
        ["Created", "+$13,108", "13"],
        ["Grown", "+$710.00", "3"],
        ["Lost", "-$3,050", "3"],
        ["Won", "-$5,208", "7"],
        ["Closed", "-$1,200", "1"],
        ["Closing", "$5,510", "4"],
    ]
    soon = block.locator("figure").nth(1)
    assert soon.get_attribute("aria-label").replace("\u2013", "-") == (
        "Expected to close in Jan - Mar 2026"
    )
    assert soon.locator(".now").inner_text() == "$1,150 → $800.00"


def test_a_row_says_what_a_channel_cost_and_brought(
    window: Window, tables: duckdb.DuckDBPyConnection
) -> None:
    window.page.set_viewport_size({"width": 1400, "height": 900})
    opened = window.open(f"#section=performance&{MARCH}&by=channel")
    table = opened.locator("table.performance")
    measures = [
        head.get_attribute("data-measure") for head in table.locator("th[data-measure]").all()
    ]
    assert {"leads", "marketing_spend", "revenue", "cost_per_lead"} <= {*measures}
    wanted = {
        row[0].replace("_", " "): row[1:]
        for row in tables.execute(
            f"""
            select if(dimension = 'total', 'whole company', dimension_value), {", ".join(measures)}
            from insights.performance
            where period_grain = 'month' and period_start = '2026-03-01'
                and dimension in ('channel', 'total')
            """
        ).fetchall()
    }
    for row in table.locator("tbody tr, tfoot tr").all():
        cells = [cell.get_attribute("data-value") for cell in row.locator("td").all()]
        numbers = [float(cell) if cell else None for cell in cells]
        name = row.locator("th").inner_text().lower()
        assert numbers == [one if one is None else pytest.approx(one) for one in wanted[name]]
    leads = table.locator(f"tbody td:nth-child({2 + measures.index('leads')})")
    for sign in (-1, 1):
        table.locator("th[data-measure=leads] button").click()
        order = [float(one.get_attribute("data-value")) for one in leads.all()]
        assert order == sorted(order, key=lambda leads: sign * leads)
    february = opened.locator("#against")
    february.select_option("2026-01-01")
    opened.wait_for_selector("#against >> text=January 2026", state="attached")
    assert "against=2026-01-01" in opened.evaluate("location.hash")


def test_the_headline_opens_what_it_speaks_of(window: Window, selected: dict[str, Any]) -> None:
    index = selected["periods"]["month"]["starts"].index("2026-03-01")
    sentences = selected["headlines"]["month"][index]
    opened = window.open(f"#{MARCH}")
    headline = opened.locator("main > .headline")
    assert headline.inner_text() == " ".join(
        "".join(text for text, _, _ in sentence) for sentence in sentences
    )
    headline.locator("button").first.click()
    opened.wait_for_selector("dialog[open]")
    window.settle()
    named = next(metric for text, metric, _ in sentences[0] if metric)
    assert f"metric={named}" in opened.evaluate("location.hash")
    opened = window.open(f"#{MARCH}&dimension=channel&value=paid_search")
    assert "Of the whole company" in opened.locator(".apart").first.inner_text()


def test_a_table_is_searched_and_taken_along_as_csv(window: Window) -> None:
    opened = window.open(f"#section=performance&{MARCH}&by=campaign")
    rows = opened.locator("table.performance tbody tr")
    with opened.expect_download() as waiting:
        opened.get_by_label("Download this table as CSV").first.click()
    assert re.fullmatch(
        r"leadmart_by-campaign_month_2026-03-01\.csv", waiting.value.suggested_filename
    )
    with Path(waiting.value.path()).open(encoding="utf-8-sig", newline="") as stream:
        lines = list(csv.reader(stream))
    assert len({len(line) for line in lines}) == 1
    assert lines[0][:3] == ["campaign", "campaign_name", "marketing_spend March 2026"]
    said = {line[1].removeprefix("'").lower(): line[2:] for line in lines[1:]}
    for row in rows.all():
        cells = [cell.get_attribute("data-value") for cell in row.locator("td").all()]
        assert said[row.locator("th").inner_text().lower()][::3] == cells
    opened = window.open(f"#section=leads&{MARCH}")
    opened.get_by_label("Search this table").fill("mql-TO-")
    found = opened.locator("table.metrics tr[data-row]:visible")
    assert [row.get_attribute("data-row") for row in found.all()] == [
        "mql_to_sql_rate",
        "mql_to_opportunity_rate",
    ]


def test_days_are_ordered_as_days(window: Window, tables: duckdb.DuckDBPyConnection) -> None:
    opened = window.open("#section=quality")
    block = opened.locator("section[aria-label='Until when each input goes']")
    block.locator("th button", has_text="Last day").click()
    days = [cell.inner_text() for cell in block.locator("tbody td:nth-child(2)").all()]
    wanted = tables.execute(
        """
        select last_event_on from quality.freshness where last_event_on is not null
        order by last_event_on desc
        """
    ).fetchall()
    assert days == [f"{day:%d %B %Y}".removeprefix("0") for (day,) in wanted][: len(days)]
    assert len({*days}) > 2


def test_no_cell_of_a_csv_is_a_formula(browser: Any, hostile_page: Path) -> None:
    window = Window(browser, hostile_page)
    opened = window.open("#section=quality")
    block = opened.locator("section[aria-label='What was not understood']")
    with opened.expect_download() as waiting:
        block.get_by_label("Download this table as CSV").click()
    with Path(waiting.value.path()).open(encoding="utf-8-sig", newline="") as stream:
        values = [line[1] for line in csv.reader(stream)][1:]
    assert values == [f"'{text}" if text.startswith("=") else text for text in HOSTILE]
    window.context.close()
    assert_is_quiet(window)


def test_what_does_not_follow_the_filter_says_why(window: Window) -> None:
    view = "grain=quarter&period=2026-01-01"
    opened = window.open(f"#section=attribution&{view}")
    assert not opened.locator(".apart").count()
    opened = window.open(f"#section=attribution&{view}&dimension=segment&value=enterprise")
    assert opened.locator(".apart").count() > 1
    assert "not of segment Enterprise" in opened.locator(".why").first.inner_text()
    opened = window.open(f"#section=attribution&{view}&dimension=channel&value=paid_search")
    credited = opened.locator("section[aria-label='Which channels and campaigns earned it']")
    assert credited.locator("tbody th").all_inner_texts() == ["Paid search"]
    opened = window.open("#grain=quarter")
    assert (
        "Nobody looked" in opened.locator("section[aria-label='Out of the ordinary']").inner_text()
    )


def test_accounts_are_chosen_by_stage_and_follow_the_filters(
    window: Window, tables: duckdb.DuckDBPyConnection
) -> None:
    stages = dict(
        tables.execute(
            """
            select stage, count(*) from insights.account_engagement
            where target_account = 'yes' or open_deals > 0 group by stage
            """
        ).fetchall()
    )
    stage, many = max(stages.items())
    opened = window.open(f"#section=abm&{MARCH}")
    shown = opened.locator("section[aria-label='Account by account']")
    assert shown.locator("tbody tr").count() == sum(stages.values()) > many
    shown.get_by_label("Stage").select_option(f"={stage}")
    assert shown.locator("tbody tr").count() == many
    opened = window.open(f"#section=abm&{MARCH}&dimension=channel&value=paid_search")
    apart = opened.locator("section.apart[aria-label='Account by account']")
    assert "Of the whole company" in apart.inner_text()
    opened = window.open(f"#section=attribution&{MARCH}")
    calls = opened.locator("section[aria-label='Whom to call first']")
    (first,) = tables.execute("select lead_id from insights.call_list where place = 1").fetchone()
    assert calls.locator("tbody tr th").first.inner_text() == first


def test_the_keyboard_reaches_the_numbers(window: Window) -> None:
    opened = window.open()
    opened.keyboard.press("Tab")
    assert opened.evaluate("document.activeElement.id") == "skip"
    opened.keyboard.press("Enter")
    assert opened.evaluate("document.activeElement.id") == "content"
    opened.keyboard.press("Tab")
    opened.keyboard.press("Enter")
    opened.wait_for_selector("dialog[open]")
    window.settle()


@pytest.mark.parametrize("section", SECTIONS)
def test_hostile_names_are_shown_as_text(browser: Any, hostile_page: Path, section: str) -> None:
    window = Window(browser, hostile_page)
    opened = window.open(f"#section={section}&grain=quarter&period=2026-01-01&metric=leads")
    opened.wait_for_selector("dialog[open]")
    window.settle()
    assert HOSTILE[0] in opened.locator("dialog").inner_text()
    assert opened.locator("img, main script, dialog script, iframe").count() == 0
    window.context.close()
    assert_is_quiet(window)


def test_a_release_without_a_number_has_a_page_that_says_so(
    browser: Any, emptied: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    path = tmp_path / "dashboard.html"
    path.write_text(page.assemble(selection.select(emptied, "EUR")), encoding="utf-8")
    window = Window(browser, path)
    for section in SECTIONS:
        opened = window.open(f"#section={section}")
        assert "no metric values yet" in opened.locator("main").inner_text()
        if section == "quality":
            assert "Not delivered" in opened.locator("main").inner_text()
    opened = window.open("#metric=leads")
    assert "leads created in the period" in opened.locator("dialog").inner_text()
    window.context.close()
    assert_is_quiet(window)


def test_dark_and_print_have_looks_of_their_own(window: Window) -> None:
    opened = window.open(f"#section=leads&{MARCH}")
    light = opened.evaluate("getComputedStyle(document.body).backgroundColor")
    opened.emulate_media(color_scheme="dark")
    assert opened.evaluate("getComputedStyle(document.body).backgroundColor") != light
    window.settle()
    opened.emulate_media(media="print", color_scheme="light")
    assert not opened.locator("#filters").is_visible()
    assert opened.locator("#view").is_visible()


def test_print_gives_all_sections(window: Window) -> None:
    opened = window.open(f"#{MARCH}")
    opened.evaluate("window.print = () => { document.body.dataset.printed = 'yes'; }")
    opened.locator("#print").click()
    opened.wait_for_selector("body[data-printed]", state="attached")
    headings = opened.locator("main h2").all_inner_texts()
    assert len({*headings}) == len(headings) == len(SECTIONS)
    assert not opened.locator(".undrawn").count()
    opened.emulate_media(media="print")
    assert opened.locator(".also").last.is_visible()
    assert not opened.locator(".tools").first.is_visible()
    opened.emulate_media(media="screen")
    opened.evaluate("dispatchEvent(new Event('afterprint'))")
    assert opened.locator("main h2").count() == 1
    # Printed by the browser's own command: what is not drawn by then is a table.
    opened.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert opened.locator(".also").count() == len(SECTIONS) - 1
    assert opened.locator(".undrawn details[open]").count() == opened.locator(".undrawn").count()
    opened.evaluate("dispatchEvent(new Event('afterprint'))")


def test_axes_begin_at_nothing_and_say_their_unit(window: Window) -> None:
    opened = window.open("#section=leads&grain=quarter&period=2026-01-01")
    lows = opened.evaluate(
        "[...document.querySelectorAll('.chart')].map((one) => one.view.scale('y').domain()[0])"
    )
    assert lows == [0] * len(lows) and len(lows) > 2
    cost = opened.locator("figure[aria-label='Cost per lead (CPL)'] svg")
    assert "USD" in cost.text_content()


def test_notes_stand_on_trends_where_they_concern_what_is_looked_at(
    window: Window, tables: duckdb.DuckDBPyConnection
) -> None:
    notes = tables.execute(
        "select annotation, dimension from core.fct_annotations order by date_day"
    ).fetchall()
    assert [place for _, place in notes] == ["total", "channel"]
    opened = window.open(f"#section=leads&{MARCH}")
    of_all = opened.locator("figure").first.text_content()
    assert [note in of_all for note, _ in notes] == [True, True]
    opened.locator("#dimension").select_option("channel")
    for name, is_concerned in (("Organic search", False), ("Paid search", True)):
        opened.locator("#value").select_option(label=name)
        opened.wait_for_selector(f"#view:has-text('{name}')")
        window.settle()
        of_one = opened.locator("figure").first.text_content()
        # A trend begins with its first value.
        assert (notes[0][0] in of_one) == ("January 2026" in of_one)
        assert "February 2026" in of_one
        assert (notes[1][0] in of_one) == is_concerned
