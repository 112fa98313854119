"""Writes docs/inputs.md, the page of the input contract: `python tools/inputs_page.py`.

A test holds the page to models/inputs.yml.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

PROJECT = Path(__file__).resolve().parent.parent
PAGE = PROJECT / "docs" / "inputs.md"

_HEAD = """# The inputs

What a company may bring, a file, a folder of parts or a table per input; any one is enough. This
page is made from [`models/inputs.yml`](../models/inputs.yml) by `tools/inputs_page.py`. What the
rules mean, and why, stands under "Inputs" in [DECISIONS.md](../DECISIONS.md).

The third column says what a wrong value costs. `row`: the row is refused, with its reason in
`quality.rejected_rows`. `cell`: the row counts without it, and `quality.flags` names it. `row *`:
the row must have a value. Texts are never wrong.
"""
_TYPES = {
    "string": "text",
    "timestamp": "moment or day",
    "date": "day",
    "boolean": "true or false",
    "bigint": "whole number",
}


def page() -> str:
    """The page as it should be."""
    text = (PROJECT / "models" / "inputs.yml").read_text(encoding="utf-8")
    source = next(one for one in yaml.safe_load(text)["sources"] if one["name"] == "inputs")
    return _HEAD + "".join(_section(table) for table in source["tables"])


def _section(table: dict[str, Any]) -> str:
    meta = _meta(table)
    key = meta["key"]
    lines = [f"\n## {table['name']}\n", f"{table['description']} Key: {_names(key)}."]
    if meta.get("summed"):
        lines.append("Rows of one key that say something else are parts of it, and add up.")
    if meta.get("renamed"):
        lines.append(f"Rows of one key may differ in {_names(meta['renamed'])}.")
    if "behind_after" in meta:
        since = "" if meta.get("ticks") else ", once there were some on twenty days"
        rests = (
            f", and while `{meta['stands_in_for']}` go on never" if "stands_in_for" in meta else ""
        )
        lines.append(f"Behind after {meta['behind_after']} days without a row{since}{rests}.")
    rows = [
        f"| `{one['name']}` | {_takes(one)} | {_lost(one, key)} | {one['description']} |"
        for one in table["columns"]
    ]
    head = "| column | takes | a wrong value costs | means |\n|---|---|---|---|"
    return "\n".join(["\n".join(lines), "", head, *rows, ""])


def _takes(column: dict[str, Any]) -> str:
    meta = _meta(column)
    if "values" in meta:
        return ", ".join(meta["values"])
    takes = [_TYPES.get(column["data_type"], "number")]
    takes += [
        f"{words} {meta[rule]:g}"
        for rule, words in (("minimum", "from"), ("above", "above"), ("maximum", "to"))
        if rule in meta
    ]
    if "at_most" in meta:
        most = meta["at_most"]
        takes.append(
            f"at most `{most}`" if isinstance(most, str) else f"at most {next(iter(most))}"
        )
    if "not_before" in meta:
        takes.append(f"not before `{meta['not_before']}`")
    return ", ".join(takes)


def _lost(column: dict[str, Any], key: list[str]) -> str:
    meta = _meta(column)
    if meta.get("required"):
        return "row *"
    if column["data_type"] == "string" and "values" not in meta:
        return ""
    essential = meta.get("essential", meta.get("amount") or column["name"] in key)
    return "row" if essential else "cell"


def _names(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _meta(node: dict[str, Any]) -> dict[str, Any]:
    meta: dict[str, Any] = node.get("config", {}).get("meta", {})
    return meta


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
