"""Until when each input goes, from the table quality.freshness."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from leadmart.reading import table_names

if TYPE_CHECKING:
    import duckdb

TABLE = "quality.freshness"


@dataclass(frozen=True)
class InputAge:
    """An input's last day, and how it stands to the as-of date."""

    input: str
    last_event_on: date | None
    days_behind: int | None
    warn_after_days: int | None
    refuse_after_days: int | None
    state: str

    @property
    def is_behind(self) -> bool:
        """Whether it lags behind: what it would count after its last day is not measured."""
        return self.state in ("behind", "refused") and self.last_event_on is not None

    @property
    def said(self) -> str:
        """Until when it goes, in words."""
        if self.last_event_on is None or self.days_behind is None:
            return "holds nothing"
        days = f"{self.days_behind:,} day{'s' if self.days_behind != 1 else ''}"
        return f"ends on {self.last_event_on}, {days} before the as-of date"


def read_ages(connection: duckdb.DuckDBPyConnection) -> list[InputAge]:
    """All inputs, the furthest behind first; none in a database that has no such table."""
    if TABLE not in table_names(connection):
        return []
    rows = connection.execute(
        f"""
        select input, last_event_on, days_behind, warn_after_days, refuse_after_days, state
        from {TABLE}
        order by days_behind desc nulls last, input
        """
    ).fetchall()
    return [InputAge(*row) for row in rows]


def behind(ages: list[InputAge]) -> list[InputAge]:
    """The inputs that lag behind."""
    return [one for one in ages if one.is_behind]


def lags(ages: list[InputAge]) -> list[str]:
    """Each input that lags behind, in a line that says what follows, and how to say otherwise."""
    return [
        f"{one.input} {one.said}: what it would count after that day is not measured; mend the"
        f" export, or say warn_after_days: {one.input}=never if it may rest"
        for one in behind(ages)
        if one.state == "behind"
    ]


def too_old(ages: list[InputAge]) -> list[str]:
    """Each input that the company does not publish at its age, in a line."""
    return [
        f"{one.input} {one.said}, at most {one.refuse_after_days} are allowed"
        " (refuse_after_days); mend the export"
        for one in ages
        if one.state == "refused"
    ]
