"""What all tests share."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.compiled import Compiled, compile_once
from tests.extras import BROWSER_PATIENCE, needs, skip

ROOT = Path(__file__).resolve().parents[1]
MINIATURE = ROOT / "tests" / "miniature" / "inputs"
MINIATURE_AS_OF = "2026-03-31"

_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_BROWSERS = ("/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome")


# Files that take minutes begin first: as the last ones they would run alone.
_LONG = (
    "tests/runner/test_publish.py",
    "tests/spark/test_spark_build.py",
    "tests/runner/test_build.py",
    "tests/test_readme.py",
    "tests/deliveries/test_deliveries.py",
    "tests/test_practice.py",
    "tests/test_unit_tests.py",
    "tests/semantic/test_semantic_layer.py",
    "tests/deliveries/test_full_builds.py",
    "tests/connectors/test_round_trip.py",
    "tests/test_other_deliveries.py",
    "tests/test_settings.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first, the others in their order."""
    places = {name: place for place, name in enumerate(_LONG)}
    items.sort(key=lambda item: places.get(item.nodeid.partition("::")[0], len(_LONG)))


def pytest_make_parametrize_id(config: object, val: object, argname: str) -> str | None:
    """Bytes are named after their argument: a gzip's differ by the second that it was made in.

    The processes that share the tests out must all find tests of the same names.
    """
    return argname if isinstance(val, bytes) else None


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of all processes that share the tests out."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def compiled(shared: Path) -> Callable[[Mapping[str, Any]], Compiled]:
    """The whole project compiled with some variables: once for each combination of them."""
    return partial(compile_once, shared)


@pytest.fixture(scope="session")
def miniature_home(shared: Path) -> Path:
    """Where the miniature company is published: built once for all processes. Read only."""
    home = shared / "miniature-home"
    with (shared / "miniature-home.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "current").exists():
            _build_miniature(home)
    return home


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium, started once a process: Playwright takes no second start in one."""
    playwright = needs("playwright.sync_api")
    found = next((path for name in _BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        skip("needs Chromium: apt-get install chromium")
    with playwright.sync_playwright() as engine:
        chromium = engine.chromium.launch(
            executable_path=found, args=_FLAGS, timeout=BROWSER_PATIENCE
        )
        yield chromium
        chromium.close()


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
