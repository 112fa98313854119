"""A report as people read it: a page fit for an e-mail's body, and plain text."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from leadmart.pages import figures
from leadmart.pages.digest.facts import (
    STATUS_ORDER,
    Anomaly,
    Change,
    Gap,
    Line,
    Pace,
    Report,
    Running,
    report_files,
)
from leadmart.pages.figures import picture, plain, show, show_change, show_day, show_relative

if TYPE_CHECKING:
    from leadmart.pages.digest.delivery import Message

_WIDTH = 78
_NAME_WIDTH = 34
_METRICS_SHOWN = 5
_GAPS_SHOWN = 8
_INPUTS_SHOWN = 6
_DIRECTIONS = {"better": "better", "worse": "worse", "neutral": ""}


def as_message(report: Report, link: str = "") -> Message:
    """The report as it is sent.

    link: where people open the dashboard; nothing is linked without it.
    """
    from leadmart.pages.digest.delivery import Message

    to = link_to(report, link)
    return Message(subject(report), as_text(report, to), as_page(report, to), report.record())


def link_to(report: Report, link: str) -> str:
    """The dashboard as it shows the report's period and segment; empty without a dashboard."""
    if not link:
        return ""
    span = report.span
    view = {"section": "overview", "grain": span.grain, "period": span.start.isoformat()}
    if report.segment is not None:
        view |= {"dimension": "segment", "value": report.segment}
    return f"{link.split('#')[0]}#{urlencode(view)}"


def write(folder: Path, report: Report, message: Message) -> tuple[Path, Path]:
    """Writes page and text into a folder, each whole or not at all. Gives where."""
    folder.mkdir(parents=True, exist_ok=True)
    page, text = report_files(folder, report)
    for path, content in ((page, message.html), (text, message.text)):
        unfinished = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            unfinished.write_text(content, encoding="utf-8")
            os.replace(unfinished, path)
        finally:
            unfinished.unlink(missing_ok=True)
    return page, text


def subject(report: Report) -> str:
    """The report in a line."""
    return f"{title(report)}: {verdict(report)}"


def title(report: Report) -> str:
    """What the report is of."""
    span = report.span
    of = f", {segment_words(report)}" if report.segment is not None else ""
    return f"Leadmart, {figures.show_period(span.grain, span.start, span.end)}{of}"


def segment_words(report: Report) -> str:
    """The segment that the report is of, if it is of one."""
    return f"segment {words(report.segment or '')}"


def verdict(report: Report) -> str:
    """On how many targets, and on how many not."""
    counts = {status: len(report.with_status(status)) for status in STATUS_ORDER}
    total = sum(counts.values())
    if not total:
        return "no targets are set for it"
    near = f", {counts['near']} near" if counts["near"] else ""
    return f"{counts['on_target']} of {total} on target{near}, {counts['off_target']} off"


def scored(report: Report) -> list[Line]:
    """The metrics with a target, what is off first."""
    return [line for status in STATUS_ORDER for line in report.with_status(status)]


def unjudged(report: Report) -> list[Line]:
    """The metrics with a target by which nothing is judged: what is open, then benchmarks."""
    having = [line for line in report.lines if line.target is not None and line.verdict is None]
    found = [line for line in having if line.is_open or line.is_benchmark]
    return sorted(found, key=lambda line: line.is_benchmark)


def standing(line: Line) -> str:
    """How a metric stands against its target, or why that is not said."""
    return figures.show_standing(
        line.verdict,
        is_benchmark=line.is_benchmark,
        is_open=line.is_open,
        ripeness=line.ripeness,
    )


def so_far(running: Running, report: Report) -> str:
    """Which period runs, and how far it has come."""
    span = running.span
    gone, days = (report.as_of - span.start).days + 1, (span.end - span.start).days + 1
    return f"{figures.show_period(span.grain, span.start, span.end)}, {gone} of {days} days"


def paced(line: Pace) -> str:
    """What should be reached by now, of which target."""
    if line.pace_target == line.target:
        return show(line.target, line.unit)
    return f"{figures.show_about(line.pace_target, line.unit)} of {show(line.target, line.unit)}"


def ends_at(line: Pace) -> str:
    """Where the running period will end."""
    return figures.show_expected(line.expected, line.expected_low, line.expected_high, line.unit)


def words(part: str) -> str:
    """A part's name for a reader: organic_search is organic search."""
    return plain(part.replace("_", " "), 60)


def drivers(change: Change) -> str:
    """What moved a metric, in a sentence; empty if nothing says."""
    unit = change.line.unit
    if change.effect_on_company is not None:
        effect, company = change.effect_on_company, change.company_change
        return f"{show_change(effect, unit)} of the company's {show_change(company, unit)}"
    if not change.drivers:
        return ""
    causes = {"rate": " (its own rate)", "mix": " (its weight)", "": ""}
    parts = [
        f"{plain(driver.name, 60) or words(driver.part)} {show_change(driver.effect, unit)}"
        f"{causes[driver.cause]}"
        for driver in change.drivers
    ]
    return f"by {words(change.drivers[0].dimension)}: {', '.join(parts)}"


def moved(line: Line) -> str:
    """A change in words: from what to what, and whether that is good."""
    direction = _DIRECTIONS[line.direction]
    relative = show_relative(line.relative_change)
    how = show_change(line.change, line.unit)
    if not line.unit.is_percentage and line.relative_change is not None:
        how = f"{how}, {relative}"
    return f"{show(line.previous, line.unit)} → {show(line.value, line.unit)} ({how})" + (
        f", {direction}" if direction else ""
    )


def since_last_year(line: Line) -> str:
    """How a value stands to that of a year before; empty where nobody knows."""
    if line.last_year is None or line.value is None:
        return ""
    change = line.value - line.last_year
    return f"{_moved_by(line, change, line.relative_change_from_last_year)} on last year"


def since_before(line: Line) -> str:
    """How a value stands to that of the period before; empty where nobody knows."""
    return "" if line.change is None else _moved_by(line, line.change, line.relative_change)


def _moved_by(line: Line, change: float, relative: float | None) -> str:
    """A change by its share; of percentages, and from nothing, as it is."""
    if line.unit.is_percentage or relative is None:
        return show_change(change, line.unit)
    return show_relative(relative)


def usually(line: Line) -> str:
    """What a change is held against."""
    if line.usual_change is None:
        return ""
    return f"usually ±{figures.show_change_size(line.usual_change, line.unit)}"


def where(anomaly: Anomaly) -> str:
    """The part of the company that an anomaly was seen in."""
    if anomaly.dimension == "total":
        return "in total"
    return f"{words(anomaly.dimension)} {plain(anomaly.name_of_part, 60) or words(anomaly.part)}"


def expected(anomaly: Anomaly) -> str:
    """The range that an anomaly's history lets expect."""
    return (
        f"{show(anomaly.expected_low, anomaly.unit)} to {show(anomaly.expected_high, anomaly.unit)}"
    )


def costs(gap: Gap) -> str:
    """The metrics that a gap costs, the first of them by name."""
    named = ", ".join(plain(name, 50) for name in gap.metrics[:_METRICS_SHOWN])
    more = len(gap.metrics) - _METRICS_SHOWN
    return f"{named} and {more} more" if more > 0 else named


def more_gaps(report: Report) -> str:
    """The inputs that are not there either, by name alone."""
    names = [gap.input for gap in report.gaps[_GAPS_SHOWN:]]
    return f"Nor {', '.join(names)}" if names else ""


def refused(report: Report) -> str:
    """The inputs of which rows were refused, the most first."""
    parts = [
        f"{name} {count:,} of {delivered:,}"
        for name, (count, delivered) in list(report.refused.items())[:_INPUTS_SHOWN]
    ]
    more = len(report.refused) - _INPUTS_SHOWN
    return ", ".join(parts) + (f" and {more} more inputs" if more > 0 else "")


def without_value(report: Report) -> str:
    """The metrics that the period has no value of, the first of them by name."""
    named = ", ".join(plain(name, 50) for name in report.without_value[:_METRICS_SHOWN])
    more = len(report.without_value) - _METRICS_SHOWN
    return f"{named} and {more} more" if more > 0 else named


def behind(report: Report) -> str:
    """The inputs that lag behind, and until when they go."""
    return "; ".join(
        f"{one.input} ends on {show_day(one.last_event_on)}"
        for one in report.behind
        if one.last_event_on is not None
    )


def flagged(report: Report) -> str:
    """What rows look wrong by, the most first."""
    flags = report.doubts.flags
    parts = [
        f"{flag.input} {flag.rows:,} ({plain(f'{flag.column} {flag.rule}'.strip(), 80)})"
        for flag in flags[:_INPUTS_SHOWN]
    ]
    more = len(flags) - _INPUTS_SHOWN
    return ", ".join(parts) + (f" and {more} more kinds" if more > 0 else "")


def unknown_values(report: Report) -> str:
    """The values that were not understood, the most frequent first."""
    values = report.doubts.unknown_values
    parts = [
        f"{plain(value.value, 40)} ({value.input}.{value.column}, {value.rows:,}"
        f" row{'s' if value.rows != 1 else ''})"
        for value in values[:_INPUTS_SHOWN]
    ]
    more = len(values) - _INPUTS_SHOWN
    return ", ".join(parts) + (f" and {more} more" if more > 0 else "")


_FINDINGS = {
    "unknown_utm": "tags that no campaign has",
    "spelling_variant": "other spellings of a tag",
    "shared_utm": "tags of several campaigns",
    "spend_without_visits": "campaigns with spend and no visit",
}


def tags(report: Report) -> str:
    """What is wrong with tags, by kind, with what it concerns and the largest of each."""
    parts = []
    for one in report.tags:
        concerns = [f"{one.sessions:,} sessions"] if one.sessions else []
        concerns += [f"{one.leads:,} leads"] if one.leads else []
        concerns += [one.spend] if one.spend else []
        such_as = f"such as {plain(one.largest, 40)}"
        parts.append(
            f"{_FINDINGS.get(one.finding, words(one.finding))}: {one.count:,}"
            f" ({', '.join([*concerns, such_as])})"
        )
    return "; ".join(parts)


def footer(report: Report) -> str:
    """Where the numbers come from."""
    return f"Release {report.release_id}, as of {show_day(report.as_of)}."


# The page -------------------------------------------------------------------------------------


def as_page(report: Report, link: str = "") -> str:
    """The report as HTML: inline styles and tables alone, nothing fetched, nothing run."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    functions = {
        function.__name__: function
        for function in (
            title, segment_words, verdict, since_before, since_last_year, picture,
            scored, unjudged, standing, drivers, moved, usually, where, expected, costs,
            behind, so_far, paced, ends_at, figures.show_pace, more_gaps, refused, without_value,
            flagged, unknown_values, tags, footer, plain, show,
            show_change,
        )
    }  # fmt: skip
    return environment.get_template("page.html.j2").render(
        report=report, gaps=report.gaps[:_GAPS_SHOWN], link=link, **functions
    )


# The text -------------------------------------------------------------------------------------


def as_text(report: Report, link: str = "") -> str:
    """The report as text, at most 78 characters wide where words allow."""
    sections = [
        [title(report), "=" * min(_WIDTH, len(title(report))), f"{verdict(report).capitalize()}."],
        [link] if link else [],
        _text_at_a_glance(report),
        _text_targets(report),
        _text_running(report),
        _text_changes(report),
        _text_anomalies(report),
        _text_missing(report),
        [footer(report)],
    ]
    return "\n\n".join("\n".join(lines) for lines in sections if lines) + "\n"


def _text_at_a_glance(report: Report) -> list[str]:
    rows = [
        f"{plain(line.name, 26):<26} {picture(line.history):<8} {show(line.value, line.unit):>13}"
        f" {since_before(line):>8}  {since_last_year(line)}".rstrip()
        for line in report.at_a_glance()
    ]
    return (
        _headed(f"At a glance (and against the {report.span.grain} before)", rows) if rows else []
    )


def _text_targets(report: Report) -> list[str]:
    lines = [*scored(report), *unjudged(report)]
    if not lines:
        return []
    rows = [
        f"{standing(line):<14} {plain(line.name, _NAME_WIDTH):<{_NAME_WIDTH}}"
        f" {show(line.value, line.unit):>13} / {show(line.target, line.unit)}"
        for line in lines
    ]
    return _headed("Targets (value / target)", rows)


def _text_running(report: Report) -> list[str]:
    if report.running is None:
        return []
    rows = []
    for line in report.running.lines:
        rows.append(
            f"{figures.show_pace(line.status):<14} {plain(line.name, _NAME_WIDTH):<{_NAME_WIDTH}}"
            f" {show(line.value, line.unit):>13} / {paced(line)}"
        )
        if ends_at(line):
            rows += _wrapped([f"expected by the end {ends_at(line)}"])
    return _headed(f"So far: {so_far(report.running, report)} (value / at pace)", rows)


def _text_changes(report: Report) -> list[str]:
    rows = []
    for change in report.changes:
        line = change.line
        rows.append(f"* {plain(line.name, 60)}: {moved(line)}")
        rows += _wrapped([usually(line), drivers(change)])
    return _headed("Largest changes", rows or ["None stands out from what is usual."])


def _text_anomalies(report: Report) -> list[str]:
    rows = []
    for one in report.anomalies:
        rows.append(f"* {plain(one.name, 60)}, {where(one)}: {show(one.value, one.unit)}")
        rows += _wrapped([f"expected {expected(one)}"])
    more = report.anomaly_count - len(report.anomalies)
    if more > 0:
        rows.append(f"and {more} more in insights.anomalies")
    return _headed("Out of the ordinary", rows or ["Nothing."])


def _text_missing(report: Report) -> list[str]:
    rows = []
    if report.behind:
        rows.append("* Inputs that lag behind; what they would count since is not measured:")
        rows += _wrapped([behind(report)])
    for gap in report.gaps[:_GAPS_SHOWN]:
        count = len(gap.metrics)
        rows.append(f"* No {gap.input}, which {count} metric{'s need' if count > 1 else ' needs'}:")
        rows += _wrapped([costs(gap)])
    if len(report.gaps) > _GAPS_SHOWN:
        rows.append("* Nor:")
        rows += _wrapped([", ".join(gap.input for gap in report.gaps[_GAPS_SHOWN:])])
    if report.without_value:
        rows.append("* No value in this period, though it is measured:")
        rows += _wrapped([without_value(report)])
    if report.refused:
        rows.append("* Rows refused, each with its reason in quality.rejected_rows:")
        rows += _wrapped([refused(report)])
    if report.tags:
        rows.append("* Links and campaigns tagged wrong over all time, each in insights.utm_audit:")
        rows += _wrapped([tags(report)])
    if report.doubts.flags:
        rows.append("* Rows that count but look wrong, each in quality.flags:")
        rows += _wrapped([flagged(report)])
    if report.doubts.unknown_values:
        rows.append(
            "* Values not understood, with what would settle them in quality.unknown_values:"
        )
        rows += _wrapped([unknown_values(report)])
    return _headed("Missing data", rows or ["Nothing."])


def _headed(heading: str, rows: list[str]) -> list[str]:
    return [heading, "-" * len(heading), *rows]


def _wrapped(sentences: list[str]) -> list[str]:
    import textwrap

    text = "; ".join(sentence for sentence in sentences if sentence)
    return textwrap.wrap(
        text, _WIDTH, initial_indent="    ", subsequent_indent="    ", break_long_words=False
    )
