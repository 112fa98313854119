"""What all tests share."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MINIATURE = ROOT / "tests" / "miniature" / "inputs"
MINIATURE_AS_OF = "2026-03-31"


def pytest_make_parametrize_id(config: object, val: object, argname: str) -> str | None:
    """Bytes are named after their argument: a gzip's differ by the second that it was made in.

    The processes that share the tests out must all find tests of the same names.
    """
    return argname if isinstance(val, bytes) else None


@pytest.fixture(scope="session")
def miniature_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the miniature company is published: built once for all processes. Read only."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    home = shared / "miniature-home"
    with (shared / "miniature-home.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "current").exists():
            _build_miniature(home)
    return home


def _build_miniature(home: Path) -> None:
    """Builds and publishes as a company would; the last words are a failure's message."""
    command = [sys.executable, "orchestrate.py", "build", "--input", str(MINIATURE)]
    finished = subprocess.run(
        [*command, "--as-of", MINIATURE_AS_OF, "--home", str(home)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, (finished.stdout + finished.stderr)[-6000:]
