"""A command from its first to its last line: signals, errors, the lock, the record of it."""

from __future__ import annotations

import os
import signal
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import typer

from leadmart.errors import BUSY, FAILED, PUBLISHED, REFUSED, Interrupted, LeadmartError
from leadmart.home import Home, current_id
from leadmart.progress import Progress
from leadmart.release import releases
from leadmart.settings import Settings
from leadmart.signals import SIGNALS
from leadmart.workplace import Workplace

Record = dict[str, Any]

_STATUS = {PUBLISHED: "done", FAILED: "failed", REFUSED: "refused", BUSY: "busy"}


@dataclass
class Run:
    """A run under way: it holds the lock of its home, and its record grows."""

    run_id: str
    home: Home
    settings: Settings
    workplace: Workplace
    progress: Progress
    lock: int
    record: Record
    warnings: list[str] = field(default_factory=list)

    def warn(self, lines: list[str] | tuple[str, ...]) -> None:
        """Says and keeps what a person should know."""
        for line in lines:
            self.progress.warn(line)
        self.warnings += lines


@contextmanager
def answering(progress: Progress, command: str) -> Iterator[Record]:
    """Turns whatever ends a command into one line each, an exit code and, if asked, a record."""
    started = time.monotonic()
    record: Record = {"command": command, "started_at": _now(), "status": "done", "exit_code": 0}
    try:
        with _signals_raised():
            yield record
    except BaseException as error:
        _tell(progress, error)
        _note(record, error)
        raise typer.Exit(code_of(error)) from None
    finally:
        record["seconds"] = round(time.monotonic() - started, 3)
        if progress.for_machine:
            progress.answer(record)


@contextmanager
def running(settings: Settings, progress: Progress, record: Record) -> Iterator[Run]:
    """A run alone in its home, on a clean floor, and recorded however it ends."""
    started = time.monotonic()
    home = releases.open_home(settings.home)
    run_id = releases.new_id(home)
    record["run"] = run_id
    try:
        with releases.locked(home, run_id, record["command"]) as lock:
            for left in releases.clear_leftovers(home):
                progress.say(f"cleaned {left}, left by a run that was stopped")
            workplace = Workplace(home.building).create()
            try:
                yield Run(run_id, home, settings, workplace, progress, lock, record)
            finally:
                releases.clear_leftovers(home)
    except BaseException as error:
        _note(record, error)
        raise
    finally:
        record["seconds"] = round(time.monotonic() - started, 3)
        record |= {"steps": progress.seconds, "current": current_id(home)}
        releases.append_journal(home, record)


def code_of(error: BaseException) -> int:
    """The exit code that an error ends a command with."""
    if isinstance(error, LeadmartError):
        return error.code
    if isinstance(error, Interrupted):
        return 128 + error.signal_number
    if isinstance(error, KeyboardInterrupt):
        return 128 + signal.SIGINT
    return FAILED


@contextmanager
def _signals_raised() -> Iterator[None]:
    def stop(number: int, _: object) -> None:
        # Once is enough: what follows is the clearing up.
        for one in SIGNALS:
            signal.signal(one, signal.SIG_IGN)
        raise Interrupted(number)

    # What is ignored (as under nohup) stays ignored.
    before = {number: signal.getsignal(number) for number in SIGNALS}
    heard = [number for number in SIGNALS if before[number] != signal.SIG_IGN]
    for number in heard:
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number in heard:
            signal.signal(number, before[number])


def _tell(progress: Progress, error: BaseException) -> None:
    if isinstance(error, LeadmartError):
        for line in error.problems:
            progress.error(line)
    elif isinstance(error, Interrupted | KeyboardInterrupt):
        progress.error(f"stopped by {_signal_name(error)}; what is published stays")
    elif isinstance(error, SystemExit):
        # Nobody reads on: the output was closed, as by `head`.
        return
    elif isinstance(error, OSError):
        where = os.fspath(error.filename) if error.filename else "the disk"
        progress.error(f"{where}: {error.strerror or error}; what is published stays")
    else:
        kind = type(error).__name__
        progress.error(f"unexpected {kind}; what is published stays; please report this:")
        # The frames alone: the message may quote a row.
        progress.trace("".join(traceback.format_tb(error.__traceback__)).rstrip())


def _note(record: Record, error: BaseException) -> None:
    """How a run ended, in its record."""
    code = code_of(error)
    stopped = isinstance(error, Interrupted | KeyboardInterrupt)
    record |= {
        "status": "stopped" if stopped else _STATUS.get(code, "failed"),
        "exit_code": code,
        "problems": error.problems
        if isinstance(error, LeadmartError)
        else [_signal_name(error) if stopped else type(error).__name__],
    }


def _signal_name(error: BaseException) -> str:
    number = error.signal_number if isinstance(error, Interrupted) else signal.SIGINT
    return signal.Signals(number).name


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
