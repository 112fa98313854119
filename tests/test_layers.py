"""Data flows left to right, and no model reads a big table twice."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

MODELS = Path(__file__).resolve().parents[1] / "models"
# Left to right. quality stands beside measures: it reads what core and the layers before it hold.
READS = {
    "connectors": ("connectors",),
    "staging": ("connectors", "staging"),
    "intermediate": ("staging", "intermediate"),
    "core": ("staging", "intermediate", "core"),
    "measures": ("staging", "intermediate", "core", "measures"),
    "metrics": ("intermediate", "measures", "metrics"),
    "insights": ("staging", "intermediate", "core", "measures", "metrics", "insights"),
    "quality": ("connectors", "staging", "intermediate", "core", "quality"),
}
# Events, of which a company has millions.
BIG = re.compile(r"(checked|stg|int|fct)_(sessions|session_touches|page_views|email_\w+)")
SMALL = {"stg_email_subscribers", "checked_email_subscribers", "fct_email_subscribers"}

FILES = {path.stem: path for path in MODELS.rglob("*.sql")}


def layer_of(model: str) -> str:
    return FILES[model].relative_to(MODELS).parts[0]


def read_by(model: str) -> Counter[str]:
    """How often a model's text names each of the models that it reads."""
    text = FILES[model].read_text(encoding="utf-8")
    named = re.findall(r"""\bref\(\s*['"](\w+)['"]\s*\)""", text)
    return Counter(name for name in named if name in FILES)


def test_every_model_lies_in_a_layer() -> None:
    assert {layer_of(model) for model in FILES} == set(READS)


@pytest.mark.parametrize("layer", READS)
def test_models_read_from_their_own_layer_or_from_its_left(layer: str) -> None:
    back = [
        f"{model} reads {other}"
        for model in sorted(FILES)
        if layer_of(model) == layer
        for other in read_by(model)
        if layer_of(other) not in READS[layer]
    ]
    assert not back


def test_what_insights_share_is_read_by_insights_alone() -> None:
    private = {
        model
        for model, path in FILES.items()
        if path.parent.name == "private" and layer_of(model) == "insights"
    }
    assert private
    assert {layer_of(model) for model in FILES if private & set(read_by(model))} == {"insights"}


def test_no_model_reads_a_big_table_twice() -> None:
    twice = [
        f"{model} reads {other} {count} times"
        for model in sorted(FILES)
        for other, count in read_by(model).items()
        if count > 1 and BIG.fullmatch(other) and other not in SMALL
    ]
    assert not twice


def test_big_tables_are_known_by_their_names() -> None:
    big = {model for model in FILES if BIG.fullmatch(model)} - SMALL
    assert {"fct_sessions", "fct_page_views", "fct_email_messages", "int_sessions"} <= big
