"""What a period says first: at most two sentences, made from the tables by rules.

The first holds revenue, pipeline, leads and costs against the company's own targets, a running
period against its pace; without targets it tells which counts moved beyond chance. The second names
the part that moved most in the same direction. What cannot be told apart from chance is not told.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from leadmart.pages import figures
from leadmart.pages.dimensions import campaign_names
from leadmart.pages.figures import plain
from leadmart.reading import column_names, table_names

if TYPE_CHECKING:
    import duckdb

# What may make a headline, what matters most to the business first. Ratios whose young values still
# grow are not among them.
METRICS = (
    "revenue", "pipeline_created", "leads", "deals_won", "opportunities", "sqos", "mqls", "sqls",
    "meetings_attended", "customer_acquisition_cost", "cost_per_lead", "cost_per_mql",
    "cost_per_sql", "cost_per_sqo", "return_on_ad_spend", "close_rate",
)  # fmt: skip
# What is counted one by one, so that chance can be told.
COUNTS = ("deals_won", "opportunities", "leads", "mqls", "sqls")
# By which count the parts of a metric are told: fewer of it make sums smaller and costs higher.
_COUNTED_BY = {
    "revenue": "deals_won", "pipeline_created": "opportunities", "leads": "leads",
    "deals_won": "deals_won", "opportunities": "opportunities", "mqls": "mqls", "sqls": "sqls",
    "cost_per_lead": "leads", "cost_per_mql": "mqls", "cost_per_sql": "sqls",
    "customer_acquisition_cost": "deals_won",
}  # fmt: skip
DIMENSIONS = ("channel", "segment", "campaign")
# How many standard deviations a change has to have: of one count, and of the largest of many parts.
_BEYOND_CHANCE, _BEYOND_CHANCE_OF_MANY = 1.96, 3.0
# What is written with fewer per cent is no difference.
_SAME = 0.005
_TIMES_FROM = 1.95
_FACTS = 2


@dataclass(frozen=True)
class Measured:
    """A metric in a period, in all."""

    metric: str
    name: str
    is_proportion: bool
    # Whether less is better.
    is_cost: bool
    value: float | None
    # The company's own target, never a default one, and what of it should be reached by now.
    target: float | None
    pace_target: float | None
    # The ends of a proportion's interval.
    low: float | None
    high: float | None
    # Of the period before, of a running one of as many of its days.
    previous: float | None


@dataclass(frozen=True)
class Part:
    """A value of a dimension, what was counted of it in the period and before."""

    name: str
    value: float
    previous: float


@dataclass(frozen=True)
class Piece:
    """A piece of a sentence, and the metric that it is about: its trend, or what moved it."""

    text: str
    metric: str | None = None
    is_driver: bool = False


Sentence = tuple[Piece, ...]


@dataclass(frozen=True)
class _Fact:
    measured: Measured
    phrase: str
    # -1 for the worse, 1 for the better, 0 for what is on target.
    direction: int


def headline(
    measured: Mapping[str, Measured],
    parts: Mapping[tuple[str, str], Iterable[Part]],
    *,
    is_running: bool,
    before: str,
) -> tuple[Sentence, ...]:
    """At most two sentences on a period; none where there is nothing to say.

    measured: metric → how it stands in all. parts: count and dimension → its parts. before: what
    the period is compared with, as people call it (`May 2026`).
    """
    facts = _against_targets(measured, is_running) or _changes(measured, before)
    if not facts:
        return _nothing(measured, before)
    pieces = []
    for number, fact in enumerate(facts):
        name = _name(fact.measured)
        pieces += [
            Piece(", " if number else ""),
            Piece(_lowered(name) if number else name, fact.measured.metric),
            Piece(f" {fact.phrase}"),
        ]
    first = (*(piece for piece in pieces if piece.text), Piece("."))
    worse = [fact for fact in facts if fact.direction < 0]
    for fact in worse or [fact for fact in facts if fact.direction > 0]:
        if second := _cause(fact, measured, parts, before):
            return first, second
    return (first,)


def as_text(sentences: Iterable[Sentence]) -> str:
    """The sentences for a reader of plain text."""
    return " ".join("".join(piece.text for piece in sentence) for sentence in sentences)


# Against targets ------------------------------------------------------------------------------


def _against_targets(measured: Mapping[str, Measured], is_running: bool) -> list[_Fact]:
    """The most important metric with a target, and the most important one that misses its own."""
    facts = [
        fact
        for metric in METRICS
        if metric in measured and (fact := _judged(measured[metric], is_running))
    ]
    if not facts:
        return []
    first, rest = facts[0], facts[1:]
    second = next((fact for fact in rest if fact.direction < 0), rest[0] if rest else None)
    return [first, *([second] if second else [])][:_FACTS]


def _judged(one: Measured, is_running: bool) -> _Fact | None:
    """How a metric stands against its target; None where nobody can say, or it may be chance."""
    goal = one.pace_target if is_running else one.target
    if not (_is_number(one.value) and _is_number(goal) and _is_number(one.target)) or goal <= 0:
        return None
    difference = one.value - goal
    if one.is_proportion:
        if one.low is None or one.high is None or one.low <= goal <= one.high:
            return None
        size = f"{_rounded(abs(difference) * 100, 1)} points"
    else:
        size = f"{_rounded(abs(difference) / goal * 100, 0)} %"
    if not one.is_proportion and abs(difference) < _SAME * goal:
        return _Fact(one, _so_far("on target", one, is_running, "at pace"), 0)
    is_better = (difference < 0) == one.is_cost
    return _Fact(one, _phrase(one, goal, size, is_running), 1 if is_better else -1)


def _phrase(one: Measured, goal: float, size: str, is_running: bool) -> str:
    assert one.value is not None
    times = one.value / goal
    if not one.is_proportion and times >= _TIMES_FROM:
        said = f"{_rounded(times, 1 if times < 10 else 0)} times"
        return _so_far(f"{said} target", one, is_running, f"{said} what its pace asks for")
    if one.value > goal:
        return _so_far(f"{size} above target", one, is_running, f"{size} ahead of pace")
    if one.is_cost or one.is_proportion:
        return _so_far(f"{size} below target", one, is_running, f"{size} behind pace")
    return _so_far(f"{size} short of target", one, is_running, f"{size} behind pace")


def _so_far(said: str, one: Measured, is_running: bool, at_pace: str) -> str:
    """Of a running period a sum is held against its pace, all else against its target."""
    if not is_running:
        return said
    return f"{said} so far" if one.pace_target == one.target else at_pace


# Without targets ------------------------------------------------------------------------------


def _changes(measured: Mapping[str, Measured], before: str) -> list[_Fact]:
    """The counts that moved beyond chance, the most important first."""
    facts = []
    for one in (measured[metric] for metric in COUNTS if metric in measured):
        if not (_is_number(one.value) and _is_number(one.previous)):
            continue
        if not _is_beyond(one.value, one.previous, _BEYOND_CHANCE):
            continue
        is_more = one.value > one.previous
        size = f"{_rounded(abs(one.value / one.previous - 1) * 100, 0)} % " if one.previous else ""
        phrase = f"{size}{'more' if is_more else 'fewer'} than in {before}"
        facts.append(_Fact(one, phrase, 1 if is_more else -1))
    return facts[:_FACTS]


def _nothing(measured: Mapping[str, Measured], before: str) -> tuple[Sentence, ...]:
    """What is said where no target is judged and nothing moved beyond chance."""
    known = [
        measured[metric]
        for metric in dict.fromkeys(("leads", *COUNTS))
        if metric in measured and _is_number(measured[metric].value)
    ]
    if not known:
        return ()
    compared = [one for one in known if _is_number(one.previous)][:_FACTS]
    if compared:
        names = [Piece(_lowered(_name(one)), one.metric) for one in compared]
        if all(one.value == one.previous for one in compared):
            first = Piece(_name(compared[0]), compared[0].metric)
            return ((*_listed([first, *names[1:]]), Piece(f" as many as in {before}.")),)
        may_be = Piece(f" against {before} may be chance.")
        return ((Piece("The change of "), *_listed(names), may_be),)
    one = known[0]
    number = int(one.value or 0)
    name = _lowered(_name(one))
    name = name.removesuffix("s") if number == 1 else name
    counted = f"{number:,} {name}" if number else f"No {name}"
    return (
        (
            Piece(counted, one.metric),
            Piece(", and nothing before to hold against." if before else "."),
        ),
    )


def _listed(names: list[Piece]) -> list[Piece]:
    """One name, or two with a word between."""
    return names if len(names) == 1 else [names[0], Piece(" and "), *names[1:]]


# What moved it --------------------------------------------------------------------------------


def _cause(
    fact: _Fact,
    measured: Mapping[str, Measured],
    parts: Mapping[tuple[str, str], Iterable[Part]],
    before: str,
) -> Sentence | None:
    """The part that moved most in the direction of a fact; None where chance may have moved it."""
    counted = _COUNTED_BY.get(fact.measured.metric)
    if counted is None or counted not in measured:
        return None
    for dimension in DIMENSIONS:
        moved = [
            (fact.direction * (part.value - part.previous), part)
            for part in parts.get((counted, dimension), ())
        ]
        if not moved:
            continue
        size, part = max(moved, key=lambda one: (one[0], one[1].name))
        if size <= 0 or part.name == "unknown":
            continue
        if not _is_beyond(part.value, part.previous, _BEYOND_CHANCE_OF_MANY):
            continue
        way = "rise" if fact.direction > 0 else "fall"
        sign = "+" if fact.direction > 0 else "\N{MINUS SIGN}"
        name = _lowered(_name(measured[counted]))
        return (
            Piece(f"The largest {way} against {before}: "),
            Piece(plain(part.name.replace("_", " "), 60), counted, is_driver=True),
            Piece(f", {sign}{_rounded(size, 0)} {name.removesuffix('s') if size == 1 else name}."),
        )
    return None


def _is_beyond(now: float, before: float, deviations: float) -> bool:
    """Whether two counts differ by more than chance makes of counts of one by one."""
    return abs(now - before) > deviations * math.sqrt(max(now, 0) + max(before, 0))


# Words ----------------------------------------------------------------------------------------


def _name(one: Measured) -> str:
    """A metric's name without what stands in brackets behind it."""
    return plain(re.sub(r"\s*\([^)]*\)$", "", one.name), 60)


def _lowered(name: str) -> str:
    """A name within a sentence: MQLs stay as they are."""
    return name[0].lower() + name[1:] if name[1:2].islower() else name


def _rounded(value: float, places: int) -> str:
    return f"{Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,f}"


def _is_number(value: float | None) -> bool:
    return value is not None and math.isfinite(value)


# What the tables say --------------------------------------------------------------------------


def read_headlines(
    connection: duckdb.DuckDBPyConnection, grain: str, starts: Iterable[date]
) -> dict[date, tuple[Sentence, ...]]:
    """The headline of each period of a grain that has one, of the whole company."""
    wanted = list(starts)
    there = column_names(connection, "insights.scorecard")
    # The scorecard of a release built by an earlier version knows no pace.
    pace = "pace_target" if "pace_target" in there else "cast(null as double)"
    query = _MEASURED.format(pace_target=pace)
    rows = connection.execute(query, [list(METRICS), grain, wanted]).fetchall()
    measured: dict[date, dict[str, Measured]] = {}
    running: dict[date, bool] = {}
    for start, is_running, *cells in rows:
        one = Measured(*cells)
        measured.setdefault(start, {})[one.metric] = one
        running[start] = bool(is_running)
    parts = _read_parts(connection, grain, wanted)
    found = {}
    for start, of_period in measured.items():
        sentences = headline(
            of_period,
            parts.get(start, {}),
            is_running=running[start],
            before=_before(grain, start, running[start]),
        )
        if sentences:
            found[start] = sentences
    return found


_MEASURED = """
    select
        period_start, is_running, metric, name, is_proportion, better = 'down', value,
        case when target_source = 'company' then target end as company_target,
        case when target_source = 'company' then {pace_target} end,
        interval_low, interval_high, previous_value
    from insights.scorecard
    inner join metrics.metric_catalog using (metric)
    where list_contains(?, metric) and period_grain = ? and list_contains(?, period_start)
        and dimension = 'total'
    order by period_start, metric
"""


def _read_parts(
    connection: duckdb.DuckDBPyConnection, grain: str, starts: list[date]
) -> dict[date, dict[tuple[str, str], list[Part]]]:
    """Start → count and dimension → its parts; a release of an earlier version has none."""
    if "insights.performance" not in table_names(connection):
        return {}
    columns = ", ".join(f"{count}, previous_{count}" for count in COUNTS)
    campaigns = {key: name for key, name, _ in campaign_names(connection)}
    found: dict[date, dict[tuple[str, str], list[Part]]] = {}
    for start, dimension, value, *cells in connection.execute(
        f"""
        select period_start, dimension, dimension_value, {columns}
        from insights.performance
        where period_grain = ? and list_contains(?, period_start) and list_contains(?, dimension)
        order by period_start, dimension, dimension_value
        """,
        [grain, starts, list(DIMENSIONS)],
    ).fetchall():
        name = campaigns.get(value, value) if dimension == "campaign" else value
        for count, now, before in zip(COUNTS, cells[::2], cells[1::2], strict=True):
            if now is not None and before is not None:
                of_period = found.setdefault(start, {})
                of_period.setdefault((count, dimension), []).append(Part(name, now, before))
    return found


def _before(grain: str, start: date, is_running: bool) -> str:
    """What a period is compared with, behind `in` and `against`."""
    if grain == "all_time":
        return ""
    if is_running:
        return f"as many days of the {grain} before"
    last = start - timedelta(days=1)
    if grain == "month":
        return figures.show_period(grain, last.replace(day=1), last)
    return f"the {grain} before"
