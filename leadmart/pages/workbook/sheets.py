"""The sheets of the workbook, one function a sheet."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from leadmart.pages import figures, importance
from leadmart.pages.standings import Period, Standing
from leadmart.pages.workbook.cells import Writer, number_format
from leadmart.pages.workbook.facts import PERIODS, Facts, Metric

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart
    from xlsxwriter.worksheet import Worksheet

# Where a metric's trend stands: its row, and its first and last column.
Places = dict[str, tuple[int, int, int]]

_GOOD, _MIDDLE, _BAD, _GREY, _INK = "#1A7F37", "#9A6700", "#CF222E", "#6E7781", "#1F4E79"
_COLOURS = {"on_target": _GOOD, "near": _MIDDLE, "off_target": _BAD}
_HEADER = {"bold": True, "bg_color": "#DCE6F1", "bottom": 1, "text_wrap": True}
_CHARTS_PER_ROW = 4
_CHART_WIDTH, _CHART_HEIGHT, _ROWS_PER_CHART = 448, 236, 12
_LONGEST_TITLE = 60
_LARGE_SHARE, _LARGE_ON_AXIS = 0.2, 10
_FIRST_COLUMN = 3
_HEADER_HEIGHT, _LINE_HEIGHT, _MOST_LINES = 20, 15, 12
_NOT_MEASURED = "Not measured in this release"


# What the period that runs has, beside what of its target it should have by now.
_RUNNING_COLUMNS = (
    ("So far", 13), ("At pace", 13), ("Pace", 13), ("Expected by the end", 18), ("From", 13),
    ("To", 13),
)  # fmt: skip


# The answers ----------------------------------------------------------------------------------


_ANSWERS = (
    ("Metric", 40), ("Unit", 10), ("Period", 24), ("Value", 14), ("Target", 14), ("Status", 15),
    ("Period before", 14), ("Change", 9), ("A year before", 14), ("Change", 9),
    ("Last periods", 18),
)  # fmt: skip
_RIGHT = {3, 4, 6, 7, 8, 9}


def answered(facts: Facts) -> dict[str, list[Metric]]:
    """What a business asks for first, by group; then what else is off its target."""
    there = {metric.key: metric for metric in facts.metrics if facts.grain(metric)}
    groups = {
        title: [there[key] for key in keys if key in there]
        for title, keys in importance.GROUPS.items()
    }
    groups["Off target besides"] = [
        metric
        for metric in there.values()
        if not importance.is_important(metric.key)
        and (score := _last_score(facts, metric))
        and score.verdict == "off_target"
    ]
    return {title: metrics for title, metrics in groups.items() if metrics}


def write_answers(writer: Writer, sheet: Worksheet, facts: Facts) -> None:
    """What a business asks for first, in groups, on a page."""
    _write_head(writer, sheet, "Leadmart: the answers first", facts)
    shown = [metric for metric in facts.metrics if facts.grain(metric)]
    writer.text(sheet, 2, 0, _verdict(facts, shown), bold=True)
    writer.text(sheet, 3, 0, _answers_note(facts), font_color=_GREY)
    top = row = 5
    sheet.set_row(top, _HEADER_HEIGHT)
    for column, (title, width) in enumerate(_ANSWERS):
        align = "right" if column in _RIGHT else "left"
        writer.text(sheet, top, column, title, **_HEADER, align=align)
        sheet.set_column(column, column, width)
    for title, metrics in answered(facts).items():
        row += 1
        for column in range(len(_ANSWERS)):
            writer.text(sheet, row, column, "" if column else title, bold=True, bg_color="#F2F5F9")
        for metric in metrics:
            row += 1
            _write_answer(writer, sheet, facts, metric, row)
    _colour_statuses(writer, sheet, top + 1, row, 5)
    sheet.freeze_panes(top + 1, 1)
    sheet.print_area(0, 0, row, len(_ANSWERS) - 1)
    _set_up_print(sheet, facts, (top, top))


def _write_answer(writer: Writer, sheet: Worksheet, facts: Facts, metric: Metric, row: int) -> None:
    grain = facts.grain(metric) or "month"
    period, score = facts.last(grain), _last_score(facts, metric)
    writer.text(sheet, row, 0, metric.name, indent=1)
    writer.text(sheet, row, 1, metric.unit.label, font_color=_GREY)
    if period is not None:
        shown = figures.show_period(grain, period.start, period.end)
        writer.text(sheet, row, 2, shown, font_color=_GREY)
    writer.text(sheet, row, 5, _standing(score))
    writer.text(sheet, row, 10, _trend(facts, metric), font_color=_INK)
    if score is None:
        return
    form = _format_of(metric, [score.value])
    is_neutral = score.is_within_chance or score.is_open
    before = _tone(metric, score.relative_change, is_neutral=is_neutral)
    is_neutral = score.is_last_year_within_chance or score.is_open
    year = _tone(metric, score.relative_change_from_last_year, is_neutral=is_neutral)
    for column, value, num_format, look in (
        (3, score.value, form, {"bold": True}),
        (4, score.target, form, {}),
        (6, score.previous, form, {"font_color": _GREY}),
        (7, score.relative_change, _CHANGE, before),
        (8, score.last_year, form, {"font_color": _GREY}),
        (9, score.relative_change_from_last_year, _CHANGE, year),
    ):
        writer.number(sheet, row, column, value, num_format=num_format, **look)


def _last_score(facts: Facts, metric: Metric) -> Standing | None:
    """How a metric stands in its last complete period."""
    grain = facts.grain(metric) or "month"
    return facts.score(metric, grain, facts.last(grain))


def _trend(facts: Facts, metric: Metric) -> str:
    """The values of the complete periods as bars, in letters that every program draws."""
    grain = facts.grain(metric) or "month"
    complete = [period for period in facts.periods[grain] if not period.is_running]
    scores = [facts.score(metric, grain, period) for period in complete]
    return figures.picture([score.value if score else None for score in scores])


def _answers_note(facts: Facts) -> str:
    return (
        "The last complete month, or quarter where a metric has no months. The bars begin at 0; a"
        " change in grey may be chance. Every metric is in Overview, and by month in its area."
    )


# The overview ---------------------------------------------------------------------------------


def write_overview(writer: Writer, sheet: Worksheet, facts: Facts, names: dict[str, str]) -> None:
    """Every metric on a line: value, target, status, changes and trend."""
    _write_head(writer, sheet, "Leadmart: where we stand", facts)
    shown = [metric for metric in facts.metrics if facts.grain(metric)]
    writer.text(sheet, 2, 0, _verdict(facts, shown), bold=True)
    writer.text(sheet, 3, 0, _overview_note(facts), font_color=_GREY)
    top = 5
    columns = (
        ("Area", 15), ("Metric", 40), ("Period", 24), ("Value", 13), ("Target", 13),
        ("Status", 14), ("Period before", 13), ("Change", 9), ("A year before", 13),
        ("Change", 9), ("Better", 9), ("Trend", 22), *_RUNNING_COLUMNS,
    )  # fmt: skip
    if not any(facts.running(grain) for grain in ("month", "quarter")):
        columns = columns[: -len(_RUNNING_COLUMNS)]
    sheet.set_row(top, _HEADER_HEIGHT)
    for column, (title, width) in enumerate(columns):
        right = title not in ("Area", "Metric", "Period", "Status", "Better", "Trend", "Pace")
        align = "right" if right else "left"
        indent = {"indent": 1} if title in ("Status", "Better", "Trend", "Pace") else {}
        writer.text(sheet, top, column, title, **_HEADER, align=align, **indent)
        sheet.set_column(column, column, width)
    for offset, metric in enumerate(shown):
        row = top + 1 + offset
        _write_overview_row(writer, sheet, facts, metric, row, names[metric.area])
    last = top + max(1, len(shown))
    _colour_statuses(writer, sheet, top + 1, last, 5)
    if not shown:
        writer.text(sheet, top + 1, 0, "No metric has rows in this release.")
    sheet.autofilter(top, 0, last, 10)
    sheet.freeze_panes(top + 1, 2)
    end = _write_not_measured(writer, sheet, facts, last + 2)
    sheet.print_area(0, 0, max(last, end), len(columns) - 1)
    _set_up_print(sheet, facts, (top, top))


def _write_overview_row(
    writer: Writer,
    sheet: Worksheet,
    facts: Facts,
    metric: Metric,
    row: int,
    area_sheet: str,
) -> None:
    grain = facts.grain(metric) or "month"
    period = facts.last(grain)
    score = facts.score(metric, grain, period)
    running = facts.score(metric, grain, facts.running(grain))
    values = [one for one in (score, running) if one]
    form = _format_of(metric, [one.value for one in values])
    link = writer.format(font_color=_INK, underline=1)
    sheet.write_url(row, 0, f"internal:'{area_sheet}'!A1", link, area_sheet)
    writer.text(sheet, row, 1, metric.name)
    if period is not None:
        shown = figures.show_period(grain, period.start, period.end)
        writer.text(sheet, row, 2, shown, font_color=_GREY)
    change = score and _tone(
        metric, score.relative_change, is_neutral=score.is_within_chance or score.is_open
    )
    year = score and _tone(
        metric,
        score.relative_change_from_last_year,
        is_neutral=score.is_last_year_within_chance or score.is_open,
    )
    cells = (
        (3, score and score.value, form, {"bold": True}),
        (4, score and score.target, form, {}),
        (6, score and score.previous, form, {"font_color": _GREY}),
        (7, score and score.relative_change, _CHANGE, change or {}),
        (8, score and score.last_year, form, {"font_color": _GREY}),
        (9, score and score.relative_change_from_last_year, _CHANGE, year or {}),
    )
    if running is not None:
        look = {"italic": True, "font_color": _GREY}
        numbers = (
            (12, running.value),
            (13, running.pace_target),
            (15, running.expected),
            (16, running.expected_low),
            (17, running.expected_high),
        )
        cells = (*cells, *((column, number, form, look) for column, number in numbers))
        writer.text(sheet, row, 14, figures.show_pace(running.verdict), indent=1, **look)
    for column, value, num_format, properties in cells:
        writer.number(sheet, row, column, value, num_format=num_format, **properties)
    writer.text(sheet, row, 5, _standing(score), indent=1)
    writer.text(sheet, row, 10, figures.show_better(metric.better), font_color=_GREY, indent=1)
    writer.text(sheet, row, 11, _trend(facts, metric), font_color=_INK, indent=1)


_CHANGE = "+0%;-0%;0%"


def _tone(metric: Metric, change: float | None, *, is_neutral: bool) -> dict[str, str]:
    """A change's colour, of the cell itself so that it goes with it when rows are sorted.

    What may be chance, and what is open, is grey.
    """
    if not change or metric.better not in ("up", "down") or is_neutral:
        return {"font_color": _GREY}
    return {"font_color": _GOOD if (change > 0) == (metric.better == "up") else _BAD}


def _standing(score: Standing | None) -> str:
    """How a metric stands against its target, or why that is not said."""
    if score is None:
        return ""
    return figures.show_standing(
        score.verdict,
        is_benchmark=score.is_benchmark,
        is_open=score.is_open,
        ripeness=score.ripeness,
    )


def _colour_statuses(writer: Writer, sheet: Worksheet, first: int, last: int, column: int) -> None:
    """The status by sign, word and colour."""
    for status, colour in _COLOURS.items():
        rule = {
            "type": "cell",
            "criteria": "==",
            "value": f'"{figures.show_status(status)}"',
            "format": writer.book.add_format({"font_color": colour, "bold": True}),
        }
        sheet.conditional_format(first, column, last, column, rule)


def _verdict(facts: Facts, shown: list[Metric]) -> str:
    counts = dict.fromkeys(("on_target", "near", "off_target"), 0)
    for metric in shown:
        grain = facts.grain(metric) or "month"
        score = facts.score(metric, grain, facts.last(grain))
        if score and score.verdict:
            counts[score.verdict] += 1
    total = sum(counts.values())
    if not total:
        return "No target is set for these periods."
    return (
        f"Of {total} metrics with a target of the company's own: {counts['on_target']} on target,"
        f" {counts['near']} near, {counts['off_target']} off."
    )


def _overview_note(facts: Facts) -> str:
    return (
        "Each line shows the last complete month, or quarter where a metric has no months; the"
        f" trend, {len(facts.periods['month'])} months. A change is relative to the value before."
        " At pace: what of its target the period that runs should have by now. A change in grey may"
        " be chance, or is neither better nor worse."
    )


def _write_not_measured(writer: Writer, sheet: Worksheet, facts: Facts, row: int) -> int:
    """The metrics without rows, and why; gives the last row written."""
    absent = [metric for metric in facts.metrics if not facts.grain(metric)]
    if not absent:
        return 0
    writer.text(sheet, row, 0, _NOT_MEASURED, bold=True)
    for offset, metric in enumerate(absent, start=1):
        writer.text(sheet, row + offset, 0, metric.area.capitalize(), font_color=_GREY)
        writer.text(sheet, row + offset, 1, metric.name)
        writer.text(sheet, row + offset, 2, _why_absent(metric), font_color=_GREY)
    return row + len(absent)


def _why_absent(metric: Metric) -> str:
    if metric.lacks:
        return f"lacks {', '.join(metric.lacks)}"
    return "no rows in the periods shown"


# An area --------------------------------------------------------------------------------------


def write_area(writer: Writer, sheet: Worksheet, facts: Facts, area: str) -> None:
    """The metrics of an area by month and quarter, a chart of each."""
    metrics = [one for one in facts.metrics if one.area == area and facts.grain(one)]
    _write_head(writer, sheet, area.capitalize(), facts)
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, 1, 10)
    sheet.set_column(2, 2, 8)
    sheet.set_column(_FIRST_COLUMN, _FIRST_COLUMN + PERIODS["month"], 14)
    row, charts = 3, []
    for grain in ("month", "quarter"):
        having = [one for one in metrics if _has(facts, one, grain)]
        if not having:
            continue
        header = row
        row, found, targets = _write_block(writer, sheet, facts, grain, having, header)
        for metric in having:
            if facts.grain(metric) == grain and metric.key in found:
                place = found[metric.key]
                if _points(facts, metric, grain) > 1:
                    target = targets.get(metric.key)
                    name, axis = sheet.get_name(), _axis_format(facts, metric, grain)
                    charts.append(_chart(writer, name, metric, grain, header, place, target, axis))
        row += 1
    if charts:
        writer.text(sheet, row, 0, "Charts (complete periods; dashed: the target)", bold=True)
    for number, chart in enumerate(charts):
        down, across = divmod(number, _CHARTS_PER_ROW)
        sheet.insert_chart(
            row + 1 + down * _ROWS_PER_CHART,
            0,
            chart,
            {"x_offset": 4 + across * (_CHART_WIDTH + 8), "y_offset": 4, "object_position": 3},
        )
    sheet.freeze_panes(3, 1)
    _set_up_print(sheet, facts, (0, 1))


def _write_block(
    writer: Writer, sheet: Worksheet, facts: Facts, grain: str, metrics: list[Metric], row: int
) -> tuple[int, Places, dict[str, int]]:
    """A metric a row, a period a column. Gives the row below, and where values and targets are."""
    periods = facts.periods[grain]
    _write_period_header(writer, sheet, f"By {grain}", periods, row)
    complete = len([period for period in periods if not period.is_running])
    places: Places = {}
    for metric in metrics:
        row += 1
        scores = [facts.score(metric, grain, period) for period in periods]
        form = _format_of(metric, [score and score.value for score in scores])
        writer.text(sheet, row, 0, metric.name)
        writer.text(sheet, row, 1, metric.unit.label, font_color=_GREY)
        writer.text(sheet, row, 2, figures.show_better(metric.better), font_color=_GREY)
        for offset, (period, score) in enumerate(zip(periods, scores, strict=True)):
            look = _look(period, score)
            value = score.value if score else None
            writer.number(sheet, row, _FIRST_COLUMN + offset, value, num_format=form, **look)
        if complete:
            places[metric.key] = (row, _FIRST_COLUMN, _FIRST_COLUMN + complete - 1)
    targets: dict[str, int] = {}
    having = [one for one in metrics if _has_target(facts, one, grain)]
    if having:
        row += 1
        writer.text(sheet, row, 0, "Targets", bold=True)
    for metric in having:
        row += 1
        targets[metric.key] = row
        _write_target_row(writer, sheet, facts, grain, metric, row)
    return row + 1, places, targets


def _write_period_header(
    writer: Writer, sheet: Worksheet, title: str, periods: list[Period], row: int
) -> None:
    sheet.set_row(row, _HEADER_HEIGHT)
    for column, text in enumerate((title, "Unit", "Better")):
        writer.text(sheet, row, column, text, **_HEADER)
    for offset, period in enumerate(periods):
        # A date, so that the charts have a real axis of time; a running one says so.
        form = 'mmm yyyy" …"' if period.is_running else "mmm yyyy"
        writer.day(
            sheet,
            row,
            _FIRST_COLUMN + offset,
            period.start,
            **{**_HEADER, "text_wrap": False, "num_format": form, "align": "right"},
        )


def _write_target_row(
    writer: Writer, sheet: Worksheet, facts: Facts, grain: str, metric: Metric, row: int
) -> None:
    scores = [facts.score(metric, grain, period) for period in facts.periods[grain]]
    targets = [score.target if score else None for score in scores]
    form = _format_of(metric, targets)
    writer.text(sheet, row, 0, metric.name, font_color=_GREY, indent=1)
    writer.text(sheet, row, 1, metric.unit.label, font_color=_GREY)
    for offset, target in enumerate(targets):
        column = _FIRST_COLUMN + offset
        writer.number(sheet, row, column, target, num_format=form, font_color=_GREY)


def _look(period: Period, score: Standing | None) -> dict[str, Any]:
    """A value's colour by how it stands; what runs or is open is not judged."""
    if period.is_running or (score and score.is_open):
        return {"italic": True, "font_color": _GREY}
    colour = _COLOURS.get(score.verdict or "") if score else None
    return {"font_color": colour} if colour else {}


def _chart(
    writer: Writer,
    sheet: str,
    metric: Metric,
    grain: str,
    header: int,
    place: tuple[int, int, int],
    target: int | None,
    axis: str,
) -> Chart:
    """A line over a real axis of dates, with the target dashed."""
    row, first, last = place
    chart = writer.book.add_chart({"type": "line"})
    categories = [sheet, header, first, header, last]
    chart.add_series(
        {
            "name": figures.plain(metric.name, _LONGEST_TITLE),
            "categories": categories,
            "values": [sheet, row, first, row, last],
            "line": {"color": _INK, "width": 2},
            "marker": {
                "type": "circle", "size": 4, "fill": {"color": _INK}, "border": {"color": _INK}
            },
        }
    )  # fmt: skip
    if target is not None:
        chart.add_series(
            {
                "name": "Target",
                "categories": categories,
                "values": [sheet, target, first, target, last],
                "line": {"color": _GREY, "width": 1.25, "dash_type": "dash"},
                "marker": {"type": "none"},
            }
        )
    title = f"{figures.plain(metric.name, _LONGEST_TITLE)} ({metric.unit.label})"
    chart.set_title({"name": title, "name_font": {"size": 10.5, "bold": True}, "overlay": False})
    chart.set_legend({"none": True})
    chart.set_x_axis(
        {
            "date_axis": True,
            "num_format": "mmm yy",
            "major_unit": 3 if grain == "month" else 6,
            "major_unit_type": "months",
            "num_font": {"size": 8},
            "label_position": "low",
        }
    )
    chart.set_y_axis(
        {
            "num_font": {"size": 8},
            "num_format": axis,
            "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9", "width": 0.5}},
            "line": {"none": True},
        }
    )
    chart.show_blanks_as("gap")
    chart.set_size({"width": _CHART_WIDTH, "height": _CHART_HEIGHT})
    return chart


def _axis_format(facts: Facts, metric: Metric, grain: str) -> str:
    """The values' own format, without places where the values are large."""
    scores = [facts.score(metric, grain, period) for period in facts.periods[grain]]
    values = [abs(score.value) for score in scores if score and score.value is not None]
    largest = max((value for value in values if math.isfinite(value)), default=0.0)
    if metric.unit.is_percentage:
        return "0%" if largest > _LARGE_SHARE else "0.0%"
    return "#,##0" if largest >= _LARGE_ON_AXIS else "#,##0.0"


def _has(facts: Facts, metric: Metric, grain: str) -> bool:
    return any(facts.score(metric, grain, period) for period in facts.periods[grain])


def _has_target(facts: Facts, metric: Metric, grain: str) -> bool:
    scores = [facts.score(metric, grain, period) for period in facts.periods[grain]]
    return any(score and score.target is not None for score in scores)


def _points(facts: Facts, metric: Metric, grain: str) -> int:
    complete = [period for period in facts.periods[grain] if not period.is_running]
    scores = [facts.score(metric, grain, period) for period in complete]
    return len([score for score in scores if score and score.value is not None])


# The rows and the definitions -----------------------------------------------------------------

_DATA = (
    ("Area", 14), ("Metric", 34), ("Key", 40), ("Period", 10), ("Starts on", 12),
    ("Dimension", 15), ("Value of it", 22), ("Numerator", 14), ("Denominator", 14), ("Value", 14),
    ("Unit", 10), ("Target", 12), ("Status", 12), ("Running", 9),
    ("At pace", 12), ("Expected by the end", 14),
)  # fmt: skip
_STARTS_ON, _PARTS, _UNIT, _STATUS, _RUNNING = 4, (7, 8), 10, 12, 13


def write_data(writer: Writer, sheet: Worksheet, facts: Facts) -> None:
    """The rows themselves as a table with filters, for whoever pivots them."""
    _write_head(writer, sheet, "Data", facts)
    writer.text(sheet, 2, 0, facts.rows_periods, font_color=_GREY)
    top = 4
    for column, (_, width) in enumerate(_DATA):
        sheet.set_column(column, column, width)
    # Thousands of rows: each format is looked up once, not once a cell.
    units = {metric.key: metric.unit for metric in facts.metrics}
    forms = {
        key: [
            writer.format(num_format=number_format(unit, is_whole=is_whole))
            for is_whole in (False, unit.name == "count")
        ]
        for key, unit in units.items()
    }
    counted = [writer.format(num_format=form) for form in ("#,##0.00", "#,##0")]
    for row, values in enumerate(facts.rows, start=top + 1):
        key = values[2]
        for column, value in enumerate(values):
            if column == _STARTS_ON:
                writer.day(sheet, row, column, value)
            elif column == _UNIT:
                writer.text(sheet, row, column, units[key].label, indent=1)
            elif column == _RUNNING:
                writer.text(sheet, row, column, "yes" if value else "no")
            elif isinstance(value, float):
                if math.isfinite(value):
                    is_whole = value == int(value)
                    form = counted[is_whole] if column in _PARTS else forms[key][is_whole]
                    sheet.write_number(row, column, value, form)
            elif value is not None:
                writer.text(sheet, row, column, value, indent=int(column == _STATUS))
    bold = writer.format(bold=True, align="left")
    sheet.add_table(
        top,
        0,
        top + max(1, len(facts.rows)),
        len(_DATA) - 1,
        {
            "name": "metric_values",
            "style": "Table Style Light 9",
            "columns": [{"header": title, "header_format": bold} for title, _ in _DATA],
        },
    )
    sheet.freeze_panes(top + 1, 3)
    _set_up_print(sheet, facts, (top, top))


def write_definitions(writer: Writer, sheet: Worksheet, facts: Facts) -> None:
    """What each metric means, how it is worked out, when it is empty, what it needs."""
    _write_head(writer, sheet, "Definitions", facts)
    note = (
        "Source: C = the 16 lead-generation KPIs (Cognism, 2022), R = the lead-generation metrics"
        " guide (Revnew), M = the ABM measurement guide (Metadata, 2021); + = added beside them."
    )
    writer.text(sheet, 2, 0, note, font_color=_GREY)
    top = 4
    columns = (
        ("Area", 14), ("Metric", 34), ("Key", 34), ("Meaning", 52), ("Formula", 52), ("Unit", 10),
        ("Better", 8), ("May be summed over periods", 14), ("Empty (NULL) when", 34),
        ("Source", 9), ("Inputs needed", 34), ("In this release", 22), ("Dimensions", 40),
    )  # fmt: skip
    for column, (title, width) in enumerate(columns):
        writer.text(sheet, top, column, title, **_HEADER)
        sheet.set_column(column, column, width)
    sheet.set_row(top, 2 * _HEADER_HEIGHT)
    for row, metric in enumerate(facts.metrics, start=top + 1):
        texts = (
            metric.area.capitalize(),
            metric.name,
            metric.key,
            metric.meaning,
            metric.formula,
            metric.unit.label,
            figures.show_better(metric.better),
            "yes" if metric.is_additive else "no",
            metric.empty_when or _null_rule(metric),
            metric.source,
            metric.needs,
            "yes" if facts.grain(metric) else f"no: {_why_absent(metric)}",
            metric.dimensions.replace(" ", ", "),
        )
        for column, text in enumerate(texts):
            writer.text(sheet, row, column, text, text_wrap=True, valign="top")
        # Not every program makes a row as high as its text.
        lines = max(
            math.ceil(1.1 * len(text) / width)
            for text, (_, width) in zip(texts, columns, strict=True)
        )
        sheet.set_row(row, _LINE_HEIGHT * min(max(1, lines), _MOST_LINES))
    sheet.autofilter(top, 0, top + max(1, len(facts.metrics)), len(columns) - 1)
    sheet.freeze_panes(top + 1, 2)
    _set_up_print(sheet, facts, (top, top))


# Rows that a sheet has room for; the database names every one.
_DOUBTS_SHOWN = 200


def write_quality(writer: Writer, sheet: Worksheet, facts: Facts) -> None:
    """What counts but looks wrong, and what was not understood; a part without rows is left out."""
    _write_head(writer, sheet, "Data quality", facts)
    for column, width in enumerate((24, 24, 44, 10, 18, 60)):
        sheet.set_column(column, column, width)
    flags = [(one.input, one.column, one.rule, one.rows) for one in facts.doubts.flags]
    unknown = [
        (one.input, one.column, one.value, one.rows, one.counted_as, one.settled_by)
        for one in facts.doubts.unknown_values
    ]
    row = 3
    if flags:
        title = "Used, but looks wrong: quality.flags names every row"
        heads = ("Input", "Column", "What looks wrong", "Rows")
        row = _write_doubts(writer, sheet, row, title, heads, flags)
    if unknown:
        title = "Not understood: the line that would settle a value"
        heads = ("Input", "Column", "Value", "Rows", "Counts as", "Settled by")
        _write_doubts(writer, sheet, row, title, heads, unknown)
    _set_up_print(sheet, facts, (0, 1))


def _write_doubts(
    writer: Writer,
    sheet: Worksheet,
    row: int,
    title: str,
    heads: tuple[str, ...],
    rows: Sequence[tuple[str | int, ...]],
) -> int:
    """A heading, its table, and how many more there are; gives the row after a blank one."""
    writer.text(sheet, row, 0, title, bold=True)
    for column, head in enumerate(heads):
        writer.text(sheet, row + 1, column, head, **_HEADER)
    counted = writer.format(num_format="#,##0", valign="top")
    for place, values in enumerate(rows[:_DOUBTS_SHOWN], start=row + 2):
        for column, value in enumerate(values):
            if isinstance(value, int):
                sheet.write_number(place, column, value, counted)
            else:
                writer.text(sheet, place, column, value, text_wrap=True, valign="top")
    after = row + 2 + min(len(rows), _DOUBTS_SHOWN)
    if len(rows) > _DOUBTS_SHOWN:
        more = f"{len(rows) - _DOUBTS_SHOWN:,} more are in the database."
        writer.text(sheet, after, 0, more, font_color=_GREY)
        after += 1
    return after + 1


def _null_rule(metric: Metric) -> str:
    """What holds where a metric's own line says nothing."""
    return "NULL where the denominator is 0 or absent" if "/" in metric.formula else "never NULL"


# What all sheets share ------------------------------------------------------------------------


def _write_head(writer: Writer, sheet: Worksheet, title: str, facts: Facts) -> None:
    writer.text(sheet, 0, 0, title, bold=True, font_size=16, font_color=_INK)
    parts = [f"As of {figures.show_day(facts.as_of)}", f"release {facts.release_id}"]
    if facts.currency:
        parts.append(f"amounts in {facts.currency}")
    writer.text(sheet, 1, 0, ", ".join(parts), font_color=_GREY)
    sheet.set_row(0, 24)
    sheet.hide_gridlines(2)


def _set_up_print(sheet: Worksheet, facts: Facts, repeated: tuple[int, int]) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(*repeated)
    sheet.set_footer(f"&L&8Leadmart {facts.release_id}&C&8&A&R&8&P / &N")


def _format_of(metric: Metric, values: list[float | None]) -> str:
    finite = [abs(value) for value in values if value is not None and math.isfinite(value)]
    is_whole = metric.unit.name == "count" and all(value == int(value) for value in finite)
    return number_format(metric.unit, max(finite, default=0.0), is_whole=is_whole)


def _cell(row: int, column: int) -> str:
    from xlsxwriter.utility import xl_rowcol_to_cell

    return xl_rowcol_to_cell(row, column)
