"""What would give the metrics that have no rows: the fewest inputs and columns to add."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

from leadmart.intake import needs


@dataclass(frozen=True)
class Gap:
    """Inputs (`costs`) and columns of inputs (`deals.amount`), and the metrics they would give."""

    missing: tuple[str, ...]
    metrics: tuple[str, ...]


def find_gaps(needed: dict[str, str], there: set[str]) -> list[Gap]:
    """What is missing, what gives most metrics first: one thing alone, then several together.

    needed: metric → what it needs; there: the inputs, and columns as `input.column`, with values.
    Of several things together only the metrics are told that none of them gives alone.
    """
    ways = {
        metric: _fewest(expression, there)
        for metric, expression in needed.items()
        if not needs.is_met(expression, there)
    }
    found: list[Gap] = []
    told: set[str] = set()
    for size in sorted({len(sets[0]) for sets in ways.values()}):
        gaps = [
            Gap(
                missing,
                tuple(metric for metric, sets in ways.items() if missing in sets),
            )
            for missing in sorted({one for sets in ways.values() for one in sets})
            if len(missing) == size
        ]
        for gap in sorted(gaps, key=lambda gap: -len(gap.metrics)):
            # Another way to what was told already is of use only where it is one thing.
            if size == 1 or not told >= {*gap.metrics}:
                found.append(gap)
                told |= {*gap.metrics}
    return found


def _fewest(expression: str, there: set[str]) -> list[tuple[str, ...]]:
    """The smallest sets of things that would meet a need, each way of the same size."""
    missing = sorted({_thing(name, there) for name in needs.names_in(expression)} - there)
    for size in range(1, len(missing)):
        sets = [
            chosen
            for chosen in combinations(missing, size)
            if needs.is_met(expression, there | {*chosen})
        ]
        if sets:
            return sets
    return [tuple(missing)]


def _thing(name: str, there: set[str]) -> str:
    """What to bring for a name: its column, or its whole input where that is absent too."""
    source = name.partition(".")[0]
    return name if source in there else source
