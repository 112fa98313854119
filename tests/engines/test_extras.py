"""What the extras of `pip install .[spark]` bring is what the lock files hold."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]


@pytest.mark.parametrize("extra", ["postgres", "semantic", "spark"])
def test_an_extra_is_locked(extra: str) -> None:
    settings = tomllib.loads((PROJECT / "pyproject.toml").read_text())
    declared = settings["tool"]["setuptools"]["dynamic"]["optional-dependencies"][extra]["file"]
    assert declared == f"requirements-{extra}.in"
    lines = (PROJECT / declared).read_text().splitlines()
    wanted = [line for line in lines if not line.startswith("#")]
    assert wanted
    # setuptools reads nothing but requirements: no option such as -c
    assert not [line for line in wanted if line.startswith("-")]
    locked = (PROJECT / f"requirements-{extra}.txt").read_text()
    for line in wanted:
        name = re.split(r"[=\[<>~!]", line)[0]
        assert re.search(rf"^{name}(\[\w+\])?==\S+", locked, re.MULTILINE), name


@pytest.mark.parametrize("extra", ["postgres", "semantic", "spark"])
def test_an_extra_agrees_with_the_base(extra: str) -> None:
    def versions(file: str) -> dict[str, str]:
        text = (PROJECT / file).read_text()
        return dict(re.findall(r"^([\w.-]+)(?:\[\w+\])?==(\S+) \\", text, re.MULTILINE))

    base = versions("requirements.txt")
    both = base.keys() & versions(f"requirements-{extra}.txt").keys()
    assert both
    assert {name: base[name] for name in both} == {
        name: versions(f"requirements-{extra}.txt")[name] for name in both
    }
