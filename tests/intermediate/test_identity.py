"""Who is one with whom, against a search that follows every tie one by one."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import pytest

from tests.compiled import MINIATURE_VARIABLES, Compiled, Statement, run

INPUTS = {
    "leads": ("lead_id", "merged_into_lead_id"),
    "accounts": ("account_id", "merged_into_account_id"),
    "deals": ("deal_id", "merged_into_deal_id"),
}


@pytest.fixture(scope="module")
def models(compiled: Callable[[Mapping[str, Any]], Compiled]) -> list[Statement]:
    """The models of identity, compiled."""
    bridges = [f"work.intermediate.int_{one}_bridge" for one in ("lead", "account", "deal")]
    return compiled(MINIATURE_VARIABLES).made_for(*bridges)


def csv_of(rows: Sequence[Mapping[str, str]]) -> str:
    """Rows as the text of a CSV file."""
    columns = list(rows[0])
    lines = [",".join(columns), *(",".join(row[column] for column in columns) for row in rows)]
    return "\n".join(lines)


def merged(name: str, pairs: Iterable[tuple[str, str]]) -> str:
    """An input of rows, each with the one that it was merged into."""
    key, into = INPUTS[name]
    return csv_of(
        [{key: one, "created_at": "2026-01-01", into: other} for one, other in sorted(pairs)]
    )


class Groups:
    """Groups of ids, found by following each tie by itself."""

    def __init__(self, ids: Iterable[str]) -> None:
        self.parents = {one: one for one in ids}

    def root(self, one: str) -> str:
        while self.parents[one] != one:
            self.parents[one] = self.parents[self.parents[one]]
            one = self.parents[one]
        return one

    def join(self, one: str, other: str) -> None:
        self.parents[max(self.root(one), self.root(other))] = min(self.root(one), self.root(other))

    def found(self) -> dict[str, str]:
        smallest: dict[str, str] = {}
        for one in sorted(self.parents):
            smallest.setdefault(self.root(one), one)
        return {one: smallest[self.root(one)] for one in self.parents}


@pytest.mark.parametrize("name", INPUTS)
def test_a_chain_of_merges_is_one_however_long(name: str, models: list[Statement]) -> None:
    ids = [f"{number * 7919 % 2000:04}" for number in range(2000)]
    chain = merged(name, zip(ids, [*ids[1:], ""], strict=True))
    with run(models, {name: chain}) as connection:
        one = name.removesuffix("s")
        row = connection.execute(
            f"select count(distinct {one}_id), count({one}_id), min({one}_id)"
            f" from work.intermediate.int_{one}_bridge"
        ).fetchone()
    # The last of the chain, which was merged into none, survives.
    assert row == (1, 2000, ids[-1])


@pytest.mark.parametrize("name", INPUTS)
def test_a_circle_of_merges_is_one_and_counts_as_its_earliest_row(
    name: str, models: list[Statement]
) -> None:
    ids = [f"{number:03}" for number in range(300)]
    circle = merged(name, zip(ids, [*ids[1:], ids[100]], strict=True))
    with run(models, {name: circle}) as connection:
        one = name.removesuffix("s")
        rows = connection.execute(
            f"select distinct {one}_id from work.intermediate.int_{one}_bridge"
        ).fetchall()
    assert rows == [("000",)]


def test_addresses_and_merges_that_take_turns_make_one_person(models: list[Statement]) -> None:
    """Each pair of rows is merged, and each row shares its address with one of the next pair."""
    numbers = list(range(1000))
    random.Random(1).shuffle(numbers)
    rows = [
        {
            "lead_id": f"L{numbers[place]:04}",
            "created_at": "2026-01-01",
            "email": f"p{(place + 1) // 2}@buyer.example",
            "merged_into_lead_id": f"L{numbers[place + 1]:04}" if place % 2 == 0 else "",
        }
        for place in range(1000)
    ]
    with run(models, {"leads": csv_of(rows)}) as connection:
        found = connection.execute(
            "select count(distinct group_id), count(*) from work.intermediate.int_lead_groups"
        ).fetchone()
    assert found == (1, 1000)


@pytest.mark.parametrize("seed", range(12))
def test_groups_are_those_of_a_search_tie_by_tie(seed: int, models: list[Statement]) -> None:
    chance = random.Random(seed)
    size = chance.choice([3, 10, 40, 150])
    ids = [f"L{number:03}" for number in range(size)]
    rows = [
        {
            "lead_id": one,
            "created_at": f"2026-01-{chance.randint(1, 28):02}",
            "email": chance.choice(
                ["", "", f"p{chance.randint(0, size)}@buyer.example", "info@buyer.example"]
            ),
            "merged_into_lead_id": chance.choice(["", "", chance.choice(ids), "gone"]),
        }
        for one in ids
    ]
    rules = [
        {"input": "leads", "id": one, "other_id": other, "verdict": "same"}
        for one, other in [(chance.choice(ids), chance.choice(ids)) for _ in range(size // 10)]
    ]
    groups = Groups(ids)
    owners: dict[str, str] = {}
    for row in rows:
        if row["merged_into_lead_id"] in groups.parents:
            groups.join(row["lead_id"], row["merged_into_lead_id"])
        if row["email"] and not row["email"].startswith("info"):
            groups.join(row["lead_id"], owners.setdefault(row["email"], row["lead_id"]))
    for rule in rules:
        groups.join(rule["id"], rule["other_id"])
    said = csv_of(rules) if rules else "input,id,other_id,verdict"
    with run(models, {"leads": csv_of(rows)}, {"identity_rules": said}) as connection:
        found = dict(
            connection.execute(
                "select lead_id, group_id from work.intermediate.int_lead_groups"
            ).fetchall()
        )
    assert found == groups.found()


def test_thousands_of_one_name_are_not_paired(models: list[Statement]) -> None:
    rows = [
        {
            "lead_id": f"L{number:04}",
            "created_at": "2026-01-01",
            "account_id": "A1",
            "first_name": "Ann",
            "last_name": "Lee",
            "email": f"p{number}@buyer.example" if number % 2 else "",
        }
        for number in range(4000)
    ]
    with run(models, {"leads": csv_of(rows)}) as connection:
        connection.execute("set memory_limit = '200MB'")
        found = connection.execute(
            "select count(distinct lead_id) from work.intermediate.int_lead_bridge"
        ).fetchone()
    # Two thousand addresses, and one person of whom nobody knows which of them it is.
    assert found == (2001,)
