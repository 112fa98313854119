"""Draws the picture of the README from a release: python tools/draw_result.py [RELEASE] [FILE]."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import date
from html import escape
from pathlib import Path

import duckdb

PROJECT = Path(__file__).resolve().parent.parent
WIDTH, HEIGHT, MARGIN = 960, 500, 32
INK, SOFT, RULE, PAPER, BLUE, PALE = (
    "#1a2230",
    "#5b6678",
    "#dde2ea",
    "#ffffff",
    "#2f6fde",
    "#c9daf8",
)
CHANNELS = 6

Point = tuple[str, float]


@dataclass(frozen=True)
class Tile:
    """A metric of the scorecard: its key, how it is called here and how it is written."""

    metric: str
    title: str
    form: str


TILES = (
    Tile("leads", "Leads", "{:,.0f}"),
    Tile("cost_per_lead", "Cost per lead", "${:,.0f}"),
    Tile("close_rate", "Win rate", "{:.1%}"),
    Tile("marketing_pipeline_share", "Pipeline from marketing", "{:.1%}"),
    Tile("customer_acquisition_cost", "Acquisition cost", "${:,.0f}"),
)


def main(arguments: list[str]) -> None:
    """Reads the release, draws, writes."""
    release = Path(arguments[0]) if arguments else PROJECT / "warehouse" / "current"
    target = Path(arguments[1]) if len(arguments) > 1 else PROJECT / "docs" / "result.svg"
    with duckdb.connect(str(release / "leadmart.duckdb"), read_only=True) as connection:
        target.write_text(draw(connection), encoding="utf-8")


def draw(connection: duckdb.DuckDBPyConnection) -> str:
    """The picture: the last quarter's metrics, recurring revenue by month, revenue by channel."""
    quarter, before = _last_quarters(connection)
    title = f"Quarter {quarter.month // 3 + 1} of {quarter.year}, the demo company"
    shapes = [
        f'<rect width="{WIDTH}" height="{HEIGHT}" rx="10" fill="{PAPER}" stroke="{RULE}"/>',
        _text(MARGIN, 46, title, size=19, weight=600),
        *_tiles(connection, quarter, before),
        *_months(_mrr(connection), x=MARGIN, y=222, width=430, height=250),
        *_channels(_revenue(connection, quarter), x=518, y=222, width=410, height=250),
    ]
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        f' font-family="system-ui, sans-serif"><title>{escape(title)}</title>'
    )
    return "\n".join([head, *shapes, "</svg>", ""])


# What is drawn --------------------------------------------------------------------------------


def _last_quarters(connection: duckdb.DuckDBPyConnection) -> tuple[date, date]:
    rows = connection.execute(
        """
        select distinct period_start from metrics.metric_values
        where metric = 'leads' and period_grain = 'quarter'
        order by period_start desc limit 2
        """
    ).fetchall()
    return rows[0][0], rows[1][0]


def _value(connection: duckdb.DuckDBPyConnection, metric: str, quarter: date) -> float:
    row = connection.execute(
        """
        select value from metrics.metric_values
        where metric = ? and period_grain = 'quarter' and period_start = ? and dimension = 'total'
        """,
        [metric, quarter],
    ).fetchone()
    assert row is not None
    return float(row[0])


def _mrr(connection: duckdb.DuckDBPyConnection) -> list[Point]:
    rows = connection.execute(
        """
        select period_start, value from metrics.metric_values
        where metric = 'mrr' and period_grain = 'month' and dimension = 'total'
        order by period_start desc limit 18
        """
    ).fetchall()
    return [(f"{month:%b %Y}", float(value)) for month, value in reversed(rows)]


def _revenue(connection: duckdb.DuckDBPyConnection, quarter: date) -> list[Point]:
    rows = connection.execute(
        """
        select dimension_value, value from metrics.metric_values
        where metric = 'revenue' and period_grain = 'quarter' and period_start = ?
            and dimension = 'channel'
        order by value desc, dimension_value limit ?
        """,
        [quarter, CHANNELS],
    ).fetchall()
    return [(channel.replace("_", " "), float(value)) for channel, value in rows]


# How it is drawn ------------------------------------------------------------------------------


def _tiles(connection: duckdb.DuckDBPyConnection, quarter: date, before: date) -> list[str]:
    step = (WIDTH - 2 * MARGIN) / len(TILES)
    shapes = []
    for number, tile in enumerate(TILES):
        x = MARGIN + number * step
        now, then = (_value(connection, tile.metric, one) for one in (quarter, before))
        shapes += [
            _text(x, 88, tile.title, size=13, fill=SOFT),
            _text(x, 122, tile.form.format(now), size=28, weight=600),
            _text(x, 146, f"{tile.form.format(then)} the quarter before", size=12, fill=SOFT),
        ]
    y = 174
    return [*shapes, f'<path d="M{MARGIN} {y}H{WIDTH - MARGIN}" stroke="{RULE}"/>']


def _months(points: list[Point], x: float, y: float, width: float, height: float) -> list[str]:
    shapes = [_text(x, y - 14, "Monthly recurring revenue", size=14, weight=600)]
    highest = max(value for _, value in points)
    step = width / len(points)
    for number, (_, value) in enumerate(points):
        tall = (height - 40) * value / highest
        left, top = x + number * step, y + height - 20 - tall
        fill = BLUE if number == len(points) - 1 else PALE
        shapes.append(_bar(left, top, step - 4, tall, fill))
    ends = ((0, "start", x), (-1, "end", x + width - 4))
    for index, anchor, place in ends:
        name, value = points[index]
        # Above the neighbour too, which the text reaches over.
        beside = max(value, points[1][1] if index == 0 else value)
        top = y + height - 26 - (height - 40) * beside / highest
        shapes.append(_text(place, y + height, name, size=12, fill=SOFT, anchor=anchor))
        shapes.append(_text(place, top, f"${value / 1000:,.0f}k", size=12, anchor=anchor))
    return shapes


def _channels(points: list[Point], x: float, y: float, width: float, height: float) -> list[str]:
    shapes = [_text(x, y - 14, "Revenue won, by the first touch's channel", size=14, weight=600)]
    highest = max(value for _, value in points)
    step = height / CHANNELS
    names, amounts = 112, 56
    for number, (name, value) in enumerate(points):
        top = y + 4 + number * step
        long = (width - names - amounts) * value / highest
        middle = top + step / 2
        shapes += [
            _text(x, middle, name, size=13),
            _bar(x + names, top + 4, long, step - 16, BLUE if number == 0 else PALE),
            _text(x + names + long + 8, middle, f"${value / 1000:,.0f}k", size=13, fill=SOFT),
        ]
    return shapes


def _bar(x: float, y: float, width: float, height: float, fill: str) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"'
        f' rx="2" fill="{fill}"/>'
    )


def _text(
    x: float,
    y: float,
    text: str,
    size: int,
    fill: str = INK,
    weight: int = 400,
    anchor: str = "start",
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" font-weight="{weight}" fill="{fill}"'
        f' text-anchor="{anchor}">{escape(text)}</text>'
    )


if __name__ == "__main__":
    main(sys.argv[1:])
