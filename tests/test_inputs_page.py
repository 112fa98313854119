"""The page of inputs says what the contract says."""

from __future__ import annotations

from tools.inputs_page import PAGE, page


def test_the_page_of_inputs_is_the_contract() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run python tools/inputs_page.py"
