"""Writes seeds/reference/public_suffixes.csv anew from the package publicsuffixlist.

    pip install publicsuffixlist && python tools/public_suffixes.py

The list is Mozilla's Public Suffix List (https://publicsuffix.org, Mozilla Public License 2.0),
as the package brings it; nothing is fetched here, nor when the project is built. Two kinds of rules
are left out: what holds for every host anyhow (its last label is public), and the longest, which
are the machines within some clouds and no company's site.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

LONGEST = 4
SEED = Path(__file__).resolve().parents[1] / "seeds" / "reference" / "public_suffixes.csv"


class Suffix(NamedTuple):
    """The end of a host, and how many of the host's last labels nobody can register."""

    suffix: str
    label_count: int
    is_exception: bool


def main() -> None:
    """Writes the seed."""
    listed = files("publicsuffixlist").joinpath("public_suffix_list.dat")
    SEED.write_text(as_csv(read_suffixes(listed.read_text(encoding="utf-8"))), encoding="utf-8")


def read_suffixes(text: str) -> list[Suffix]:
    """The rules of the list, each as hosts spell it: in its own script, and in ASCII."""
    rules = (line.split()[0] for line in text.splitlines() if line and not line.startswith("//"))
    return sorted({suffix for rule in rules for suffix in spelled(read_rule(rule))})


def read_rule(rule: str) -> Suffix:
    """`co.uk` is a suffix, below `*.ck` all of one label more are, but for `!www.ck`."""
    if rule.startswith("!"):
        suffix = rule.removeprefix("!")
        return Suffix(suffix, suffix.count("."), True)
    suffix = rule.removeprefix("*.")
    return Suffix(suffix, rule.count(".") + 1, False)


def spelled(suffix: Suffix) -> Iterator[Suffix]:
    """Its spellings, unless it is left out."""
    if not suffix.is_exception and not 1 < suffix.label_count <= LONGEST:
        return
    yield suffix
    yield suffix._replace(suffix=suffix.suffix.encode("idna").decode("ascii"))


def as_csv(suffixes: Iterable[Suffix]) -> str:
    """The seed's text."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(Suffix._fields)
    for suffix in suffixes:
        writer.writerow((suffix.suffix, suffix.label_count, str(suffix.is_exception).lower()))
    return stream.getvalue()


if __name__ == "__main__":
    main()
