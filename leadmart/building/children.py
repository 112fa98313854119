"""Processes that a run starts: without secrets, and gone when the run stops."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

_SECRETS = re.compile(r"SECRET|PASSWORD|PASSWD|TOKEN|CREDENTIAL|^PG|^DBT_", re.I)


_SECONDS_TO_STOP = 5.0


def child_environment() -> dict[str, str]:
    """The environment of a child: without secrets."""
    environment = {name: value for name, value in os.environ.items() if not _SECRETS.search(name)}
    environment |= {"DO_NOT_TRACK": "1", "DBT_SEND_ANONYMOUS_USAGE_STATS": "false"}
    # What children say is read as UTF-8, whatever people around here read.
    environment |= {"PYTHONUTF8": "1", "PYTHONIOENCODING": "utf-8"}
    return environment


@contextmanager
def child_process(
    command: list[str],
    *,
    environment: dict[str, str],
    folder: Path,
    errors: BinaryIO,
    minutes: float,
    lock: int | None = None,
    is_talked_to: bool = False,
) -> Iterator[tuple[subprocess.Popen[str], threading.Event]]:
    """A child in its own process group, stopped with everything it started when the run stops."""
    timed_out = threading.Event()
    child = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.PIPE if is_talked_to else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=errors,
        text=True,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,
        pass_fds=() if lock is None else (lock,),
    )

    def stop_late() -> None:
        timed_out.set()
        _stop(child)

    timer = threading.Timer(60.0 * minutes, stop_late)
    timer.daemon = True
    timer.start()
    try:
        yield child, timed_out
    finally:
        timer.cancel()
        _stop(child)
        if child.stdout is not None:
            child.stdout.close()


def _stop(child: subprocess.Popen[str]) -> None:
    """Ends a child, then whatever of its group outlived it, such as Spark's virtual machine."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        if child.poll() is not None:
            break
        with suppress(ProcessLookupError, subprocess.TimeoutExpired):
            os.killpg(child.pid, number)
            child.wait(_SECONDS_TO_STOP)
    _end_group(child.pid)


def _end_group(group: int) -> None:
    """Waits until no process of a group is left; kills those that take their time."""
    deadline = time.monotonic() + _SECONDS_TO_STOP
    with suppress(ProcessLookupError):
        while time.monotonic() < deadline:
            os.killpg(group, 0)
            time.sleep(0.05)
        os.killpg(group, signal.SIGKILL)
