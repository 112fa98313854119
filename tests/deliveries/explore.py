"""Made-up deliveries one after the other, and what was found, made as small as it goes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.compiled import Workbench, compile_once
from tests.deliveries.made_up import Delivery, Made, deliveries
from tests.deliveries.proof import Finding, prove

# Each that a process keeps takes up a third of a gigabyte.
_COMPANIES_AT_ONCE = 2

DEFAULTS: dict[str, Any] = {
    "input_kind": "delivered",
    "as_of": "2026-06-30",
    "reporting_currency": "USD",
}
# Settings that any company may choose. Each costs a compilation.
COMPANIES: dict[str, dict[str, Any]] = {
    # What the situations from practice are compiled with, too.
    "as it comes": DEFAULTS,
    # Everything may be invalid, so that what a build makes of the rest is looked at too.
    "lenient": DEFAULTS | {"maximum_rejected_share": 1.0},
    # A zone that skipped a day, years from February, a currency without rates, each window at its
    # widest.
    "Apia": DEFAULTS
    | {
        "business_timezone": "Pacific/Apia",
        "fiscal_year_start_month": 2,
        "reporting_currency": "CHF",
        "as_of": "2026-01-31",
        "maximum_rejected_share": 1.0,
        "exchange_rate_days": 366,
        "response_target_minutes": 525_600,
        "meeting_attribution_days": 3650,
        "funnel_patience_days": 3650,
        "day_values": 10_000,
        "near_target_band": 1.0,
        "anomaly_threshold": 100,
        "attribution_window_days": 3650,
        "attribution_half_life_days": 3650,
        "attribution_maximum_states": 100,
        "lead_score_days": 365,
        "lead_score_outcome_days": 3650,
        "lead_score_minimum_positives": 1_000_000,
    },
    # The day on which the clock is put forward, the other lifetime, each window at its narrowest.
    "New York": DEFAULTS
    | {
        "business_timezone": "America/New_York",
        "as_of": "2026-03-08",
        "customer_lifetime_method": "inverse_churn",
        "maximum_rejected_share": 1.0,
        "exchange_rate_days": 0,
        "response_target_minutes": 1,
        "meeting_attribution_days": 0,
        "funnel_patience_days": 1,
        "day_values": 0,
        "near_target_band": 0,
        "anomaly_threshold": 0.5,
        "attribution_window_days": 1,
        "attribution_half_life_days": 1,
        "attribution_maximum_states": 2,
        "lead_score_days": 1,
        "lead_score_outcome_days": 1,
        "lead_score_minimum_positives": 1,
    },
}


@dataclass
class Found:
    """What deliveries showed: each kind of fault with how often, and the smallest delivery."""

    deliveries: int = 0
    rows: int = 0
    times: Counter[str] = field(default_factory=Counter)
    smallest: dict[str, tuple[str, Finding, Made]] = field(default_factory=dict)
    # Relations of the public schemas with rows, by how many deliveries.
    filled: Counter[str] = field(default_factory=Counter)

    def note(self, company: str, made: Made, findings: Sequence[Finding]) -> None:
        """Keeps what one delivery showed."""
        self.deliveries += 1
        self.rows += _size(made.delivery)
        for finding in findings:
            self.times[finding.kind] += 1
            self._keep(finding.kind, (company, finding, made))

    def add(self, other: Found) -> None:
        """Takes up what another process found."""
        self.deliveries += other.deliveries
        self.rows += other.rows
        self.times += other.times
        self.filled += other.filled
        for kind, seen in other.smallest.items():
            self._keep(kind, seen)

    def _keep(self, kind: str, seen: tuple[str, Finding, Made]) -> None:
        before = self.smallest.get(kind)
        if before is None or _size(seen[2].delivery) < _size(before[2].delivery):
            self.smallest[kind] = seen


@lru_cache(maxsize=_COMPANIES_AT_ONCE)
def workbench(company: str, folder: Path) -> Workbench:
    """A database for one company's deliveries; a folder keeps what is compiled."""
    return Workbench(compile_once(folder, COMPANIES[company]))


def explore(
    company: str,
    bench: Workbench,
    count: int,
    number: int | None = None,
    also: Callable[[Made], Sequence[Finding]] = lambda made: (),
) -> Found:
    """Makes up so many deliveries of a company and gives what does not hold of them.

    number: other deliveries for another number; without one, always the same.
    also: what else to look at in the workbench's database.
    """
    found = Found()
    variables = COMPANIES[company]

    @settings(
        max_examples=count,
        derandomize=number is None,
        database=None,
        deadline=None,
        # Made small by rows and cells, see smaller(): a second of building is no step of a search.
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(deliveries(*calendar_of(company)))
    def look(made: Made) -> None:
        findings = prove(bench, made, variables)
        found.note(company, made, findings or also(made))
        found.filled.update(bench.filled())

    (look if number is None else seed(number)(look))()
    return found


def portion(said: tuple[str, Path, int, int]) -> Found:
    """What one process does of a larger search: a company, a folder, how many, and a seed."""
    company, folder, count, number = said
    return explore(company, workbench(company, folder), count, number)


def calendar_of(company: str) -> tuple[date, int]:
    """The day that a company looks back from, and the month in which its years begin."""
    variables = COMPANIES[company]
    return date.fromisoformat(variables["as_of"]), variables.get("fiscal_year_start_month", 1)


def smaller(made: Made, shows: Callable[[Made], bool], tries: int = 80) -> Made:
    """The delivery with as few inputs, rows, columns and cells as still show the same.

    shows: whether a delivery shows it. tries: how often to ask at most.
    """
    asked = 0
    while True:
        for candidate in _simpler(made.delivery):
            if asked >= tries:
                return made
            asked += 1
            other = Made(candidate, made.is_sound, made.shape)
            if shows(other):
                made = other
                break
        else:
            return made


def made_small(found: Found, kind: str, folder: Path) -> Made:
    """The delivery that shows a kind of fault, without all that it does not need for it.

    Proved in a database of its own: what only many deliveries together show is no fault of one.
    """
    company, _, made = found.smallest[kind]
    bench = Workbench(compile_once(folder, COMPANIES[company]))

    def shows(other: Made) -> bool:
        return any(one.kind == kind for one in prove(bench, other, COMPANIES[company]))

    return smaller(made, shows)


def in_words(made: Made) -> str:
    """A delivery's rows, a line each."""
    lines = []
    for name, rows in made.delivery.items():
        lines.append(f"  {name}:")
        lines += [f"    { ({k: v for k, v in row.items() if v is not None}) }" for row in rows]
    return "\n".join(lines)


def _simpler(delivery: Delivery) -> Iterator[Delivery]:
    """What is left of a delivery without some of it, the largest parts first."""
    for name in delivery:
        yield {other: rows for other, rows in delivery.items() if other != name}
    for name, rows in delivery.items():
        step = len(rows) // 2
        while step:
            for start in range(0, len(rows), step):
                yield delivery | {name: rows[:start] + rows[start + step :]}
            step //= 2
    for name, rows in delivery.items():
        for column in dict.fromkeys(column for row in rows for column in row):
            if any(column in row for row in rows):
                without = [{key: row[key] for key in row if key != column} for row in rows]
                yield delivery | {name: without}
    for name, rows in delivery.items():
        for place, row in enumerate(rows):
            for column, value in row.items():
                if value is not None:
                    emptied = [*rows[:place], {**row, column: None}, *rows[place + 1 :]]
                    yield delivery | {name: emptied}


def _size(delivery: Delivery) -> int:
    return sum(len(rows) for rows in delivery.values())
