"""Chance and time for the demo company: the same seed gives the same bytes on every machine.

Only additions, multiplications and divisions are used: logarithms and powers may differ in their
last digit from one C library to the next, and a last digit can tip a choice.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from random import Random

FIRST_DAY = date(2025, 1, 1)
AS_OF = date(2026, 6, 30)
LAST_MOMENT = datetime(2026, 6, 30, 18, 0)

MONTH_SEASONS = (0.98, 1.02, 1.1, 1.04, 1.02, 0.96, 0.76, 0.7, 1.08, 1.12, 1.06, 0.64)
WEEKDAY_SEASONS = (1.04, 1.12, 1.1, 1.06, 0.88, 0.24, 0.2)
HOUR_WEIGHTS = (1, 1, 1, 1, 1, 2, 4, 8, 12, 15, 15, 13, 11, 13, 15, 14, 12, 8, 5, 4, 4, 3, 2, 1)
GROWTH_PER_MONTH = 0.05


def dice_for(seed: int, subject: str) -> Random:
    """Dice of their own for a subject, so that a change there leaves the others as they are."""
    return Random(f"{seed}/{subject}")


def chance(dice: Random, probability: float) -> bool:
    """True with the given probability."""
    return dice.random() < probability


def pick(dice: Random, weights: dict[str, float]) -> str:
    """One of the keys, by their weights."""
    return dice.choices(list(weights), list(weights.values()))[0]


def skewed(dice: Random, median: float, spread: float = 0.6) -> float:
    """A positive number about a median with a long upper tail, as amounts and waits have."""
    value = median
    for _ in range(4):
        step = 1 + dice.uniform(0, spread)
        value = value * step if chance(dice, 0.5) else value / step
    return value


def days_between(first: date, last: date) -> list[date]:
    """Every day from first to last, both included."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def month_starts(first: date, last: date) -> list[date]:
    """The first day of every month from first's month to last's."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [add_months(first.replace(day=1), number) for number in range(count)]


def add_months(day: date, count: int) -> date:
    """The same day of a later month; days after the 28th become the 28th."""
    month = day.month - 1 + count
    return date(day.year + month // 12, month % 12 + 1, min(day.day, 28))


def busyness(day: date) -> float:
    """How much happens on a day: growth, the time of year and the day of the week."""
    months = (day.year - FIRST_DAY.year) * 12 + day.month - FIRST_DAY.month
    growth = 1 + GROWTH_PER_MONTH * months
    return growth * MONTH_SEASONS[day.month - 1] * WEEKDAY_SEASONS[day.weekday()]


def busy_days(dice: Random, days: Sequence[date], count: int) -> list[date]:
    """As many days as asked for, in order, drawn by how busy they are."""
    return sorted(dice.choices(days, [busyness(day) for day in days], k=count))


def moment_on(dice: Random, day: date) -> datetime:
    """A moment of the day, mostly in office hours, never after the demo's last moment."""
    hour = dice.choices(range(24), HOUR_WEIGHTS)[0]
    moment = datetime.combine(day, time(hour, dice.randrange(60), dice.randrange(60)))
    return min(moment, LAST_MOMENT - timedelta(seconds=dice.randrange(3600)))


def office_moment(dice: Random, moment: datetime) -> datetime:
    """The moment if it is in office hours, else one in the next hours that are."""
    day = moment.date() if moment.hour < 18 else moment.date() + timedelta(days=1)
    while day.weekday() > 4:
        day += timedelta(days=1)
    if day == moment.date() and moment.hour >= 8:
        return moment
    return datetime.combine(day, time(dice.randrange(8, 18), dice.randrange(60), 0))


def later(moment: datetime, days: float) -> datetime:
    """The moment that many days on, in whole seconds."""
    return moment + timedelta(seconds=round(days * 86400))
