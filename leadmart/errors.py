"""What a user can mend, and the exit codes that say how a command ended."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence

PUBLISHED = 0
FAILED = 1
REFUSED = 2
BUSY = 75

_EMAIL = re.compile(
    r"[^\s<>@\"'(),;=\[\]{}|]+ *(?:@|%(?:25)*40) *"
    r"[^\s<>@\"'(),;=\[\]{}|]+(?:\.|%(?:25)*2[Ee])[A-Za-z]{2,}"
)
_URL_PASSWORD = re.compile(r"(?P<start>[A-Za-z][A-Za-z0-9+.-]*://[^\s:/@]*):[^\s@]*@")
_NAMED_PASSWORD = re.compile(
    r"(?P<name>\b(?:password|passwd|sslpassword|secret|token|sig)\s*=\s*)[^\s&]+", re.IGNORECASE
)


class LeadmartError(Exception):
    """Something that a user can mend: what is wrong, where, and what to do.

    One error may hold several problems (a folder with three bad files), one line each.
    """

    def __init__(self, what: str, *, where: str = "", mend: str = "", code: int = FAILED) -> None:
        self.problems = [problem(what, where, mend)]
        self.code = code
        super().__init__(self.problems[0])

    @classmethod
    def of(cls, problems: list[str], code: int) -> LeadmartError:
        """One error of several problems, each already a line."""
        error = cls(problems[0], code=code)
        error.problems = list(problems)
        return error


class Interrupted(BaseException):
    """A signal asked the run to stop."""

    def __init__(self, signal_number: int) -> None:
        self.signal_number = signal_number
        super().__init__(f"signal {signal_number}")


def problem(what: str, where: str = "", mend: str = "") -> str:
    """A problem as one line without row contents: where: what; what to do."""
    line = f"{where}: {what}" if where else what
    if mend:
        line = f"{line}; {mend}"
    return one_line(line)


def one_line(text: str) -> str:
    """A text as one line, with what could be personal or secret masked."""
    return mask(" ".join(text.split()))


def some_of(names: Sequence[str], most: int) -> str:
    """The first names of a list, and how many more there are."""
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")


def nearest(word: str, known: Iterable[str]) -> str:
    """What was probably meant, or what there is."""
    words = list(known)
    lower = {one.lower(): one for one in reversed(words)}
    close = difflib.get_close_matches(word.lower(), list(lower), n=1, cutoff=0.6)
    if close:
        return f"did you mean {lower[close[0]]}?"
    return f"there is {some_of(words, 12)}" if words else ""


def refuse_unknown(word: str, known: Iterable[str], what: str) -> None:
    """Refuses a word that is none of those that there are, and names the nearest one."""
    words = list(known)
    if word not in words:
        raise LeadmartError(f"there is no {what} {word!r}", mend=nearest(word, words), code=REFUSED)


def first_line(error: Exception) -> str:
    """What a database says first, short and masked: the lines behind it may quote rows."""
    return one_line(str(error).splitlines()[0])[:200] if str(error) else type(error).__name__


def holds_password(text: str) -> bool:
    """Whether an address says a password."""
    return bool(_URL_PASSWORD.search(text) or _NAMED_PASSWORD.search(text))


def mask(text: str) -> str:
    """A text without e-mail addresses and passwords, and with nothing that UTF-8 cannot say."""
    text = text.encode("utf-8", "replace").decode("utf-8")
    text = _URL_PASSWORD.sub(r"\g<start>:***@", text)
    text = _NAMED_PASSWORD.sub(r"\g<name>***", text)
    return _EMAIL.sub("<email>", text)
