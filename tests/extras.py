"""Tests that need more than the base: skipped on a newcomer's machine, never in CI."""

from __future__ import annotations

import importlib
import os
from types import ModuleType

import pytest

REQUIRED = os.environ.get("LEADMART_REQUIRE_EXTRAS") == "1"

# Milliseconds that a page may take for anything: a machine may be busy.
BROWSER_PATIENCE = 600_000


def needs(module: str, requirements: str = "requirements-test.txt") -> ModuleType:
    """A module of an extra. Without it the test is skipped, or fails where CI must not skip it."""
    try:
        return importlib.import_module(module)
    except ImportError:
        skip(f"needs {module}: pip install --require-hashes -r {requirements}")
        raise


def skip(reason: str) -> None:
    """Skips a test that cannot run here; in CI that is a failure."""
    if REQUIRED:
        pytest.fail(reason)
    pytest.skip(reason, allow_module_level=True)
