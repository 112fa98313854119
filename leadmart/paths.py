"""Paths that can be said and opened all along the way."""

from __future__ import annotations

import sys
from pathlib import Path

from leadmart.errors import REFUSED, LeadmartError

# The sign of a path that a program takes for more than a letter of a name.
_TAKEN_FOR_MORE = {"DuckDB": "?", "dbt": "#"}


def checked_path(path: Path, where: str, given_to: tuple[str, ...] = ()) -> Path:
    """A path that can be said and opened all along the way; refuses others, naming the cause.

    where: what named it, such as --home; given_to: the programs that open it beside Python.
    """
    text = str(path)
    encoding = sys.getfilesystemencoding().lower().replace("-", "")
    if encoding != "utf8" and not (text.isascii() or (is_unicode(text) and not given_to)):
        what, mend = f"file names are read as {encoding} here", "set PYTHONUTF8=1"
    elif not is_unicode(text):
        what, mend = "is not UTF-8", "rename it"
    elif taken := [(_TAKEN_FOR_MORE[one], one) for one in given_to if _TAKEN_FOR_MORE[one] in text]:
        sign, program = taken[0]
        what, mend = f"holds a {sign}, which {program} takes for more than a letter", "rename it"
    else:
        return path
    raise LeadmartError(what, where=f"{where} {text}", mend=mend, code=REFUSED)


def is_unicode(text: str) -> bool:
    """Whether a text from outside holds nothing but characters."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
