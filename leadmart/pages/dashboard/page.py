"""One self-contained page: what was selected, the charts' library, and our own style and script."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent
_VEGA_LITE = "6.4"
# Numbers without names of their own: packed, because there are many.
_PACKED = (
    "series",
    "drivers",
    "funnel",
    "movements",
    "cohorts",
    "attribution",
    "performance",
    "accounts",
    "calls",
    "headlines",
)
# What could end a script element, or a line of script, is written as its escape.
_ESCAPES = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)


def assemble(selected: dict[str, Any]) -> str:
    """The page's text.

    selected: what `selection.select` gives. The same selection gives the same bytes.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    library = chart_library()
    script = (_FOLDER / "dashboard.js").read_text(encoding="utf-8")
    style = (_FOLDER / "dashboard.css").read_text(encoding="utf-8")
    plain = {name: one for name, one in selected.items() if name not in _PACKED}
    packed = {name: selected[name] for name in _PACKED}
    environment = Environment(
        loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template("dashboard.html.j2").render(
        policy=_policy([library, script], style),
        as_of=selected["release"]["as_of"],
        style=Markup(style),
        data=Markup(as_script_text(plain)),
        numbers=Markup(pack(packed)),
        library=Markup(library),
        script=Markup(script),
    )


def as_script_text(value: Any) -> str:
    """JSON that is text inside a script element, whatever the data says.

    Nothing in it can end the element, begin another or open a comment.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.translate(_ESCAPES)


def pack(value: Any) -> str:
    """JSON, compressed, in letters and digits; the page unpacks it."""
    text = json.dumps(value, separators=(",", ":"), allow_nan=False)
    return base64.b64encode(gzip.compress(text.encode(), 9, mtime=0)).decode()


@cache
def chart_library() -> str:
    """Vega-Lite with all it needs as one script that asks nothing of the network."""
    import vl_convert

    library = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;", _VEGA_LITE)
    # A script element ends at the first of these, wherever it stands.
    assert "</script" not in library.lower()
    assert "<!--" not in library
    return library


def _policy(scripts: list[str], style: str) -> str:
    """What the page may do: run these scripts and nothing else, ask nobody for anything."""
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {' '.join(map(_hash, scripts))}",
            f"style-src {_hash(style)}",
            "img-src data:",
            "connect-src 'none'",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
