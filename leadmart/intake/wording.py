"""The words that people head columns and call files with, from wordings.yml and meanings.yml.

Texts are compared by their letters and digits alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from leadmart.intake.contract import Contract, Input

_HERE = Path(__file__).parent
_BRACKETS = re.compile(r"[(\[].*?[)\]]")
_CODES = "eur usd gbp chf sek nok dkk pln czk huf cad aud nzd jpy cny inr brl mxn zar sgd hkd try"
_ISO_CODES = frozenset(_CODES.split())
_MONEY = re.compile(rf"(?:\bin )?(?:[€$£]|\b(?:{'|'.join(_ISO_CODES)})\b)", re.IGNORECASE)
_TRUE = frozenset({"true", "t", "yes", "y", "1"})
_FALSE = frozenset({"false", "f", "no", "n", "0"})

# How well a heading says that it is a column's: its own name, a common wording, a weak one.
EXACT, COMMON, WEAK = 0, 1, 3


@dataclass(frozen=True)
class Wording:
    """The words of one input."""

    called: frozenset[str]
    nouns: tuple[str, ...]
    telling: frozenset[str]
    # Bare heading → the columns that it may be, each with how well it says so.
    headings: Mapping[str, tuple[tuple[str, int], ...]]


def bare(text: str) -> str:
    """A text's letters and digits, without accents, in lower case."""
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss"))
    return "".join(sign for sign in plain.lower() if sign.isalnum())


def words_of(text: str) -> list[str]:
    """A text's words, each as its letters and digits alone."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", " ", text)
    return [word for part in re.split(r"[\W_]+", spaced) if (word := bare(part))]


@cache
def _said(name: str) -> dict[str, Any]:
    said: dict[str, Any] = yaml.safe_load((_HERE / name).read_text(encoding="utf-8"))
    return said


def _listed(text: str) -> Iterator[tuple[str, bool]]:
    """The words of a list, each with whether it is weak."""
    for one in text.split(","):
        yield bare(one), one.strip().startswith("~")


def read_wordings(contract: Contract) -> dict[str, Wording]:
    """The words of every input of the contract."""
    said = _said("wordings.yml")
    ids = [bare(one) for one in said["ids"].split(",")]
    nouns = {
        name: tuple(dict.fromkeys(bare(one) for one in said[name]["nouns"].split(",")))
        for name in contract
    }
    return {name: _wording(declared, said, nouns, ids) for name, declared in contract.items()}


def _wording(
    declared: Input, said: Mapping[str, Any], nouns: Mapping[str, tuple[str, ...]], ids: list[str]
) -> Wording:
    own = said[declared.name]
    headings: dict[str, dict[str, int]] = {}

    def add(heading: str, column: str, rank: int) -> None:
        here = headings.setdefault(heading, {})
        here[column] = min(rank, here.get(column, rank))

    for place, column in enumerate(declared.columns):
        add(bare(column.name), column.name, EXACT)
        for words in (own.get("columns", {}), said["anywhere"]):
            for heading, is_weak in _listed(words.get(column.name, "")):
                if heading:
                    add(heading, column.name, WEAK if is_weak else COMMON)
        refers = column.references.partition(".")[0]
        if place == 0 and column.required and column.name.endswith("_id") and not refers:
            for one in ids:
                add(one, column.name, COMMON)
            refers = declared.name
        if not refers or column.name.startswith("merged_into"):
            continue
        for noun in nouns[refers]:
            for one in ids:
                for joint in ("", "s", "n", "en", "es"):
                    add(noun + joint + one, column.name, COMMON)
                add(one + noun, column.name, COMMON)
            if refers != declared.name:
                add(noun, column.name, WEAK)
    called = {bare(declared.name), *(bare(one) for one in own["called"].split(","))}
    return Wording(
        called=frozenset(called),
        nouns=nouns[declared.name],
        telling=frozenset(one.strip() for one in own["telling"].split(",")),
        headings={heading: tuple(columns.items()) for heading, columns in headings.items()},
    )


def columns_of(heading: str, wording: Wording) -> dict[str, int]:
    """The columns that a heading may be, each with its rank: the lower, the better."""
    found: dict[str, int] = {}
    for text, more in _variants(heading, wording):
        for column, rank in wording.headings.get(text, ()):
            found[column] = min(found.get(column, rank + more), rank + more)
    return found


def plain(heading: str) -> str:
    """A heading without the number that tells it from another of the same name."""
    return re.sub(r" \([0-9]+\)$", "", heading)


def _variants(heading: str, wording: Wording) -> Iterator[tuple[str, int]]:
    """A heading as it is, and without what says nothing more: brackets, a currency, the noun."""
    shorter = _BRACKETS.sub(" ", heading)
    texts = dict.fromkeys((bare(heading), bare(shorter), bare(_MONEY.sub(" ", shorter))))
    for text in texts:
        yield text, 0
        for noun in wording.nouns:
            if len(text) > len(noun):
                if text.startswith(noun):
                    yield text[len(noun) :], 1
                if text.endswith(noun):
                    yield text[: -len(noun)], 1


@cache
def fillers() -> frozenset[str]:
    """Words of a heading that say that a stage was entered, and nothing of which."""
    return frozenset(bare(one) for one in _said("wordings.yml")["fillers"].split(","))


def currency_of(heading: str) -> str:
    """The currency that a heading names by its code or an unmistakable sign; nothing if none."""
    codes = {word for word in words_of(heading) if word in _ISO_CODES and word != "try"}
    codes |= {code for sign, code in (("€", "eur"), ("£", "gbp")) if sign in heading}
    return codes.pop().upper() if len(codes) == 1 else ""


# Words of values ------------------------------------------------------------------------------


def meaning_of(word: str, column: str) -> str:
    """What a word of another language means in a column with a list; nothing where it is open."""
    listed = _said("meanings.yml").get("stages" if column == "current_stage" else column, {})
    if column == "stage":
        listed = _said("meanings.yml")["stages"]
    text = bare(word)
    return next(
        (
            meant
            for meant, words in listed.items()
            if text in [bare(one) for one in words.split(",")]
        ),
        "",
    )


def stage_meaning(word: str) -> str:
    """Whether a deal's stage says won or lost in another language."""
    listed = _said("meanings.yml")["deal_stage"]
    there = set(words_of(word))
    return next(
        (
            meant
            for meant, words in listed.items()
            if any(set(words_of(one)) <= there for one in words.split(","))
        ),
        "",
    )


def is_truth(word: str) -> bool:
    """Whether staging understands a word as true or false."""
    return word.strip().lower() in _TRUE | _FALSE


def truth_of(word: str) -> str:
    """true or false for a word of another language; nothing where it is neither."""
    said = _said("meanings.yml")
    for meant, key in (("true", "yes"), ("false", "no")):
        if word.strip().lower() in [one.strip().lower() for one in str(said[key]).split(",")]:
            return meant
    return ""
