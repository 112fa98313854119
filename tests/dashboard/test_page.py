"""The page is one file, the same for the same release, and data in it is text."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from leadmart.pages.dashboard import page
from tests.dashboard.conftest import HOSTILE

LARGEST = 2_000_000


# A browser ends a script or a style at the first end tag, whatever stands before it.
_HELD = re.compile(r"(<(script|style)\b[^>]*>)(.*?)(?=</\2)", re.DOTALL | re.IGNORECASE)


class Elements(HTMLParser):
    """The elements of a page in their order, and what its scripts and styles hold."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.held = [match[3] for match in _HELD.finditer(text)]
        self.feed(_HELD.sub(r"\1", text))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def holding(self) -> list[tuple[str, dict[str, str | None], str]]:
        """Each script and style: its tag, its attributes and its text."""
        tags = [(tag, attributes) for tag, attributes in self.found if tag in ("script", "style")]
        return [(*tag, text) for tag, text in zip(tags, self.held, strict=True)]


@pytest.fixture(scope="module")
def text(miniature_home: Path) -> str:
    return (miniature_home / "current" / "dashboard.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def elements(text: str) -> Elements:
    return Elements(text)


@pytest.mark.parametrize("name", HOSTILE)
def test_data_in_a_script_element_is_text(name: str) -> None:
    written = page.as_script_text({"name": name, name: [name]})
    assert not re.search("[<>&\u2028\u2029]", written)
    assert json.loads(written) == {"name": name, name: [name]}


def test_numbers_that_json_does_not_know_are_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        page.as_script_text(float("nan"))


def test_packed_numbers_come_back_whole_and_the_same() -> None:
    value = {"a": [1, None, 2.5, "é"]}
    assert page.pack(value) == page.pack(value)
    assert json.loads(gzip.decompress(base64.b64decode(page.pack(value)))) == value


def test_hostile_names_add_no_element(hostile_page: Path, elements: Elements) -> None:
    tags = [tag for tag, _ in Elements(hostile_page.read_text(encoding="utf-8")).found]
    assert tags == [tag for tag, _ in elements.found]


def test_the_release_names_the_page_and_its_size(miniature_home: Path) -> None:
    manifest = json.loads((miniature_home / "current" / "manifest.json").read_text())
    size = manifest["files"]["dashboard.html"]["bytes"]
    assert size == (miniature_home / "current" / "dashboard.html").stat().st_size
    assert size < LARGEST


def test_the_same_selection_gives_the_same_bytes(selected: dict[str, Any], text: str) -> None:
    assert page.assemble(selected) == text


def test_the_policy_allows_these_scripts_and_this_style_alone(elements: Elements) -> None:
    (policy,) = [
        attributes["content"]
        for _, attributes in elements.found
        if attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    rules = dict(rule.split(" ", 1) for rule in (policy or "").split("; "))
    holding = elements.holding()
    run = [text for tag, has, text in holding if tag == "script" and "type" not in has]
    (style,) = [text for tag, _, text in holding if tag == "style"]
    assert rules == {
        "default-src": "'none'",
        "script-src": " ".join(map(hash_of, run)),
        "style-src": hash_of(style),
        "img-src": "data:",
        "connect-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    assert len(run) == 2


def hash_of(held: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(held.encode()).digest()).decode()}'"


def test_the_page_points_nowhere(elements: Elements) -> None:
    for tag, attributes in elements.found:
        address = attributes.get("href") or attributes.get("src") or ""
        assert address.startswith(("#", "data:")) or not address, tag
        assert not [name for name in attributes if name.startswith("on") or name == "style"], tag


def test_our_script_never_makes_markup_of_text() -> None:
    script = (Path(page.__file__).parent / "dashboard.js").read_text(encoding="utf-8")
    forbidden = (
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|fetch\("
    )
    assert re.findall(forbidden, script) == []
