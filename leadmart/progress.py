"""What a person sees of a run: a live line on a terminal, plain lines in a log."""

from __future__ import annotations

import io
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TextIO

from leadmart.errors import mask, one_line

if TYPE_CHECKING:
    from rich.console import Console
    from rich.status import Status

_SECONDS_BETWEEN_LOG_LINES = 10.0
_LOG_WIDTH = 200


@dataclass
class Step:
    """A step under way: what is known of it so far."""

    title: str
    console: Console
    live: Status | None
    detail: str = ""
    _last_line: float = field(default_factory=time.monotonic)

    def update(self, detail: str) -> None:
        """Says how far it is: at once on a terminal, now and then in a log."""
        self.detail = one_line(detail)
        if self.live is not None:
            self.live.update(f"{self.title:<14} {self.detail}")
        elif time.monotonic() - self._last_line > _SECONDS_BETWEEN_LOG_LINES:
            self._last_line = time.monotonic()
            self.console.print(f"{self.title:<14} {self.detail} …")


@dataclass
class Progress:
    """Where a run's lines go: standard output, or standard error when that is for a machine."""

    for_machine: bool = False
    seconds: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.console = _console(sys.stderr if self.for_machine else sys.stdout)
        self._errors = _console(sys.stderr)

    @contextmanager
    def step(self, title: str) -> Iterator[Step]:
        """One step of a run; its line, with what it found and how long it took, stays."""
        started = time.monotonic()
        live = self.console.status(title) if self.console.is_terminal else None
        step = Step(title, self.console, live)
        if live is not None:
            live.start()
        try:
            yield step
        finally:
            if live is not None:
                live.stop()
            self.seconds[title] = round(time.monotonic() - started, 3)
        self.say(f"{title:<14} {step.detail} ({self.seconds[title]:.1f} s)")

    def say(self, line: str) -> None:
        """A line for the person."""
        self.console.print(mask(line))

    def warn(self, line: str) -> None:
        """Something to know that stops nothing."""
        self.console.print(f"warning: {one_line(line)}")

    def error(self, line: str) -> None:
        """Why a run stopped."""
        self._errors.print(f"error: {one_line(line)}")

    def answer(self, record: dict[str, Any]) -> None:
        """What a machine reads: one line of JSON, in escapes where the output has no UTF-8."""
        is_unicode = (sys.stdout.encoding or "").lower().startswith("utf")
        try:
            print(json.dumps(record, ensure_ascii=not is_unicode, default=str), flush=True)
        except OSError as error:
            self.error(f"the answer cannot be written ({error.strerror})")

    def trace(self, text: str) -> None:
        """Where in the code it stopped, behind the line that says why."""
        self._errors.print(mask(text))


def speak_anywhere() -> None:
    """Has replaced what the output cannot say, where cron or a console knows ASCII alone.

    An output that is closed is written to nowhere.
    """
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _console(stream: TextIO) -> Console:
    from rich.console import Console

    # A log has no width of its own; tables need one.
    width = None if stream.isatty() else _LOG_WIDTH
    return Console(file=stream, width=width, highlight=False, markup=False, soft_wrap=True)
