"""What all tests share."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.compiled import Compiled, compile_once, locked
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


# Files that take longer than ten seconds. Those of minutes begin first: last, they would run alone.
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
    "tests/connectors/test_gives.py",
    "tests/connectors/test_connectors.py",
    "tests/loading/test_loaders.py",
    "tests/agents/test_server.py",
    "tests/runner/test_odd_ground.py",
    "tests/runner/test_one_input.py",
    "tests/engines/test_overrides.py",
    "tests/semantic/test_dimensions_of_the_company.py",
    "tests/pages/test_docs_page.py",
    "tests/runner/test_connect_round_trip.py",
    "tests/dashboard/test_browser.py",
    "tests/engines/test_made_in_place.py",
    "tests/intermediate/test_identity.py",
    "tests/runner/test_render.py",
    "tests/spark/test_spark_catalogue.py",
    "tests/spark/test_spark_intake.py",
    "tests/test_channels.py",
)
# What tests ask for that is built, compiled or started first.
_BUILT = frozenset({"browser", "compiled", "miniature_home"})


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first, the others in their order; all else that needs no build is quick."""
    places = {name: place for place, name in enumerate(_LONG)}
    for item in items:
        is_long = item.nodeid.partition("::")[0] in places
        if not is_long and not _BUILT.intersection(getattr(item, "fixturenames", ())):
            item.add_marker("quick")
    items.sort(key=lambda item: places.get(item.nodeid.partition("::")[0], len(_LONG)))


def pytest_report_header(config: pytest.Config) -> str:
    """How long it takes, for whoever begins it."""
    if config.getoption("markexpr") or config.getoption("keyword"):
        return ""
    return "all tests take half an hour on two cores; -m quick takes those of a minute or two"


class _Narrator:
    """Says what a long run is at: each file as it begins, with the minutes until then."""

    def __init__(self, reporter: Any) -> None:
        self._reporter = reporter
        self._began = time.monotonic()
        self._told: set[str] = set()

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """A test begins, in whichever process."""
        file = nodeid.partition("::")[0]
        if file not in self._told:
            self._told.add(file)
            minutes = (time.monotonic() - self._began) / 60
            self._reporter.write(f"\n{minutes:4.1f} min  {file} ")


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Narrates where tests are shared out: alone, pytest names the files itself."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and config.getoption("numprocesses", None):
        config.pluginmanager.register(_Narrator(reporter), "narrator")


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
    with locked(shared / "miniature-home.lock"):
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
